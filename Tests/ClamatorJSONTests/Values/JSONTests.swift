import ClamatorJSON
import Testing

@Suite struct JSONTests {
    static let document = #"""
        {"null": null, "true": true, "false": false, "number": -1.50, "string": "é\n", "array": [1, [2], {}],
          "object": {"a": 1}}
        """#

    @Test(
        arguments: [
            ("null", .null), ("true", .true), ("false", .false), ("number", .number), ("string", .string),
            ("array", .array), ("object", .object),
        ] as [(String, JSON.Kind)])
    func `A value says its kind`(name: String, kind: JSON.Kind) throws {
        let json = try #require(JSON(parsing: Self.document)[name])
        #expect(json.kind == kind)
        #expect(json.isNull == (kind == .null))
        #expect(json.bool == (kind == .true ? true : kind == .false ? false : nil))
        #expect(json.double == (kind == .number ? -1.5 : nil))
        #expect(json.string == (kind == .string ? "é\n" : nil))
        #expect(json.int == nil)
        #expect(json.count == (kind == .array ? 3 : kind == .object ? 1 : 0))
        #expect(json.elements.count == (kind == .array ? 3 : 0))
        #expect(json.members.count == (kind == .object ? 1 : 0))
        #expect((json[0] == 1) == (kind == .array))
        #expect((json["a"] == 1) == (kind == .object))
    }

    @Test
    func `Elements are in order, and found by place`() throws {
        let json = try JSON(parsing: #"[0, [10, [20]], {"a": [1, 2]}, "3", [], {}, 6]"#)
        #expect(json.elements.map(\.description) == ["0", "[10, [20]]", #"{"a": [1, 2]}"#, #""3""#, "[]", "{}", "6"])
        for (place, element) in json.elements.enumerated() { #expect(json[place] == element) }
        #expect(json[-1] == nil)
        #expect(json[.min] == nil)
        #expect(json[7] == nil)
        #expect(json[.max] == nil)
        #expect(json[1]?[1]?[0]?.int == 20)
    }

    @Test
    func `Members keep the order of the text and repeated names; by name, the last counts`() throws {
        let json = try JSON(parsing: #"{"b": 1, "a": {"b": 2}, "b": [3], "": 4, "\u0061b": 5}"#)
        #expect(json.members.map(\.name) == ["b", "a", "b", "", "ab"])
        #expect(json.members.map(\.value.description) == ["1", #"{"b": 2}"#, "[3]", "4", "5"])
        #expect(json.count == 5)
        #expect(json["b"]?.description == "[3]")
        #expect(json[""] == 4)
        #expect(json["ab"] == 5)
        #expect(json["c"] == nil)
        #expect(json["B"] == nil)
    }

    @Test
    func `Names are told apart by their code points`() throws {
        let json = try JSON(parsing: #"{"é": 1, "e\u0301": 2}"#)
        #expect(json["\u{E9}"] == 1)
        #expect(json["e\u{301}"] == 2)
    }

    @Test
    func `A value knows where it stood in the text`() throws {
        let text = " {\"é\": [\"a\",\n  -1, {}],\n\"b\": null}"
        let json = try JSON(parsing: text)
        let values = [json, json["é"], json["é"]?[0], json["é"]?[1], json["é"]?[2], json["b"]].map { $0 ?? 0 }
        #expect(values.map(\.offset) == [1, 8, 9, 16, 20, 30])
        #expect(values.map(\.position.line) == [1, 1, 1, 2, 2, 3])
        #expect(values.map(\.position.column) == [2, 8, 9, 3, 7, 6])
        for value in values {
            #expect(Array(text.utf8)[value.offset...].starts(with: value.description.utf8))
        }
    }

    @Test
    func `A value outlives the parser and the values around it`() throws {
        func inner() throws -> JSON? { try JSON(parsing: #"{"a": {"b": ["deep"]}}"#)["a"]?["b"] }
        #expect(try inner()?[0]?.string == "deep")
    }

    @Test
    func `Values made in code are the JSON they look like`() {
        let json: JSON = ["b": [1, -2.5, "x\n", true, .null], "a": [:], "b": []]
        #expect(json.description == #"{"b":[1,-2.5,"x\n",true,null],"a":{},"b":[]}"#)
        #expect(JSON(false).bool == false)
        #expect(JSON(Int.min).int == .min)
        #expect(JSON(members: [("x", JSON([1]))]).description == #"{"x":[1]}"#)
        #expect(JSON.null.isNull)
    }

    @Test
    func `A value written in code is nil where it is not exactly one`() {
        #expect(JSON { $0.array { $0.number(1) } }?.description == "[1]")
        #expect(JSON { _ in } == nil)
        #expect(
            JSON { writer in
                writer.number(1)
                writer.number(2)
            } == nil)
        #expect(JSON { nest(576, &$0) }?.count == 1)
        #expect(JSON { nest(577, &$0) } == nil)
    }

    private func nest(_ depth: Int, _ writer: inout JSONWriter) {
        if depth == 0 { writer.null() } else { writer.array { nest(depth - 1, &$0) } }
    }
}
