import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import ECMAPattern
import StringFormats

/// Strings: of a format, after a pattern, or what the name tells.
extension ValueMaker {
    mutating func string(_ constraints: ValueConstraints, _ goal: ValueGoal) throws(GenerationFailure) -> JSON {
        try constraints.checkCounts(.minLength, .maxLength, limit: Self.mostLength)
        if constraints.leavesChoicesOpen {
            try checkFormats(constraints)
            try checkPatterns(constraints)
            return ""
        }
        let least = constraints.most(.minLength)?.count ?? 0
        let most = constraints.least(.maxLength)?.count
        let formats = constraints.all(.format).compactMap(\.value.string)
        let patterns = constraints.all(.pattern)
        // What the name tells is for strings that the schema leaves free.
        let contents = constraints.all(.contentEncoding) + constraints.all(.contentMediaType)
        let isFree = formats.isEmpty && patterns.isEmpty && contents.isEmpty
        let hint = isFree ? goal.hint : NameHint()
        var last = JSON("")
        var unmatched = 0
        for trial in 0..<12 where !isExhausted {
            // Beside strings that are taken already the few that are made first soon are no others.
            let mustDiffer = trial > 0 && !goal.avoided.isEmpty
            var candidates: [String] = []
            if let (_, part) = random.pick(contents), let sample = part.contentSample(minimumLength: least) {
                candidates.append(sample)
            }
            let ofFormat = random.pick(formats).map { formatted($0, least, most, filling: mustDiffer ? 4 : 0) } ?? []
            candidates += ofFormat
            if let (pattern, part) = random.pick(patterns) {
                if let sample = sample(pattern, least, most) {
                    candidates.append(sample)
                    if trial == 1, let usual = ofFormat.first, let value = joined(usual, sample, goal) { return value }
                    // Where one pattern is about the beginning and another about the end.
                    if patterns.count > 1, let other = random.pick(patterns).flatMap({ self.sample($0.value, 0, nil) })
                    {
                        candidates.append(sample + other)
                    }
                } else {
                    unmatched += 1
                }
                guard unmatched < 3 else {
                    throw GenerationFailure(
                        "found no string that the pattern \(pattern) matches", at: part, isCertain: false)
                }
            }
            if candidates.isEmpty || trial > 9 {
                candidates.append(
                    mustDiffer ? rare(least, most) : fitted(trial == 0 ? hint : NameHint(), least, most))
            }
            for candidate in candidates {
                let value = JSON(candidate)
                try pay(for: value, at: goal.subschema)
                if meets(goal, value) { return value }
                if trial == 1 {
                    let capitals = JSON(candidate.uppercased())
                    if isMet(goal, by: capitals) { return capitals }
                }
            }
            last = JSON(candidates[0])
        }
        return last
    }

    /// Fails where a format has no string of a length within the bounds.
    private func checkFormats(_ constraints: ValueConstraints) throws(GenerationFailure) {
        for part in constraints.parts {
            guard let lengths = part.lengthsOfAssertedFormat, let format = part.format else { continue }
            let isCertain = constraints.choices == 0
            if let least = constraints.most(.minLength), least.count > lengths.upperBound {
                throw GenerationFailure(
                    "minLength \(least.count) is more than the \(lengths.upperBound) characters of format \(format)",
                    at: least.part, isCertain: isCertain)
            }
            if let most = constraints.least(.maxLength), most.count < lengths.lowerBound {
                throw GenerationFailure(
                    "maxLength \(most.count) is less than the \(lengths.lowerBound) characters of format \(format)",
                    at: most.part, isCertain: isCertain)
            }
        }
    }

    /// What a search for a string that matches several patterns may cost.
    private static let workOnPatterns = 200_000

    /// Fails where no string of a length within the bounds matches all patterns, as far as they have automata.
    private mutating func checkPatterns(_ constraints: ValueConstraints) throws(GenerationFailure) {
        let patterns = constraints.all(.pattern)
        guard let part = patterns.last?.part else { return }
        var automata: [PatternAutomaton] = []
        for pattern in patterns.compactMap(\.value.exactString) {
            if let automaton = plan.automaton(pattern, spending: &budget) { automata.append(automaton) }
        }
        let (least, most) = (constraints.most(.minLength), constraints.least(.maxLength))
        let lengths = (least?.count ?? 0)...(most?.count ?? .max)
        let granted = min(Self.workOnPatterns, max(budget.steps, 0))
        var share = WorkBudget(steps: granted)
        let isEmpty = PatternAutomaton.isEmpty(automata, without: nil, lengths: lengths, spending: &share)
        _ = budget.spend(steps: granted - max(share.steps, 0))
        guard isEmpty else { return }
        let bounds = [least.map { "at least \($0.count)" }, most.map { "at most \($0.count)" }].compactMap(\.self)
        let ofLength = bounds.isEmpty ? "" : " of \(bounds.joined(separator: " and ")) characters"
        let names = patterns.map { "\($0.value)" }.joined(separator: " and ")
        throw GenerationFailure(
            "no string\(ofLength) matches \(names)", at: part, isCertain: constraints.choices == 0)
    }

    private mutating func sample(_ pattern: JSON, _ least: Int, _ most: Int?) -> String? {
        guard let sampler = pattern.exactString.flatMap({ plan.sampler($0) }) else { return nil }
        return sampler.sample(using: &random, minimumLength: least, maximumLength: most, spending: &budget)
    }

    /// A string of a format whose end or beginning is what a pattern matches, as `\.png$` or `^1999-` may ask for; nil
    /// where none of those meets the goal.
    private mutating func joined(_ usual: String, _ sample: String, _ goal: ValueGoal) -> JSON? {
        let scalars = usual.unicodeScalars
        for kept in stride(from: min(scalars.count, 60), to: 0, by: -1) where !isExhausted {
            for text in [String(scalars.prefix(kept)) + sample, sample + String(scalars.suffix(kept))] {
                if isMet(goal, by: JSON(text)) { return JSON(text) }
            }
        }
        return .none
    }

    /// Strings of a format: the usual one, one that is lengthened to the least length, and the shortest. None where the
    /// format is unknown.
    private mutating func formatted(_ name: String, _ least: Int, _ most: Int?, filling: Int) -> [String] {
        guard let format = Format(rawValue: name) else { return [] }
        let usual = self.format(format, filling: filling)
        let length = usual.unicodeScalars.count
        if length < least { return (0...2).map { self.format(format, filling: filling + least - length + $0) } }
        guard let most, length > most else { return [usual] }
        return [Self.shortest(format)].compactMap { short in
            short.map { $0 + letters(max(0, least - $0.unicodeScalars.count)) }
        }
    }

    /// A string of a length within the bounds that others hardly are by chance.
    private mutating func rare(_ least: Int, _ most: Int?) -> String {
        let words = fitted(NameHint(), least, most) + " " + digits(4)
        guard let most, words.unicodeScalars.count > most else { return words }
        return letters(min(most, max(least, 12)))
    }

    /// What the name tells, where it is of a length within the bounds; else words, cut or continued to such a length.
    private mutating func fitted(_ hint: NameHint, _ least: Int, _ most: Int?) -> String {
        let told = text(hint)
        let length = told.unicodeScalars.count
        if length >= least, length <= most ?? length { return told }
        // Of ASCII, so that bytes are characters.
        var text = Array((random.pick(NameWords.words) ?? "more").utf8)
        while text.count < least {
            text.append(UInt8(ascii: " "))
            text += (random.pick(NameWords.words) ?? "more").utf8
        }
        if let most, text.count > most {
            text.removeSubrange(most...)
            if text.last == UInt8(ascii: " ") { text[text.count - 1] = UInt8(ascii: "s") }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
