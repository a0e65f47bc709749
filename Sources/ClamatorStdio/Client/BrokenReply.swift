internal import ClamatorKit

/// A line that is to be a reply and is no JSON: others write `NaN`, or half of a surrogate pair.
enum BrokenReply {
    /// The id, an integer, of an object that has one beside `result` or `error`; nil where the text is none.
    static func id(in text: ArraySlice<UInt8>) -> RpcId? {
        var id: Int?
        var isReply = false
        var depth = 0
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""):
                let string = string(in: text, from: index)
                index = min(string.endIndex + 1, text.endIndex)
                guard depth == 1 else { continue }
                if string.elementsEqual("id".utf8) { id = id ?? number(behindColonIn: text[index...]) }
                if string.elementsEqual("result".utf8) || string.elementsEqual("error".utf8) { isReply = true }
            case _ where depth == 0 && !isBlank(byte): return nil
            default: break
            }
        }
        return isReply ? id.map { RpcId($0) } : nil
    }

    /// The bytes of a string as they stand there.
    private static func string(in text: ArraySlice<UInt8>, from start: Int) -> ArraySlice<UInt8> {
        var end = start
        while end < text.endIndex, text[end] != UInt8(ascii: "\"") { end += text[end] == UInt8(ascii: "\\") ? 2 : 1 }
        return text[start..<min(end, text.endIndex)]
    }

    private static func number(behindColonIn text: ArraySlice<UInt8>) -> Int? {
        let rest = text.drop(while: isBlank)
        guard rest.first == UInt8(ascii: ":") else { return nil }
        let digits = rest.dropFirst().drop(while: isBlank)
            .prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
