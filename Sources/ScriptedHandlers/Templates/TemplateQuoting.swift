package import ClamatorKit

/// Values that stand in a handlers file and are meant literally.
package enum TemplateQuoting {
    /// The template that comes to a value whatever the params are: `${` in its strings is written `$${`. Of a repeated
    /// name the last member stays, since a handlers file has none.
    package static func template(for value: JSON) -> JSON {
        let isPlain = value.withView { view in
            !view.hasRepeatedNameInside
                && (view.index..<Int(view.node.next)).allSatisfy { index in
                    let part = view.at(index)
                    return part.kind != .string || !part.withUTF8 { Array($0).hasPlaceholder }
                }
        }
        return isPlain ? value : JSON { write(value, into: &$0) } ?? value
    }

    private static func write(_ value: JSON, into writer: inout JSONWriter) {
        switch value.kind {
        case .object:
            writer.object { writer in
                for (name, member) in value.lastMembers {
                    writer.member(name.string) { write(member, into: &$0) }
                }
            }
        case .array: writer.array { for element in value.elements { write(element, into: &$0) } }
        case .string: writer.string(quoted(value.string ?? ""))
        default: writer.value(value)
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted: [UInt8] = []
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            if bytes[index...].beginsPlaceholder { quoted.append(UInt8(ascii: "$")) }
            quoted.append(byte)
        }
        return String(decoding: quoted, as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate var hasPlaceholder: Bool { indices.contains { self[$0...].beginsPlaceholder } }
}

extension ArraySlice<UInt8> {
    fileprivate var beginsPlaceholder: Bool { starts(with: [UInt8(ascii: "$"), UInt8(ascii: "{")]) }
}
