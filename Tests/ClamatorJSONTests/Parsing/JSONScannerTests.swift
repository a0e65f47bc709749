import ClamatorJSON
import ClamatorSystem
import TestSupport
import Testing

/// The scanner over raw memory against the plain parser over an array: the same verdict with reason and place, and the
/// same value.
@Suite struct JSONScannerTests {
    /// Bytes that begin, end or break something.
    static let interesting: [UInt8] =
        Array(#"{}[]:,"\/u019-+.eEnItf "#.utf8) + [0x0A, 0x00, 0x1F, 0x7F, 0x80, 0xA9, 0xC3, 0xED, 0xEF, 0xF4]

    @Test(arguments: interesting)
    func `Every text of up to three interesting bytes is read as by the plain parser`(first: UInt8) throws {
        var parser = JSONParser()
        if first == Self.interesting.first { try expectAgreement([], &parser) }
        try expectAgreement([first], &parser)
        for second in Self.interesting {
            try expectAgreement([first, second], &parser)
            for third in Self.interesting { try expectAgreement([first, second, third], &parser) }
        }
    }

    @Test(arguments: interesting)
    func `Every string of up to three interesting bytes is read as by the plain parser`(first: UInt8) throws {
        let quote = UInt8(ascii: "\"")
        var parser = JSONParser()
        try expectAgreement([quote, first, quote], &parser)
        for second in Self.interesting {
            try expectAgreement([quote, first, second, quote], &parser)
            for third in Self.interesting { try expectAgreement([quote, first, second, third, quote], &parser) }
        }
    }

    @Test
    func `A special byte is found at every place of a string, whatever its length`() throws {
        var parser = JSONParser()
        for length in 0..<26 {
            for place in 0..<max(length, 1) {
                for special in [0x00, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0xA2, 0xDC, 0xFF] {
                    var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    if place < length { text[place] = UInt8(special) }
                    try expectAgreement([0x22] + text + [0x22], &parser)
                    try expectAgreement([0x22] + text, &parser)
                }
            }
        }
    }

    @Test(arguments: documents)
    func `Every cut of a text, and zeros in place of its end, are read as by the plain parser`(document: String) throws
    {
        var parser = JSONParser()
        let text = Array(document.utf8)
        for length in 0...text.count {
            try expectAgreement(Array(text[..<length]), &parser)
            try expectAgreement(Array(text[..<length]) + [0, 0], &parser)
        }
    }

    /// 2 000 mutations for each seed.
    @Test(arguments: RandomCases.seeds(8))
    func `Mutated documents are read as by the plain parser, by a new parser and by a used one`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let documents = Self.documents.map { Array($0.utf8) }
        var used = JSONParser()
        var kept: [(json: JSON, value: PlainValue)] = []
        for round in 0..<2000 {
            var text = documents[Int.random(in: 0..<documents.count, using: &generator)]
            for _ in 0..<[1, 1, 1, 2, 4][round % 5] { mutate(&text, documents, &generator) }
            let expected = PlainParser.parse(text)
            var new = JSONParser()
            try expect(expected, of: text, from: Result { () throws(JSONError) in try new.parse(text) })
            let json = Result { () throws(JSONError) in try used.parse(text) }
            try expect(expected, of: text, from: json)
            if round % 2 == 0, case .success(let json) = json, case .success(let value) = expected {
                kept.append((json, value))
            }
        }
        #expect(kept.count > 100, "many mutations are still JSON")
        #expect(kept.allSatisfy { isSame($0.json, $0.value) }, "what was kept has not changed")
    }

    /// Changes, inserts, removes or doubles something, or crosses two documents.
    private func mutate(_ text: inout [UInt8], _ documents: [[UInt8]], _ generator: inout SplitMix64) {
        let place = Int.random(in: 0...text.count, using: &generator)
        let byte = Self.interesting[Int.random(in: 0..<Self.interesting.count, using: &generator)]
        switch Int.random(in: 0..<7, using: &generator) {
        case 0 where place < text.count: text[place] = byte
        case 1 where place < text.count: text[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2 where place < text.count: text.remove(at: place)
        case 3:
            let end = min(place + Int.random(in: 1...8, using: &generator), text.count)
            text.insert(contentsOf: text[place..<end], at: place)
        case 4: text.removeSubrange(place..<min(place + Int.random(in: 1...8, using: &generator), text.count))
        case 5:
            let other = documents[Int.random(in: 0..<documents.count, using: &generator)]
            text = Array(text[..<place] + other[Int.random(in: 0...other.count, using: &generator)...])
        default: text.insert(byte, at: place)
        }
    }

    static let documents = [
        #"{"id": 7, "lines": [{"sku": "A-1", "qty": 2}]}"#,
        #"[0, -0, 1.5, -12.25e+10, 1E-7, 123456789012345678901234567890, 0.1e0]"#,
        #"["plain", "\"\\\/\b\f\n\r\t", "\u00e9\u20AC\ud83d\ude00\u0000"]"#,
        #"["\ud83d\ude00", "\uDBFF\uDFFF", "é€😀\#u{10FFFF}", "\u007f\u0080"]"#,
        #"{"é": {"a": {"a": [[[[]], {}]]}}, "": null, "": true, "\u0061": false}"#,
        " \t\r\n[ true , false\n, null ]\r\n",
        #"{"long name of a member":"a text longer than one word of eight bytes","n":1}"#,
        "[[[[[[[[1,2],3],4],5],6],7],8],9]",
        "true", "-1.25e-3", #""""#, "{}",
    ]
}

private func expectAgreement(_ text: [UInt8], _ parser: inout JSONParser) throws {
    try expect(PlainParser.parse(text), of: text, from: Result { () throws(JSONError) in try parser.parse(text) })
}

private func expect(
    _ expected: Result<PlainValue, PlainFailure>, of text: [UInt8], from parsed: Result<JSON, JSONError>
) throws {
    let agrees =
        switch (parsed, expected) {
        case (.success(let json), .success(let value)): isSame(json, value)
        case (.failure(let error), .failure(let failure)):
            error.reason == failure.reason && error.offset == failure.offset
        default: false
        }
    try #require(agrees, "\(String(decoding: text, as: UTF8.self).debugDescription): \(parsed), not \(expected)")
}
