/// Strings: of a format, after a pattern, or what the name tells.
extension MockMaker {
    mutating func string(_ constraints: MockConstraints, _ goal: MockGoal) throws(MockFailure) -> JSON {
        try constraints.checkCounts(.minLength, .maxLength, limit: Self.mostSize)
        let least = constraints.most(.minLength)?.count ?? 0
        let most = constraints.least(.maxLength)?.count
        let formats = constraints.all(.format).compactMap(\.value.string)
        let patterns = constraints.all(.pattern)
        var last = ""
        var unmatched = 0
        for trial in 0..<12 where !isExhausted {
            var candidates: [String] = []
            let contents = constraints.all(.contentEncoding) + constraints.all(.contentMediaType)
            candidates += contents.compactMap { $0.part.contentSample(minimumLength: least) }
            if let format = random.pick(formats) { candidates += formatted(format, least, most) }
            if let (pattern, part) = random.pick(patterns), let source = pattern.exactString {
                // What the name tells is more like the real thing, where the pattern lets it through.
                if trial == 0, formats.isEmpty { candidates.append(fitted(goal.hint, least, most)) }
                if trial == 0, goal.hint.last == "country" { candidates += [random.pick(MockWords.countryCodes) ?? ""] }
                spend(8)
                if let sample = part.sample(
                    ofPattern: source, using: &random, minimumLength: least, maximumLength: most)
                {
                    candidates.append(sample)
                } else {
                    unmatched += 1
                }
                guard unmatched < 3 else {
                    throw MockFailure("found no string that the pattern \(pattern) matches", at: part, isCertain: false)
                }
            }
            if candidates.isEmpty || trial > 9 { candidates.append(fitted(goal.hint, least, most)) }
            for candidate in candidates {
                let value = JSON(candidate)
                if meets(goal, value) { return value }
                last = candidate
            }
        }
        return JSON(last)
    }

    /// Strings of a format: the usual one, one that is lengthened to the least length, and the shortest.
    private mutating func formatted(_ format: String, _ least: Int, _ most: Int?) -> [String] {
        guard let usual = self.format(format, filling: 0) else { return [] }
        let length = usual.unicodeScalars.count
        if length < least { return (0...2).compactMap { self.format(format, filling: least - length + $0) } }
        guard let most, length > most else { return [usual] }
        return [Self.shortest(format)].compactMap { short in
            short.map { $0 + letters(max(0, least - $0.unicodeScalars.count)) }
        }
    }

    /// What the name tells, cut or continued to a length within the bounds.
    private mutating func fitted(_ hint: MockHint, _ least: Int, _ most: Int?) -> String {
        var text = text(hint)
        if hint.last == "country", let most, most < text.unicodeScalars.count {
            text = random.pick(MockWords.countryCodes) ?? text
        }
        var count = text.unicodeScalars.count
        while count < least {
            let word = " " + (random.pick(MockWords.words) ?? "more")
            text += word
            count += word.unicodeScalars.count
        }
        guard let most, count > most else { return text }
        var cut = String(text.unicodeScalars.prefix(most))
        if cut.hasSuffix(" ") { cut = cut.dropLast() + "s" }
        return cut
    }
}
