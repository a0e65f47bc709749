package import ClamatorJSON
package import ClamatorSystem

/// A pattern taken apart for making up texts that it matches: what the syntax tree tells is worked out once.
package struct PatternSampler: Sendable {
    /// The longest text that is made up, in characters.
    fileprivate static let longest = 1 << 20

    private let pattern: Pattern
    private let root: SamplePart
    /// Whether more may stand before what the pattern asks for, and behind it.
    private let isOpenAtStart: Bool
    private let isOpenAtEnd: Bool

    package init(_ pattern: Pattern) {
        self.pattern = pattern
        root = SamplePart(pattern.syntax)
        isOpenAtStart = !pattern.syntax.isAnchored(at: .start)
        isOpenAtEnd = !pattern.syntax.isAnchored(at: .end)
    }

    /// No text that the pattern matches has fewer characters.
    package var leastLength: Int { root.leastLength }

    /// A text that the pattern matches.
    ///
    /// - Parameters:
    ///   - generator: Where the random choices come from.
    ///   - minimumLength: The fewest characters.
    ///   - maximumLength: The most characters; nil is no limit.
    ///   - budget: Pays for each part of the pattern that is gone through, each character and each search.
    /// - Returns: The text; nil where a few attempts found none.
    package func sample(
        using generator: inout SplitMix64, minimumLength: Int = 0, maximumLength: Int? = nil,
        spending budget: inout WorkBudget
    ) -> String? {
        let least = root.leastLength
        guard least <= Self.longest, minimumLength <= Self.longest else { return nil }
        let most = min(maximumLength ?? max(minimumLength, least) + 12, Self.longest)
        guard least <= most, minimumLength <= most else { return nil }
        for _ in 0..<24 {
            var writer = SampleWriter(
                missing: max(0, minimumLength - least), spare: most - least, random: generator, budget: budget)
            let isWritten = writer.write(root)
            (generator, budget) = (writer.random, writer.budget)
            guard budget.reached == nil else { return nil }
            guard isWritten else { continue }
            let lacking = max(0, minimumLength - writer.text.count)
            // What may stand before a suffix another pattern often speaks of.
            let isFilled = isOpenAtEnd || (isOpenAtStart && generator.below(2) == 0)
            let more = isFilled ? min(generator.below(8), most - max(minimumLength, writer.text.count)) : 0
            let firstLetter: UInt32 = Self.isInCapitals(writer.text) ? 0x41 : 0x61
            let filling = (0..<max(0, lacking + more)).map { _ in firstLetter + UInt32(generator.below(26)) }
            var texts = texts(around: writer.text, filling)
            if lacking == 0 { texts.append(writer.text) }
            for scalars in texts where scalars.count <= most {
                let text = Self.utf8(scalars)
                switch pattern.search(text, spending: &budget) {
                case .matches: return String(decoding: text, as: UTF8.self)
                case .doesNotMatch: continue
                case .limitReached: return nil
                }
            }
        }
        return nil
    }

    /// Whether a text has capital letters, and no small ones.
    private static func isInCapitals(_ text: [UInt32]) -> Bool {
        text.contains { 0x41...0x5A ~= $0 } && !text.contains { 0x61...0x7A ~= $0 }
    }

    /// What a pattern asks for with more behind or before it, where the pattern is not anchored: at first right beside
    /// it, then set off by a space, as a word's boundary asks.
    private func texts(around text: [UInt32], _ filling: [UInt32]) -> [[UInt32]] {
        if filling.isEmpty { return [] }
        let space: UInt32 = 0x20
        let behind = [text + filling, text + [space] + Array(filling.dropFirst())]
        let before = [filling + text, Array(filling.dropLast()) + [space] + text]
        return [0, 1].flatMap { index in
            (isOpenAtEnd ? [behind[index]] : []) + (isOpenAtStart ? [before[index]] : [])
        }
    }

    /// The scalars, of which none is a surrogate, in UTF-8.
    private static func utf8(_ scalars: [UInt32]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.count)
        for scalar in scalars {
            switch scalar {
            case 0..<0x80: bytes.append(UInt8(scalar))
            case 0x80..<0x800: bytes += [UInt8(0xC0 | scalar >> 6), UInt8(0x80 | scalar & 0x3F)]
            case 0x800..<0x10000:
                bytes += [UInt8(0xE0 | scalar >> 12), UInt8(0x80 | scalar >> 6 & 0x3F), UInt8(0x80 | scalar & 0x3F)]
            default:
                bytes += [
                    UInt8(0xF0 | scalar >> 18), UInt8(0x80 | scalar >> 12 & 0x3F), UInt8(0x80 | scalar >> 6 & 0x3F),
                    UInt8(0x80 | scalar & 0x3F),
                ]
            }
        }
        return bytes
    }
}

/// A node of a pattern's syntax tree with what a writer asks of it.
private struct SamplePart: Sendable {
    indirect enum Kind: Sendable {
        /// What stands for no character, or is left to chance: negated look-around, and look-behind.
        case nothing
        case character(UInt32)
        case characters(SampleCharacters)
        case sequence([SamplePart])
        case alternatives([SamplePart])
        case repetition(SamplePart, min: Int, max: Int?)
        case group(SamplePart, number: Int)
        case backReference(Int)
        case lookAhead(SamplePart)
    }

    let kind: Kind
    /// The length of the shortest text that the node can stand for, look-around aside; at most 2³².
    let leastLength: Int

    private static let lengthLimit = 1 << 32

    init(_ syntax: PatternSyntax) {
        switch syntax {
        case .empty, .assertion, .look(_, _, isNegated: true), .look(_, isBehind: true, _):
            (kind, leastLength) = (.nothing, 0)
        case .characters(let set):
            let only = set.ranges.count == 1 && set.ranges[0].count == 1 ? set.ranges[0].lowerBound : nil
            (kind, leastLength) = (only.map(Kind.character) ?? .characters(SampleCharacters(set)), 1)
        case .sequence(let parts):
            let parts = parts.map(SamplePart.init)
            (kind, leastLength) = (.sequence(parts), parts.reduce(0) { min(Self.lengthLimit, $0 + $1.leastLength) })
        case .alternatives(let branches):
            let branches = branches.map(SamplePart.init)
            (kind, leastLength) = (.alternatives(branches), branches.lazy.map(\.leastLength).min() ?? 0)
        case .repetition(let body, let least, let most, _, _):
            let body = SamplePart(body)
            let (length, isTooLong) = body.leastLength.multipliedReportingOverflow(by: least)
            kind = .repetition(body, min: least, max: most)
            leastLength = isTooLong ? Self.lengthLimit : min(Self.lengthLimit, length)
        case .group(let body, let number):
            let body = SamplePart(body)
            (kind, leastLength) = (.group(body, number: number), body.leastLength)
        case .backReference(let number): (kind, leastLength) = (.backReference(number), 0)
        case .look(let body, _, _): (kind, leastLength) = (.lookAhead(SamplePart(body)), 0)
        }
    }
}

/// A set of characters, and what to choose from first: letters and digits rather than signs.
private struct SampleCharacters: Sendable {
    let set: CodePointSet
    private let kinds: [[ClosedRange<UInt32>]]

    /// Small letters twice, as most text consists of them.
    private static let usual: [CodePointSet] = [
        CodePointSet([0x61...0x7A]), CodePointSet([0x61...0x7A]), CodePointSet([0x41...0x5A]), .digits,
    ]
    /// What else of ASCII can be printed.
    private static let signs = CodePointSet([0x20...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])

    init(_ set: CodePointSet) {
        self.set = set
        let usual = Self.usual.map { set.intersection($0).ranges }.filter { !$0.isEmpty }
        let others = [set.intersection(Self.signs).ranges, set.ranges].filter { !$0.isEmpty }
        kinds = usual.isEmpty ? Array(others.prefix(1)) : usual
    }

    /// A character; nil where the set is empty.
    func pick(_ random: inout SplitMix64) -> UInt32? {
        guard !kinds.isEmpty else { return nil }
        let ranges = kinds.count == 1 ? kinds[0] : kinds[random.below(kinds.count)]
        let range = ranges.count == 1 ? ranges[0] : ranges[random.below(ranges.count)]
        return range.lowerBound + UInt32(random.below(range.count))
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
    /// The characters that look-aheads would like to see, by their index, and the end of these indices.
    private var wishes: [Int: UInt32] = [:]
    private var endOfWishes = 0
    private(set) var random: SplitMix64
    private(set) var budget: WorkBudget

    init(missing: Int, spare: Int, random: SplitMix64, budget: WorkBudget) {
        self.missing = missing
        self.spare = spare
        self.random = random
        self.budget = budget
    }

    /// Writes what the part stands for; false where it stands for nothing, or the budget is used up.
    mutating func write(_ part: SamplePart) -> Bool {
        guard budget.spend(steps: 1) else { return false }
        switch part.kind {
        case .nothing: return true
        case .character(let character): text.append(character)
        case .characters(let characters):
            guard let character = wish(in: characters.set) ?? characters.pick(&random) else { return false }
            text.append(character)
        case .sequence(let parts):
            for part in parts {
                guard write(part) else { return false }
            }
        case .alternatives(let branches):
            let fitting = branches.filter { $0.leastLength - part.leastLength <= spare }
            guard budget.spend(steps: branches.count), let branch = random.pick(fitting) else { return false }
            use(branch.leastLength - part.leastLength)
            return write(branch)
        case .repetition(let body, let min, let max): return repeated(body, min, max)
        case .group(let body, let number):
            let start = text.count
            guard write(body) else { return false }
            groups[number] = Array(text[start...])
        case .backReference(let number):
            let repeated = groups[number] ?? []
            use(repeated.count)
            guard spare >= 0, budget.spend(steps: repeated.count) else { return false }
            text += repeated
        case .lookAhead(let body): return noteWish(for: body)
        }
        return true
    }

    private mutating func use(_ count: Int) {
        spare -= count
        missing -= count
    }

    private mutating func repeated(_ body: SamplePart, _ min: Int, _ max: Int?) -> Bool {
        let unit = Swift.max(1, body.leastLength)
        let room = Swift.min((max ?? Int.max) - min, Swift.max(0, spare) / unit)
        let wanted = Swift.max(0, missing, endOfWishes - text.count - min * unit)
        let whim = random.int(in: 0...Swift.min(room, max == nil ? 7 : 12))
        let more = Swift.min(room, Swift.max((wanted + unit - 1) / unit, whim))
        use(more * body.leastLength)
        for _ in 0..<(min + more) {
            let start = text.count
            guard write(body) else { return false }
            // A body that can be empty would be so for the rest of the turns.
            if text.count == start { break }
        }
        return true
    }

    /// Writes what a look-ahead asks for, takes it back, and keeps it in mind.
    private mutating func noteWish(for body: SamplePart) -> Bool {
        guard body.leastLength <= PatternSampler.longest else { return false }
        let start = text.count
        let (missing, spare) = (missing, spare)
        self.missing = 0
        self.spare = max(0, Swift.min(spare - body.leastLength, 8))
        guard write(body) else { return false }
        (self.missing, self.spare) = (missing, spare)
        for (index, character) in zip(start..., text[start...]) { wishes[index] = character }
        endOfWishes = max(endOfWishes, text.count)
        text.removeSubrange(start...)
        return true
    }

    /// The character that was wished for here, where the set has it.
    private func wish(in set: CodePointSet) -> UInt32? {
        guard text.count < endOfWishes, let wish = wishes[text.count], set.contains(wish) else { return nil }
        return wish
    }
}

extension PatternSyntax {
    /// An end of a text.
    fileprivate enum Edge { case start, end }

    /// Whether the text has to begin, or to end, where the pattern does.
    fileprivate func isAnchored(at edge: Edge) -> Bool {
        switch self {
        case .assertion(.start): edge == .start
        case .assertion(.end): edge == .end
        case .sequence(let parts): (edge == .start ? parts.first : parts.last)?.isAnchored(at: edge) ?? false
        case .alternatives(let branches): branches.allSatisfy { $0.isAnchored(at: edge) }
        case .group(let body, _): body.isAnchored(at: edge)
        default: false
        }
    }
}
