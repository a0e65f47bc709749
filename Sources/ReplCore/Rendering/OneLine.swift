internal import ClamatorKit
internal import LineEditing

/// What the body writes, on one line: values stay as they were written, but for line breaks between their parts.
func oneLine(_ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    write(&writer)
    writer.endLine(from: 0)
    return String(writer.text.dropLast())
}

extension Reply {
    /// The whole reply on one line; `id` is that of the request.
    func text(id: RpcId?) -> String {
        oneLine { writer in
            switch self {
            case .result(let result): writer.success(id: id?.json ?? .null, result: result)
            case .error(let error): writer.failure(id: id?.json ?? .null, error: error)
            }
        }
    }
}

/// A value on a line with others.
enum OneValue {
    /// The value's start, escaped, on one line.
    static func excerpt(_ value: JSON, atMost limit: Int = 100) -> String {
        let start = value.withView { String(decoding: $0.rawText.prefix(4 * limit), as: UTF8.self) }
        // Within strings there are no such characters.
        let lines = start.split { $0.isNewline || $0 == "\t" }.map(\.trimmed).filter { !$0.isEmpty }
        let flat = Printable.escape(lines.joined(separator: " "))
        return flat.count > limit ? flat.prefix(limit) + "…" : flat
    }
}

extension String {
    /// The text on one line, safe to show: white space between its words is a space.
    var onOneLine: String {
        let words = unicodeScalars.split(whereSeparator: \.isSpace)
        return Printable.escape(words.map { String($0) }.joined(separator: " "))
    }
}
