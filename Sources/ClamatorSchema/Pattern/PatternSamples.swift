extension Pattern {
    /// The longest text that is made up, in characters.
    private static let longestSample = 1 << 20

    /// A text that the pattern matches; nil where a few attempts found none.
    func sample(
        using generator: inout some RandomNumberGenerator, minimumLength: Int, maximumLength: Int?
    ) -> String? {
        let least = syntax.leastLength
        let usual = max(minimumLength, least) + 12
        let most = min(maximumLength ?? usual, Self.longestSample)
        guard least <= most, minimumLength <= most else { return nil }
        for _ in 0..<24 {
            var writer = SampleWriter(missing: max(0, minimumLength - least), spare: most - least)
            guard writer.write(syntax, using: &generator) else { continue }
            let lacking = max(0, minimumLength - writer.text.count)
            let filling = (0..<lacking).map { _ in UInt32.random(in: 0x61...0x7A, using: &generator) }
            // Where the pattern is not anchored, what is lacking can stand behind or before.
            let texts = lacking == 0 ? [writer.text] : [writer.text + filling, filling + writer.text]
            for scalars in texts where scalars.count <= most {
                var text = ""
                text.unicodeScalars.append(contentsOf: scalars.lazy.compactMap(Unicode.Scalar.init))
                switch text.withUTF8(search) {
                case .matches: return text
                case .doesNotMatch: continue
                case .gaveUp: return nil
                }
            }
        }
        return nil
    }
}

/// Writes one text along a syntax tree. What look-behind and negated look-around ask for is left to chance.
private struct SampleWriter {
    private(set) var text: [UInt32] = []
    /// How many characters more than the least are still wanted.
    private var missing: Int
    /// How many characters more than the least there may still be.
    private var spare: Int
    private var groups: [Int: [UInt32]] = [:]
    /// The characters that look-aheads would like to see, by their place, and the end of these places.
    private var wishes: [Int: UInt32] = [:]
    private var endOfWishes = 0

    init(missing: Int, spare: Int) {
        self.missing = missing
        self.spare = spare
    }

    mutating func write(_ syntax: PatternSyntax, using generator: inout some RandomNumberGenerator) -> Bool {
        switch syntax {
        case .empty, .assertion, .look(_, _, isNegated: true), .look(_, isBehind: true, _): return true
        case .characters(let set):
            guard let character = character(of: set, using: &generator) else { return false }
            text.append(character)
            return true
        case .sequence(let parts):
            for part in parts {
                guard write(part, using: &generator) else { return false }
            }
            return true
        case .alternatives(let branches):
            let least = syntax.leastLength
            let fitting = branches.filter { $0.leastLength - least <= spare }
            guard let branch = fitting.randomElement(using: &generator) else { return false }
            spend(branch.leastLength - least)
            return write(branch, using: &generator)
        case .repetition(let body, let min, let max, _, _):
            return repeated(body, min, max, using: &generator)
        case .group(let body, let number):
            let start = text.count
            guard write(body, using: &generator) else { return false }
            groups[number] = Array(text[start...])
            return true
        case .backReference(let number):
            let repeated = groups[number] ?? []
            spend(repeated.count)
            text += repeated
            return spare >= 0
        case .look(let body, _, _):
            return wish(for: body, using: &generator)
        }
    }

    private mutating func spend(_ count: Int) {
        spare -= count
        missing -= count
    }

    private mutating func repeated(
        _ body: PatternSyntax, _ min: Int, _ max: Int?, using generator: inout some RandomNumberGenerator
    ) -> Bool {
        let unit = Swift.max(1, body.leastLength)
        let room = Swift.min((max ?? Int.max) - min, Swift.max(0, spare) / unit)
        let wanted = Swift.max(0, missing, endOfWishes - text.count - min * unit)
        let whim = Int.random(in: 0...Swift.min(room, max == nil ? 7 : 12), using: &generator)
        let more = Swift.min(room, Swift.max((wanted + unit - 1) / unit, whim))
        spend(more * body.leastLength)
        for _ in 0..<(min + more) {
            let start = text.count
            guard write(body, using: &generator) else { return false }
            // A body that can be empty would be so for the rest of the turns.
            if text.count == start { break }
        }
        return true
    }

    /// Writes what a look-ahead asks for, takes it back, and keeps it in mind.
    private mutating func wish(for body: PatternSyntax, using generator: inout some RandomNumberGenerator) -> Bool {
        let start = text.count
        let (missing, spare) = (missing, spare)
        let least = body.leastLength
        self.missing = 0
        self.spare = max(0, Swift.min(spare - least, 8))
        guard write(body, using: &generator) else { return false }
        (self.missing, self.spare) = (missing, spare)
        for (place, character) in zip(start..., text[start...]) { wishes[place] = character }
        endOfWishes = max(endOfWishes, text.count)
        text.removeSubrange(start...)
        return true
    }

    /// A character of the set: the one that was wished for here, else rather a letter or digit than a sign.
    private func character(of set: CodePointSet, using generator: inout some RandomNumberGenerator) -> UInt32? {
        if let wish = wishes[text.count], set.contains(wish) { return wish }
        if set.ranges.count == 1, let only = set.ranges.first, only.count == 1 { return only.lowerBound }
        let kinds = CodePointSet.usualKinds.map { set.intersection($0) }.filter { !$0.isEmpty }
        let kind = kinds.randomElement(using: &generator) ?? set.intersection(.signs)
        let chosen = kind.isEmpty ? set : kind
        return chosen.ranges.randomElement(using: &generator).map { UInt32.random(in: $0, using: &generator) }
    }
}

extension CodePointSet {
    /// Small letters twice, as most text consists of them.
    fileprivate static let usualKinds: [CodePointSet] = [
        CodePointSet([0x61...0x7A]), CodePointSet([0x61...0x7A]), CodePointSet([0x41...0x5A]), .digits,
    ]
    /// What else of ASCII can be printed.
    fileprivate static let signs = CodePointSet([0x20...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])
}

extension PatternSyntax {
    /// The length of the shortest text that the node can stand for, look-around aside; at most 2³².
    var leastLength: Int {
        let limit = 1 << 32
        switch self {
        case .empty, .assertion, .look, .backReference: return 0
        case .characters: return 1
        case .sequence(let parts): return parts.reduce(0) { min(limit, $0 + $1.leastLength) }
        case .alternatives(let branches): return branches.lazy.map(\.leastLength).min() ?? 0
        case .repetition(let body, let min, _, _, _): return Swift.min(limit, body.leastLength * min)
        case .group(let body, _): return body.leastLength
        }
    }
}
