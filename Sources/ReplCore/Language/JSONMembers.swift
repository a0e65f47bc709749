internal import ClamatorKit
internal import LineEditing

extension JSONTokens {
    /// The keys that stand directly in an object.
    func keys(of object: Int) -> [Int] {
        var keys: [Int] = []
        var index = object + 1
        let end = tokens[object].partner ?? tokens.count
        while index < end {
            if tokens[index].kind == .key, tokens[index].container == object { keys.append(index) }
            // What stands in inner brackets is stepped over.
            let isBracket = tokens[index].kind == .beginObject || tokens[index].kind == .beginArray
            index = isBracket ? tokens[index].partner.map { $0 + 1 } ?? end : index + 1
        }
        return keys
    }

    /// The name that a key means; as it stands, where that is no JSON.
    func name(ofKey key: Int, in text: [Unicode.Scalar]) -> ExactString {
        let token = tokens[key]
        let rawText = token.range.lowerBound + 1..<token.range.upperBound - (token.isClosed ? 1 : 0)
        let plain = ExactString(text.text(rawText))
        guard text[rawText].contains("\\") else { return plain }
        return (try? JSON(parsing: text.text(token.range)))?.exactString ?? plain
    }

    /// The string, number or literal behind a key; nil where none stands there, or one that is open.
    func scalar(ofKey key: Int) -> Range<Int>? {
        guard key + 2 < tokens.count, tokens[key + 1].kind == .colon else { return nil }
        let token = tokens[key + 2]
        switch token.kind {
        case .string, .number, .literal: return token.isClosed ? token.range : nil
        default: return nil
        }
    }
}
