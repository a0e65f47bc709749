import ClamatorJSON
import StringFormats

/// What is asked of strings.
struct StringRule {
    var minimumLength = 0
    var maximumLength = Int.max
    var pattern: ArenaPointer<PatternRule>?
    /// `format` and, in draft-07, what the string holds.
    var text: TextRule?
}

extension Lowering {
    func stringRule(_ node: Graph.Node) -> StringRule? {
        var rule = StringRule()
        var isEmpty = true
        if let count = node[.minLength]?.clampedCount, count > 0 { (rule.minimumLength, isEmpty) = (count, false) }
        if let count = node[.maxLength]?.clampedCount { (rule.maximumLength, isEmpty) = (count, false) }
        if let pattern = node[.pattern]?.exactString.flatMap(pattern) { (rule.pattern, isEmpty) = (pattern, false) }
        if let text = textRule(node) { (rule.text, isEmpty) = (text, false) }
        return isEmpty ? nil : rule
    }

    private func textRule(_ node: Graph.Node) -> TextRule? {
        guard node.assertsFormat(assertsFormats) else { return nil }
        var rule = TextRule(format: node[.format]?.string.flatMap(Format.init(rawValue:)))
        if Keyword.contentEncoding.isAssertion(in: node.rules.dialect) {
            rule.content = ContentRule(
                encoding: node[.contentEncoding]?.string, mediaType: node[.contentMediaType]?.string)
        }
        return rule.format == nil && rule.content == nil ? nil : rule
    }
}

extension Graph.Node {
    /// Whether `format` refuses values here: where the caller wants it, or the meta-schema does (2020-12 Validation
    /// §7.2).
    func assertsFormat(_ isWanted: Bool) -> Bool { isWanted || rules.vocabularies.contains(.formatAssertion) }
}
