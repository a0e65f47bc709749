package import ClamatorJSON

extension ExactString {
    /// The name as signatures write a member's: in quotes where it is no identifier.
    package var asMemberName: String {
        func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "$")
        }
        let isIdentifier =
            utf8.first.map(isLetter) == true
            && utf8.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isIdentifier ? string : JSON(string).description
    }
}
