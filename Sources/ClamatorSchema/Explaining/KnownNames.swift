import ClamatorJSON

extension Name: AllowedValue {
    var isASCII: Bool { Wording.isASCII(utf8) }

    func looksLike(_ other: Name) -> Bool { Wording.lookAlike(utf8, other.utf8) }

    func write(into writer: inout JSONWriter, inASCII: Bool) { writer.append(quoted: utf8, inASCII: inASCII) }
    func withText(_ body: (ByteView) -> Void) { body(utf8) }
}
