import ClamatorJSON

/// A reason, and the index on the tape of what it speaks of.
///
/// It is written as an object, whose members are strings in these parts of the text.
struct Diagnostic {
    var tapeIndex: Int
    /// How deep in the value that is.
    var depth: Int
    var instanceLocation: Range<Int>
    var keywordLocation = 0..<0
    /// Empty where it says nothing more than `keywordLocation`.
    var absoluteKeywordLocation = 0..<0
    var error = 0..<0
    /// Which of the explainer's missing names it speaks of; negative for none. Of 32 bits, so that the diagnostic does
    /// not grow.
    var missingName: Int32 = -1
    /// Whether it says that no value is allowed there: mostly, that a member is unknown.
    var isForbidden = false
    /// Whether one before it says the same.
    var isRepeated = false
    /// Whether it says how many other branches there were.
    var isAmended = false

    /// What memory for diagnostics holds at first.
    static var none: Diagnostic { Diagnostic(tapeIndex: 0, depth: 0, instanceLocation: 0..<0) }

    static var opening: StaticString { #"{"instanceLocation":""# }
    /// With the comma before the next.
    static var closing: StaticString { #""},"# }

    /// The keyword's own location.
    var keyword: Range<Int> { absoluteKeywordLocation.isEmpty ? keywordLocation : absoluteKeywordLocation }

    /// The object and the comma behind it.
    var element: Range<Int> {
        let start = instanceLocation.lowerBound - Self.opening.utf8CodeUnitCount
        return start..<(error.upperBound + Self.closing.utf8CodeUnitCount)
    }
}

/// Diagnostics in order.
///
/// The first lie in memory that is lent, and outlives the list; those for which it is too small, in an array. An array
/// for all would be allocated, counted, and asked at each change whether it is shared, which costs a short explanation
/// a tenth of its time.
struct DiagnosticList: ~Copyable {
    private let lent: Scratch<Diagnostic>
    private var others: [Diagnostic] = []
    private(set) var count = 0
    private var hasRepeated = false

    /// Makes an empty list in memory that is lent.
    init(_ lent: Scratch<Diagnostic>) { self.lent = lent }

    subscript(index: Int) -> Diagnostic {
        get {
            precondition(0 <= index && index < count)
            return index < lent.count ? lent[index] : others[index - lent.count]
        }
        set {
            precondition(0 <= index && index < count)
            if index < lent.count { lent[index] = newValue } else { others[index - lent.count] = newValue }
        }
    }

    /// Whether one of the diagnostics from an index on says the same by the same keyword, to which another way led.
    func repeats(_ diagnostic: Diagnostic, from first: Int, in texts: borrowing JSONWriter) -> Bool {
        for index in first..<count where self[index].tapeIndex == diagnostic.tapeIndex {
            let known = self[index]
            let isRepeated = texts.withBytes { bytes in
                func isSame(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
                    one.count == other.count && bytes[one].elementsEqual(bytes[other])
                }
                return isSame(known.keyword, diagnostic.keyword) && isSame(known.error, diagnostic.error)
            }
            if isRepeated { return true }
        }
        return false
    }

    mutating func append(_ diagnostic: Diagnostic) {
        hasRepeated = hasRepeated || diagnostic.isRepeated
        if count < lent.count { lent[count] = diagnostic } else { others.append(diagnostic) }
        count += 1
    }

    mutating func remove(_ range: Range<Int>) {
        precondition(0 <= range.lowerBound && range.upperBound <= count)
        for index in range.upperBound..<count { self[index - range.count] = self[index] }
        count -= range.count
        others.removeLast(others.count - max(0, count - lent.count))
    }

    /// Puts the diagnostics in the order of their indices, without those that are repeated; those of one index
    /// stay as they are.
    mutating func sort() {
        if hasRepeated {
            for index in (0..<count).reversed() where self[index].isRepeated { remove(index..<(index + 1)) }
        }
        for index in 0..<count where index > 0 && self[index - 1].tapeIndex > self[index].tapeIndex {
            let diagnostic = self[index]
            var slot = index
            while slot > 0, self[slot - 1].tapeIndex > diagnostic.tapeIndex {
                self[slot] = self[slot - 1]
                slot -= 1
            }
            self[slot] = diagnostic
        }
    }
}
