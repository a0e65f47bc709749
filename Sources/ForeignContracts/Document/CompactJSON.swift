import ClamatorJSON

extension JSON {
    /// The same value without the white space between its parts.
    var compact: JSON { JSON { Self.write(self, to: &$0) } ?? self }

    private static func write(_ value: JSON, to writer: inout JSONWriter) {
        switch value.kind {
        case .array: writer.array { writer in for element in value.elements { write(element, to: &writer) } }
        case .object:
            writer.object { writer in
                for (name, member) in value.members {
                    writer.name(name.string)
                    write(member, to: &writer)
                }
            }
        default: writer.value(value)
        }
    }
}
