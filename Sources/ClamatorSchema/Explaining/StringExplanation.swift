import ClamatorJSON
import StringFormats

/// Strings.
extension Explainer {
    mutating func explainString(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        let value = view(tapeIndex)
        switch argument.pointee.keyword {
        case .minLength:
            let least = argument.pointee.value
            if value.codePointCount >= least.clampedCount { return }
            report(at: tapeIndex, node, argument) { texts in
                texts.append("expected at least ")
                texts.append(count: least, "character")
                texts.append(", got ")
                texts.append(rawText: value)
            }
        case .maxLength:
            let (most, count) = (argument.pointee.value, value.codePointCount)
            if count <= most.clampedCount { return }
            report(at: tapeIndex, node, argument) { texts in
                texts.append("expected at most ")
                texts.append(count: most, "character")
                texts.append(", got ")
                texts.appendDecimal(count)
                texts.append(": ")
                texts.append(rawText: value, inASCII: Wording.hasAccents(value))
            }
        case .pattern:
            guard let pattern = node.pointee.rule.pointee.string?.pointee.pattern else { return }
            if validator.matches(pattern, tapeIndex) { return }
            let expected = argument.pointee.value
            let isAlike = expected.looksLike(value) || Wording.hasAccents(value)
            report(at: tapeIndex, node, argument) { texts in
                texts.append("expected a match of ")
                expected.withUTF8 { texts.append(cut: $0, inASCII: isAlike) }
                texts.append(", got ")
                texts.append(rawText: value, inASCII: isAlike)
            }
        case .format:
            guard let format = node.pointee.rule.pointee.string?.pointee.text?.format else { return }
            if value.withUTF8({ format.asserts($0) }) { return }
            report(at: tapeIndex, node, argument) { texts in
                texts.append(#"expected format \""#)
                texts.append(text: format.rawValue)
                texts.append(#"\", got "#)
                texts.append(rawText: value)
            }
        case .contentEncoding, .contentMediaType:
            guard let content = node.pointee.rule.pointee.string?.pointee.text?.content else { return }
            let refusal = value.withUTF8 { content.refusal(of: $0, spending: &validator.budget) }
            if refusal != argument.pointee.keyword || validator.budget.reached != nil { return }
            let isEncoding = argument.pointee.keyword == .contentEncoding
            report(at: tapeIndex, node, argument) { texts in
                texts.append(
                    isEncoding ? "expected base64" : content.isBase64 ? "expected JSON in base64" : "expected JSON")
                texts.append(", got ")
                texts.append(rawText: value)
            }
        default: break
        }
    }
}
