/// Characters that differ in case alone, by simple case folding, as ECMA-262 § 22.2.2.7.3 compares them under the flags
/// `i` and `u`.
enum CaseFolding {
    /// What stands for all characters that differ from this one in case alone.
    static func fold(_ codePoint: UInt32) -> UInt32 {
        // By Unicode's CaseFolding.txt these have no simple folding, though they have an upper or a lower case.
        if codePoint == 0x130 || codePoint == 0x131 { return codePoint }
        guard let scalar = Unicode.Scalar(codePoint) else { return codePoint }
        let upper = single(scalar.properties.uppercaseMapping) ?? scalar
        return (single(upper.properties.lowercaseMapping) ?? upper).value
    }

    /// Nil for a mapping to several characters, which simple folding leaves out.
    private static func single(_ mapping: String) -> Unicode.Scalar? {
        let scalars = mapping.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }

    /// The characters of each case, under what stands for them; only those that have a case. No plane but the first two
    /// has any.
    static let classes: [UInt32: [UInt32]] = {
        var classes: [UInt32: [UInt32]] = [:]
        for codePoint in UInt32(0)...0x1FFFF where fold(codePoint) != codePoint {
            classes[fold(codePoint), default: [fold(codePoint)]].append(codePoint)
        }
        return classes
    }()

    /// A character that has a case, with all that differ from it in case alone.
    fileprivate typealias Character = (codePoint: UInt32, all: [UInt32])

    /// Each of them, ascending.
    fileprivate static let characters: [Character] =
        classes.values.flatMap { all in all.map { ($0, all) } }.sorted { $0.codePoint < $1.codePoint }

    /// The characters of a range that have a case.
    fileprivate static func characters(in range: ClosedRange<UInt32>) -> some Sequence<Character> {
        var (low, high) = (0, characters.count)
        while low < high {
            let middle = (low + high) / 2
            if characters[middle].codePoint < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return characters[low...].lazy.prefix { $0.codePoint <= range.upperBound }
    }
}

extension CodePointSet {
    /// The set with all characters that differ from a member in case alone.
    var ignoringCase: CodePointSet {
        let others = ranges.flatMap { range in
            CaseFolding.characters(in: range).lazy.flatMap(\.all).filter { !contains($0) }
        }
        return others.isEmpty ? self : CodePointSet(ranges + others.map { $0...$0 })
    }
}
