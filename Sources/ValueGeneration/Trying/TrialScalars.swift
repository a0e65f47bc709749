import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import ECMAPattern
import StringFormats

/// Numbers at the bounds, and strings of the lengths, that schemas speak of.
extension TrialMaker {
    private static let landmarks: [JSON] =
        [0, 1, -1, -2, 256, 2_147_483_648, 4_294_967_296]
        + [
            "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993", "9223372036854775807",
            "9223372036854775808", "-9223372036854775808",
        ].compactMap { try? JSON(parsing: $0) }
    private static let fractions: [JSON] = [0.5, 0.1, -0.5, 1.5]
    /// What is much larger, and much smaller, than others are ready for.
    private static let extremes: [JSON] = [1e300, -1e300, 1e-7]

    /// Numbers on both sides of each bound, around what usually goes wrong, and multiples and what is none.
    mutating func numbers(_ sayings: Sayings, _ types: TypeSet) -> [Trial] {
        var trials: [Trial] = []
        let isInteger = !types.contains(.number)
        let steps = sayings.values(of: .multipleOf)
        for keyword in [Keyword.minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum] {
            for bound in sayings.values(of: keyword) {
                trials.append(Trial(bound, keyword))
                for step in steps + [1] + (isInteger ? [] : [0.5, 0.1]) {
                    trials += Self.beside(bound, by: step).map { Trial($0, keyword) }
                }
            }
        }
        for step in steps {
            trials.append(Trial(step, .multipleOf))
            trials += Self.beside(step, by: step).map { Trial($0, .multipleOf) }
            trials += Self.parts(of: step).map { Trial($0, .multipleOf) }
        }
        trials += (Self.landmarks + (isInteger ? [] : Self.extremes)).map { Trial($0, .type) }
        if !isInteger || sayings.values(of: .type).count > 0 { trials += Self.fractions.map { Trial($0, .type) } }
        return trials
    }

    /// The numbers a step above and below another.
    private static func beside(_ number: JSON, by step: JSON) -> [JSON] {
        guard let number = SmallDecimal(number), let step = SmallDecimal(step) else { return [] }
        let places = max(number.places, step.places)
        guard let base = number.floor(places: places), let width = step.floor(places: places) else { return [] }
        return [base - width, base + width].compactMap { SmallDecimal(digits: $0, places: places).json }
    }

    /// What lies between two multiples of a step: halfway, and one more than one.
    private static func parts(of step: JSON) -> [JSON] {
        guard let step = SmallDecimal(step), let half = step.floor(places: step.places + 1) else { return [] }
        let more =
            [SmallDecimal(digits: half / 2, places: step.places + 1).json]
            + [step.digits + 1, step.digits * 2]
            .map { SmallDecimal(digits: $0, places: step.places).json }
        return more.compactMap { $0 }
    }

    /// Beyond this length no string is tried.
    private static let longest = 20_000
    /// The lengths of long strings, where no bound says.
    private static let long = [1000, many]

    /// Strings of the lengths at each bound, of letters and of characters beyond the basic plane; what a pattern or a
    /// format allows, and what it just does not.
    mutating func strings(_ sayings: Sayings, at site: Site) -> [Trial] {
        var trials: [Trial] = [Trial("", .minLength), Trial("a", .minLength), Trial("🛶", .type)]
        let patterns = sayings.all.compactMap { part in part[.pattern]?.exactString.map { ($0, part) } }
        let formats = sayings.values(of: .format).compactMap { $0.string.flatMap(Format.init(rawValue:)) }
        let isFree = patterns.isEmpty && formats.isEmpty
        func fitting(_ count: Int) -> [JSON] {
            let texts =
                patterns.map { sample($0, of: $1, length: count) } + formats.map { text(of: $0, length: count) }
            return texts.compactMap { $0.map { JSON($0) } }
        }
        for (keyword, step) in [(Keyword.minLength, -1), (.maxLength, 1)] {
            for bound in sayings.values(of: keyword).map(\.clampedCount) {
                for count in [bound, bound + step, bound - step] where (0...Self.longest).contains(count) {
                    trials.append(Trial(JSON(String(repeating: "a", count: count)), keyword))
                    if count > 0 {
                        trials.append(
                            Trial(JSON("🛶" + String(repeating: count > 100 ? "a" : "🛶", count: count - 1)), keyword))
                    }
                    trials += fitting(count).map { Trial($0, keyword) }
                }
            }
        }
        let least = sayings.values(of: .minLength).map(\.clampedCount).max() ?? 0
        let most = sayings.values(of: .maxLength).map(\.clampedCount).min() ?? .max
        for count in Self.long where (least..<most).contains(count) {
            if isFree { trials.append(Trial(JSON(String(repeating: "a", count: count)), .maxLength)) }
            trials += fitting(count).map { Trial($0, .maxLength) }
        }
        if isFree, sayings.values(of: .enum).isEmpty {
            if least <= Self.longest {
                trials += Self.unusual.map { Trial(JSON(Self.padded($0, to: least)), .type) }
            }
        }
        var models: [(text: String, keyword: Keyword)] = []
        for (pattern, part) in patterns {
            var samples = extremes(of: pattern, of: part)
            samples += (0..<2).compactMap { _ in sample(pattern, of: part, length: nil) }
            models += samples.map { ($0, .pattern) }
        }
        let ordinary = ordinary(at: site, narrowing: Narrowing(types: .string))?.string
        for format in formats {
            models += [ordinary, ValueMaker.shortest(format)].compactMap { $0 }.map { ($0, .format) }
            trials += Self.lookalikes(of: format).map { Trial(JSON($0), .format) }
        }
        for value in sayings.all.flatMap({ [$0[.const]].compactMap { $0 } + ($0[.enum]?.elements ?? []).prefix(3) }) {
            if let text = value.string { models.append((text, .enum)) }
        }
        if let ordinary, !patterns.isEmpty { models.append((ordinary, .pattern)) }
        for (text, keyword) in models {
            trials.append(Trial(JSON(text), keyword))
            trials += Self.damaged(text).map { Trial(JSON($0), keyword) }
            // What stands for the end of a line in other languages is before a last line break too.
            if keyword == .pattern { trials.append(Trial(JSON(text + "\n"), keyword)) }
        }
        return trials
    }

    /// Texts that others often treat otherwise than they should; the short ones, as there may be little room.
    private static let unusual = [
        "a\"b\\c", "é", "two words", "line\nbreak", "0", " ", "\n", "'", "<", "%", "\0", "e\u{301}", "字", " a", "a b",
    ]

    /// A text with its last character again and again, until it is long enough.
    private static func padded(_ text: String, to count: Int) -> String {
        var scalars = text.unicodeScalars
        if let last = scalars.last {
            for _ in 0..<max(0, count - scalars.count) { scalars.append(last) }
        }
        return String(scalars)
    }

    private mutating func sample(_ pattern: ExactString, of part: Subschema, length: Int?) -> String? {
        let sampler = part.sampler(ofPattern: pattern)
        return sampler?.sample(
            using: &random, minimumLength: length ?? 0, maximumLength: length, spending: &budget)
    }

    /// A text of a format that has so many characters, as far as the format has room for them.
    private mutating func text(of format: Format, length: Int) -> String? {
        guard length <= Self.long[0], budget.spend(steps: 10 * length) else { return nil }
        var maker = ValueMaker(plan: plan, random: SplitMix64(seed: random.next()), budget: budget)
        var filling = max(0, length - (ValueMaker.shortest(format)?.unicodeScalars.count ?? 0))
        // The words in it have a length by chance.
        for _ in 0..<24 {
            let text = maker.format(format, filling: filling)
            let surplus = text.unicodeScalars.count - length
            if surplus == 0 { return text }
            filling = max(0, filling - surplus)
        }
        return nil
    }

    /// The shortest text that a pattern matches, and the longest where that is not much longer: what is left out of the
    /// one, and added to the other, goes beyond the bounds of the pattern's repetitions.
    private mutating func extremes(of pattern: ExactString, of part: Subschema) -> [String] {
        guard let sampler = part.sampler(ofPattern: pattern) else { return [] }
        let least = sampler.leastLength
        var texts: [String] = []
        for length in least...(least + 12) where length <= Self.longest {
            let text = sampler.sample(
                using: &random, minimumLength: length, maximumLength: length, spending: &budget)
            guard let text else { break }
            if texts.count > 1 { texts.removeLast() }
            texts.append(text)
        }
        return texts
    }

    /// A text with one thing changed: of the same length, longer, shorter, in another case.
    private static func damaged(_ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count <= 2000 else { return [] }
        func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            return String(view)
        }
        var texts = [text + "!", "!" + text, text + text, "a" + text, text + "0", text.uppercased(), text.lowercased()]
        if scalars.count <= 12 {
            // Each character left out, and each doubled.
            for index in scalars.indices {
                texts.append(string(scalars[..<index] + scalars[(index + 1)...]))
                texts.append(string(scalars[...index] + scalars[index...]))
            }
        } else {
            texts += [string(Array(scalars.dropLast())), string(Array(scalars.dropFirst()))]
        }
        if !scalars.isEmpty {
            for replacement in ["!", "a", "0", "A", "🛶"] as [Unicode.Scalar] {
                texts += [string([replacement] + scalars.dropFirst()), string(scalars.dropLast() + [replacement])]
            }
            texts.append(string(scalars.map { _ in "!" }))
        }
        return texts
    }

    /// What looks like a string of a format and is none, or hardly is one.
    private static func lookalikes(of format: Format) -> [String] {
        switch format {
        case .date:
            [
                "2024-02-30", "2024-2-3", "2024-13-01", "24-02-03", "2024-02-29", "1999-12-31",
                "1970-01-01", "2024-02-03T00:00:00Z",
            ]
        case .dateTime:
            [
                "2024-02-03", "2024-02-03 04:05:06", "2024-02-30T04:05:06Z", "2024-02-29T23:59:59.999+14:00",
                "2024-02-03T04:05:06", "2024-02-03T04:05:06.5Z", "2016-12-31T23:59:60Z",
            ]
        case .time: ["24:00:00Z", "12:60:00Z", "12:00", "23:59:59.5-01:00", "00:00:00Z"]
        case .duration: ["P", "1D", "PT1H", "P1W", "P1Y2M3DT4H5M6S"]
        case .email, .idnEmail: ["a@", "@b", "a b@c.de", "a.b+c@example.org"]
        case .hostname, .idnHostname: ["-a", "a..b", "a_b", "a.example"]
        case .ipv4: ["256.1.1.1", "1.2.3", "01.2.3.4", "255.255.255.255", "0.0.0.0"]
        case .ipv6: ["::g", "1:2:3", "::1", "::ffff:192.0.2.1"]
        case .uuid:
            [
                "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-00000000000g",
                "00000000000000000000000000000000",
            ]
        case .uri, .iri: ["/relative", "a b", "urn:isbn:0", "https://example.com/?q=1#f", "https://example.com/%20"]
        case .uriReference, .iriReference: ["a b", "#f", "%zz"]
        case .uriTemplate: ["{", "/{a}"]
        case .jsonPointer: ["a", "/~2", "/a~1b"]
        case .relativeJSONPointer: ["-1", "/a", "1#"]
        case .regex: ["(", "[", "a*"]
        }
    }
}
