/// The arguments of an entry that is read anew after a key. Those before the key and behind it stay in the array that
/// they were in, so that no key copies thousands.
struct RereadArguments {
    /// The arguments as they were; those of the new entry, once it is read to the end.
    private var known: [ArgumentSyntax] = []
    /// How many of them at the start are as they were.
    private var keptCount = 0
    /// From where on the new entry ends as the one before did.
    private let unchangedFrom: Int
    /// How much further on its end stands.
    private let distance: Int
    /// Those that were read anew, which follow those that are as they were.
    private var new: [ArgumentSyntax] = []

    /// Makes a list of arguments that are all new.
    init() { (unchangedFrom, distance) = (.max, 0) }

    init(_ known: [ArgumentSyntax], kept count: Int, unchangedFrom: Int, movedBy distance: Int) {
        (self.known, keptCount, self.unchangedFrom, self.distance) = (known, count, unchangedFrom, distance)
    }

    /// Those at the start that are as they were.
    var kept: ArraySlice<ArgumentSyntax> { known[..<keptCount] }

    /// The last one so far.
    var last: ArgumentSyntax? { new.last ?? kept.last }

    var isEmpty: Bool { keptCount == 0 && new.isEmpty }

    mutating func append(_ argument: ArgumentSyntax) { new.append(argument) }

    /// Keeps all arguments that begin at an offset or behind it, where they are as they were: then there are no more.
    mutating func keepLast(from offset: Int) -> Bool {
        guard offset >= unchangedFrom else { return false }
        let number = known.partitioningIndex(from: keptCount) { $0.range.lowerBound >= offset - distance }
        guard number < known.count, known[number].range.lowerBound == offset - distance else { return false }
        if distance != 0 { for index in number..<known.count { known[index].move(by: distance) } }
        known.replaceSubrange(keptCount..<number, with: new)
        (new, keptCount) = ([], known.count)
        return true
    }

    /// All of them, once the entry is read to the end.
    mutating func finish() -> [ArgumentSyntax] {
        known.replaceSubrange(keptCount..., with: new)
        return known
    }
}
