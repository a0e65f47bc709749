/// The classes of characters that no set of a pattern tells apart.
struct Alphabet: Sendable {
    /// How many classes there are.
    let count: Int
    /// One member of each class.
    let representatives: [UInt32]
    /// The class of each ASCII character.
    let asciiClasses: [UInt16]
    /// Where each stretch of one class starts, in order, and its class.
    let starts: [UInt32]
    private let classes: [UInt16]

    private static let maximumClasses = 1024
    private static let maximumWork = 2_000_000

    /// Nothing when the sets are too many to tell apart in little time.
    init?(telling sets: [CodePointSet]) {
        var bounds: Set<UInt32> = [0, 128]
        for range in sets.lazy.flatMap(\.ranges) {
            bounds.insert(range.lowerBound)
            bounds.insert(range.upperBound + 1)
        }
        let starts = bounds.sorted()
        guard starts.count * (sets.count + 1) <= Self.maximumWork else { return nil }

        // Split every class by every set in turn.
        var classes = Array(repeating: 0, count: starts.count)
        var count = 1
        for set in sets {
            var insiders: [Int: Int] = [:]
            var sizes = Array(repeating: 0, count: count)
            for stretch in classes { sizes[stretch] += 1 }
            var members: [Int] = []
            var stretch = 0
            for range in set.ranges {
                while starts[stretch] < range.lowerBound { stretch += 1 }
                while stretch < starts.count, starts[stretch] <= range.upperBound {
                    members.append(stretch)
                    sizes[classes[stretch]] -= 1
                    stretch += 1
                }
            }
            for stretch in members where sizes[classes[stretch]] > 0 {
                let insider = insiders[classes[stretch]] ?? count
                if insider == count {
                    insiders[classes[stretch]] = insider
                    count += 1
                }
                classes[stretch] = insider
                if insider >= sizes.count { sizes.append(0) }
            }
            guard count <= Self.maximumClasses else { return nil }
        }

        var representatives = Array(repeating: UInt32(0), count: count)
        for (stretch, number) in classes.enumerated() { representatives[number] = starts[stretch] }
        self.count = count
        self.representatives = representatives
        self.starts = starts
        self.classes = classes.map(UInt16.init)
        var ascii: [UInt16] = []
        for (stretch, start) in starts.enumerated() where start < 128 {
            let end = min(128, starts[stretch + 1])
            ascii += Array(repeating: UInt16(classes[stretch]), count: Int(end - start))
        }
        asciiClasses = ascii
    }

    /// The class of a character beyond ASCII; of others it is right too, and slower than the table.
    func classBeyondASCII(_ codePoint: UInt32) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= codePoint { low = middle } else { high = middle }
        }
        return Int(classes[low])
    }
}
