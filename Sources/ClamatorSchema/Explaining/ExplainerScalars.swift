import ClamatorJSON

/// Numbers and strings.
extension Explainer {
    mutating func explainNumber(_ keyword: Keyword, _ argument: JSON, _ index: Int, _ place: Int) {
        let value = view(place)
        let (expected, holds): (String, Bool) =
            argument.withView { argument in
                switch keyword {
                case .minimum: ("at least", value.compareNumber(to: argument) >= 0)
                case .exclusiveMinimum: ("more than", value.compareNumber(to: argument) > 0)
                case .maximum: ("at most", value.compareNumber(to: argument) <= 0)
                case .exclusiveMaximum: ("less than", value.compareNumber(to: argument) < 0)
                case .multipleOf: ("a multiple of", Multiple(argument).divides(value))
                default: ("", true)
                }
            }
        if holds { return }
        report(
            "expected \(expected) \(Wording.spelling(argument)), got \(Wording.spelling(self.value(place)))", at: place,
            index, keyword)
    }

    mutating func explainString(_ keyword: Keyword, _ argument: JSON, _ index: Int, _ place: Int) {
        let got = { Wording.spelling($0) }
        switch keyword {
        case .minLength where view(place).codePointCount < argument.clampedCount:
            let expected = Wording.count(argument.clampedCount, "character")
            report("expected at least \(expected), got \(got(value(place)))", at: place, index, .minLength)
        case .maxLength where view(place).codePointCount > argument.clampedCount:
            let (expected, count) = (Wording.count(argument.clampedCount, "character"), view(place).codePointCount)
            report("expected at most \(expected), got \(count): \(got(value(place)))", at: place, index, .maxLength)
        case .pattern:
            guard let source = argument.string, let pattern = program.graph.patterns[source] else { return }
            if view(place).withUTF8({ pattern.search($0) }) == .matches { return }
            report("expected a match of \(Wording.cut(source)), got \(got(value(place)))", at: place, index, .pattern)
        case .format:
            let node = program.node(index).pointee
            guard node.assertsFormat(program.assertsFormats), let name = argument.string,
                let format = Format(rawValue: name), !view(place).withUTF8({ format.asserts($0) })
            else { return }
            report("expected format \"\(name)\", got \(got(value(place)))", at: place, index, .format)
        default: break
        }
    }
}

extension Wording {
    /// `1 character`, `2 characters`.
    static func count(_ count: Int, _ noun: String, plural: String? = nil) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(plural ?? noun + "s")"
    }
}
