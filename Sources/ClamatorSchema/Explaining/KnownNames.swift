import ClamatorJSON

extension Name: AllowedValue {
    /// The text.
    var utf8: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: length) }
    var isASCII: Bool { Wording.isASCII(utf8) }

    func looksLike(_ other: Name) -> Bool { Wording.lookAlike(utf8, other.utf8) }

    func write(into writer: inout JSONWriter, inASCII: Bool) { writer.append(quoted: utf8, inASCII: inASCII) }
    func withText(_ body: (UnsafeBufferPointer<UInt8>) -> Void) { body(utf8) }
}
