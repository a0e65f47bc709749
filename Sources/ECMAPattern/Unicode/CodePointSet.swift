/// A set of Unicode scalar values, as sorted ranges.
///
/// Surrogates are never members: UTF-8 text cannot hold one, so a pattern that asks for one asks for nothing.
struct CodePointSet: Sendable, Hashable {
    /// Ascending, disjoint, never adjacent, and free of surrogates.
    let ranges: [ClosedRange<UInt32>]

    static let lastScalar: UInt32 = 0x10FFFF
    private static let surrogates: ClosedRange<UInt32> = 0xD800...0xDFFF

    /// The set of all scalars in any of `ranges`, which may come in any order, overlap and cover surrogates.
    init(_ ranges: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.init(sorted: merged)
    }

    init(_ codePoint: UInt32) {
        self.init(sorted: [codePoint...codePoint])
    }

    /// `merged` is ascending, disjoint and never adjacent; surrogates are cut out here.
    private init(sorted merged: [ClosedRange<UInt32>]) {
        guard merged.contains(where: { $0.overlaps(Self.surrogates) }) else {
            ranges = merged
            return
        }
        var scalars: [ClosedRange<UInt32>] = []
        for range in merged {
            guard range.overlaps(Self.surrogates) else {
                scalars.append(range)
                continue
            }
            if range.lowerBound < Self.surrogates.lowerBound {
                scalars.append(range.lowerBound...Self.surrogates.lowerBound - 1)
            }
            if range.upperBound > Self.surrogates.upperBound {
                scalars.append(Self.surrogates.upperBound + 1...range.upperBound)
            }
        }
        ranges = scalars
    }

    var isEmpty: Bool { ranges.isEmpty }

    func contains(_ codePoint: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < codePoint { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= codePoint
    }

    func union(_ other: CodePointSet) -> CodePointSet {
        CodePointSet(ranges + other.ranges)
    }

    /// All scalars that are not members.
    var complement: CodePointSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if next < range.lowerBound { gaps.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.lastScalar { gaps.append(next...Self.lastScalar) }
        return CodePointSet(sorted: gaps)
    }

    func intersection(_ other: CodePointSet) -> CodePointSet {
        var common: [ClosedRange<UInt32>] = []
        var left = 0
        var right = 0
        while left < ranges.count, right < other.ranges.count {
            let a = ranges[left]
            let b = other.ranges[right]
            if a.overlaps(b) { common.append(a.clamped(to: b)) }
            if a.upperBound < b.upperBound { left += 1 } else { right += 1 }
        }
        return CodePointSet(sorted: common)
    }

    func isDisjoint(with other: CodePointSet) -> Bool {
        intersection(other).isEmpty
    }
}

/// The sets ECMA-262 § 22.2.2.9 gives a name of one letter, and the dot.
extension CodePointSet {
    static let empty = CodePointSet([])
    static let all = CodePointSet([0...lastScalar])
    static let digits = CodePointSet([0x30...0x39])
    static let wordCharacters = CodePointSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// LF, CR, LINE SEPARATOR and PARAGRAPH SEPARATOR.
    static let lineTerminators = CodePointSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])
    /// WhiteSpace and LineTerminator: the controls, the byte order mark and all of `Zs`.
    static let whiteSpace = CodePointSet([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
    static let allButLineTerminators = lineTerminators.complement
}
