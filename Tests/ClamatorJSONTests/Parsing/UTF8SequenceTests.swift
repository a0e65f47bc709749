import ClamatorJSON
import Testing

@Suite struct UTF8SequenceTests {
    @Test(
        arguments: [
            // A continuation that continues nothing, and bytes that begin nothing.
            [0x80], [0xBF], [0xC0], [0xC1], [0xF5, 0x80, 0x80, 0x80], [0xF8], [0xFE], [0xFF],
            // Overlong.
            [0xC0, 0x80], [0xC0, 0xA2], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF],
            // Surrogates.
            [0xED, 0xA0, 0x80], [0xED, 0xAF, 0xBF], [0xED, 0xB0, 0x80], [0xED, 0xBF, 0xBF],
            [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
            // Beyond U+10FFFF.
            [0xF4, 0x90, 0x80, 0x80], [0xF7, 0xBF, 0xBF, 0xBF],
            // Cut short.
            [0xC3], [0xE2], [0xE2, 0x82], [0xF0], [0xF0, 0x9F], [0xF0, 0x9F, 0x98], [0xE2, 0x28, 0xA1],
            [0xF0, 0x9F, 0x28, 0x80],
        ] as [[UInt8]])
    func `Bytes that RFC 3629 does not have are refused inside a string, where they begin`(bytes: [UInt8]) {
        for text in [[0x22, 0x61] + bytes + [0x22], [0x22, 0x61] + bytes] {
            let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
            #expect(error?.reason == .invalidUTF8)
            #expect(error?.offset == 2)
        }
    }

    @Test(
        arguments: [
            0x20, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x10FFFF,
        ] as [UInt32])
    func `The first and last characters of each length are accepted`(codePoint: UInt32) throws {
        let character = String(try #require(Unicode.Scalar(codePoint)))
        let json = try JSON(parsing: "\"\(character)\"")
        #expect(json.string == character)
        #expect(json.withView { $0.codePointCount } == 1)
    }

    @Test(arguments: 0x80...0xFF)
    func `Sequences at every boundary are accepted and refused as the standard library does`(lead: UInt8) throws {
        let others: [UInt8] = [0x7F, 0x80, 0xBF, 0xC0]
        var parser = JSONParser()
        for second in others + [0x8F, 0x90, 0x9F, 0xA0] {
            for third in others {
                for fourth in others {
                    let bytes = [lead, second, third, fourth]
                    let expected = String(validating: bytes, as: UTF8.self)
                    let parsed = try? parser.parse([0x22] + bytes + [0x22])
                    try #require(parsed?.string == expected, "\(bytes)")
                }
            }
        }
    }
}
