package import ClamatorJSON

/// JSON text without white space: members in their order, numbers as they are spelled, strings in their shortest
/// spelling.
package enum CompactText {
    /// The value in that spelling.
    package static func compacted(_ value: JSON) -> JSON { JSON { write(value, to: &$0) } ?? value }

    static func of(_ value: JSON) -> String {
        var writer = JSONWriter()
        write(value, to: &writer)
        return writer.text
    }

    static func write(_ value: JSON, to writer: inout JSONWriter) {
        switch value.kind {
        case .object:
            writer.object { writer in
                for (name, member) in value.members {
                    writer.name(name.string)
                    write(member, to: &writer)
                }
            }
        case .array: writer.array { writer in for element in value.elements { write(element, to: &writer) } }
        case .string: writer.string(value.string ?? "")
        default: writer.value(value)
        }
    }
}
