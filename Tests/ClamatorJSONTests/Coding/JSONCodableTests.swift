import ClamatorJSON
import Testing

/// A value of each kind of member.
private struct Sample: JSONCodable, Hashable {
    enum Color: String, JSONCodable {
        case red
        case cafe = "caf\u{E9}"
    }

    var id = 0
    var name = ""
    var ratio: Double?
    var note: Nullable<String>?
    var color = Color.red
    var parts: [Sample] = []
    var counts: [String: UInt8] = [:]

    init() {}

    init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        var id: Int?
        var members = try json.members()
        while members.next() {
            if members.isNamed("id") {
                id = try members.value()
            } else if members.isNamed("name") {
                name = try members.value()
            } else if members.isNamed("ratio") {
                ratio = try members.value()
            } else if members.isNamed("note") {
                note = try members.value(Nullable<String>.self)
            } else if members.isNamed("color") {
                color = try members.value()
            } else if members.isNamed("parts") {
                parts = try members.value()
            } else if members.isNamed("counts") {
                counts = try members.value()
            } else {
                throw members.refusal
            }
        }
        guard let id else { throw .missingMember("id") }
        self.id = id
    }

    func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
        try writer.object { (writer) throws(JSONEncodingError) in
            try writer.member("id", id)
            try writer.member("name", name)
            if let ratio { try writer.member("ratio", ratio) }
            if let note { try writer.member("note", note) }
            try writer.member("color", color)
            try writer.member("parts", parts)
            try writer.member("counts", counts)
        }
    }
}

@Suite struct JSONCodableTests {
    private func sample(_ text: String) throws -> Sample { try JSON(parsing: text).decode() }

    /// What is wrong with a text as a sample.
    private func flaw(_ text: String) -> String {
        do {
            return "\(try sample(text))"
        } catch {
            return "\(error)"
        }
    }

    @Test func `A value reads back what it writes`() throws {
        var inner = Sample()
        inner.id = -7
        inner.name = "\"\u{0}\u{1F600}é"
        inner.ratio = 0.1
        inner.counts = ["a": 1, "": 255]
        var outer = Sample()
        outer.parts = [inner, Sample()]
        outer.note = .value("x")
        outer.color = .cafe
        #expect(try JSON(outer).decode(Sample.self) == outer)
        #expect(
            try JSON(inner).description
                == #"{"id":-7,"name":"\"\u0000😀é","ratio":0.1,"color":"red","parts":[],"counts":{"":255,"a":1}}"#)
    }

    @Test
    func `Members are read in any order, with escapes in their names, and of a repeated one the last counts`() throws {
        let value = try sample(#"{"name": "one", "n\u0061me": "two", "id": 1e2}"#)
        #expect(value.name == "two")
        #expect(value.id == 100)
    }

    /// Which of some names the first member has.
    private struct FirstName: JSONDecodable {
        static let all: [StaticString] = [
            "", "a", "\"", "id", "i\u{1}", "seven77", "eight888", "eight88\"", "nine99999", "\\ine99999",
            "sixteen_16161616", "seventeen\n1717171", "\0", "a\0", "\0\0", "a\0b",
        ]
        var indices: [Int] = []

        init(from json: borrowing JSONReader) throws(JSONDecodingError) {
            var members = try json.members()
            for index in Self.all.indices where members.isNamed(Self.all[index]) { indices.append(-1) }
            _ = members.next()
            for index in Self.all.indices where members.isNamed(Self.all[index]) { indices.append(index) }
        }
    }

    @Test(arguments: FirstName.all.indices)
    func `A name of any length is written with its escapes, and is told from the others`(index: Int) throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name(FirstName.all[index])
            writer.number(1)
        }
        let object = try JSON(parsing: writer.text)
        #expect(object.members.map(\.name) == [ExactString("\(FirstName.all[index])")])
        #expect(try object.decode(FirstName.self).indices == [index])
    }

    @Test func `Absent, null and a value are three states`() throws {
        #expect(try sample(#"{"id": 1}"#).note == .none)
        #expect(try sample(#"{"id": 1, "note": null}"#).note == .some(.null))
        #expect(try sample(#"{"id": 1, "note": "x"}"#).note == .some(.value("x")))
        var value = try sample(#"{"id": 1, "note": null}"#)
        #expect(try JSON(value)["note"] == .null)
        value.note = nil
        #expect(try JSON(value)["note"] == .none)
        #expect(Nullable<Int>(nil).value == nil && Nullable(5).value == 5)
    }

    @Test(arguments: [
        ("[]", "expected an object, got an array"),
        ("{}", #"missing required "id""#),
        (#"{"id": "1"}"#, "expected a number, got a string (at /id)"),
        (#"{"id": 1.5}"#, "the number is no Int (at /id)"),
        (#"{"id": 1, "ratio": 1e999}"#, "the number is no Double (at /ratio)"),
        (#"{"id": 1, "id2": 1}"#, #"unknown member "id2" (at /id2)"#),
        (
            #"{"id": 1, "parts": [{"id": 1}, {"id": 1, "parts": [{}]}]}"#,
            #"missing required "id" (at /parts/1/parts/0)"#
        ),
        (#"{"id": 1, "counts": {"a/b": 256}}"#, "the number is no UInt8 (at /counts/a~1b)"),
        (#"{"id": 1, "color": "blue"}"#, #"unknown value "blue" (at /color)"#),
        // Swift holds e with an accent behind it equal to é.
        (#"{"id": 1, "color": "cafe\u0301"}"#, #"unknown value "cafe\u0301" (at /color)"#),
        (
            #"{"id": 1, "counts": {"\u00e9": 1, "e\u0301": 2}}"#,
            "stands here twice, in different code points (at /counts)"
        ),
    ])
    func `What is of another type is refused with its place`(text: String, message: String) {
        #expect(flaw(text).hasSuffix(message), "\(flaw(text))")
    }

    @Test func `Integers of every type keep their value, and the text says when it is too large`() throws {
        func roundTrip<Value: JSONCodable & FixedWidthInteger>(_ type: Value.Type) throws {
            for value in [Value.min, .max, 0, 1] {
                #expect(try JSON(value).decode(type) == value)
                #expect(JSON(value).description == "\(value)")
            }
        }
        try roundTrip(Int.self)
        try roundTrip(Int8.self)
        try roundTrip(Int16.self)
        try roundTrip(Int32.self)
        try roundTrip(Int64.self)
        try roundTrip(Int128.self)
        try roundTrip(UInt.self)
        try roundTrip(UInt8.self)
        try roundTrip(UInt16.self)
        try roundTrip(UInt32.self)
        try roundTrip(UInt64.self)
        try roundTrip(UInt128.self)
        #expect(throws: JSONDecodingError(.unrepresentableNumber(type: "UInt64"))) {
            try JSON(parsing: "18446744073709551616").decode(UInt64.self)
        }
        #expect(throws: JSONDecodingError(.unrepresentableNumber(type: "Int8"))) { try JSON(128).decode(Int8.self) }
    }

    @Test func `A number that is not finite is refused with its place`() {
        var value = Sample()
        var part = Sample()
        part.ratio = .infinity
        value.parts = [Sample(), part]
        let error = #expect(throws: JSONEncodingError.self) { try JSON(value) }
        #expect(error?.description == "JSON has no NaN and no Infinity (at /parts/1/ratio)")
        #expect(throws: JSONEncodingError(.notFinite)) { try JSON(Double.nan) }
        #expect(throws: JSONEncodingError(.notFinite)) { try JSON(-Float.infinity) }
        #expect(throws: JSONEncodingError.self) { try JSON(["a": Double.nan]) }
    }

    @Test func `A Float has its own fewest digits`() throws {
        #expect(try JSON(Float(0.1)).description == "0.1")
        #expect(try JSON(parsing: "0.1").decode(Float.self) == 0.1)
        #expect(throws: JSONDecodingError.self) { try JSON(parsing: "1e39").decode(Float.self) }
    }

    @Test func `What nests too deep is refused when it is written`() throws {
        var value = Sample()
        for _ in 0..<400 {
            var outer = Sample()
            outer.parts = [value]
            value = outer
        }
        let error = #expect(throws: JSONEncodingError.self) { try JSON(value) }
        #expect(error?.reason == .noValue(.tooDeep(limit: 576)))
    }

    @Test func `A part of a document can be kept as JSON, and outlives its reader`() throws {
        struct Holder: JSONDecodable {
            var value: JSON
            init(from json: borrowing JSONReader) throws(JSONDecodingError) { value = json.json }
        }
        let holders: [String: Holder] = try JSON(parsing: #"{"a": [1, 2.50], "b": null}"#).decode()
        #expect(holders["a"]?.value.description == "[1, 2.50]")
        #expect(holders["b"]?.value == .null)
    }
}
