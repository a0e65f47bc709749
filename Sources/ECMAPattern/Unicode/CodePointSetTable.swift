/// The sets of one compiled pattern, each kept once, laid out flat for quick tests.
struct CodePointSetTable: Sendable {
    private(set) var sets: [CodePointSet] = []
    private var indices: [CodePointSet: Int] = [:]
    /// Two words for each set, one bit for each ASCII character.
    private var ascii: [UInt64] = []
    /// The ranges of all sets, one set after another.
    private var ranges: [ClosedRange<UInt32>] = []
    /// Where each set's ranges start; and, last, where they end.
    private var firstRange = [0]

    /// The index of the set, which is added unless it is there.
    mutating func index(of set: CodePointSet) -> Int {
        if let index = indices[set] { return index }
        let index = sets.count
        sets.append(set)
        indices[set] = index
        for word in UInt32(0)...1 {
            ascii.append((UInt32(0)..<64).reduce(0) { set.contains(word * 64 + $1) ? $0 | 1 << $1 : $0 })
        }
        ranges += set.ranges
        firstRange.append(ranges.count)
        return index
    }

    @inline(__always)
    func contains(_ codePoint: UInt32, in set: Int) -> Bool {
        if codePoint < 128 { return ascii[set * 2 + Int(codePoint >> 6)] >> (codePoint & 63) & 1 == 1 }
        return containsBeyondASCII(codePoint, in: set)
    }

    private func containsBeyondASCII(_ codePoint: UInt32, in set: Int) -> Bool {
        var low = firstRange[set]
        let end = firstRange[set + 1]
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < codePoint { low = middle + 1 } else { high = middle }
        }
        return low < end && ranges[low].lowerBound <= codePoint
    }
}
