import ClamatorJSON
import Testing

@Suite struct JSONValuesTests {
    @Test func `JSON is made of values of the standard library`() throws {
        let text = "a-b"
        #expect(JSON(text.prefix(1)) == "a")
        #expect(JSON(UInt64.max).description == "18446744073709551615")
        #expect(try JSON([1, 2] as [Int16]) == [1, 2])
        #expect(try JSON(["b": 1.5, "a": 2]).description == #"{"a":2,"b":1.5}"#)
        #expect(try JSON(["x", nil] as [String?]) == ["x", .null])
        #expect(try JSON(nil as Bool?) == .null)
        #expect(try JSON([["k": [true]]] as [[String: [Bool]]]) == [["k": [true]]])
        let literal: JSON = [1, -2.5, "x", true, .null, ["k": []]]
        #expect(literal.description == #"[1,-2.5,"x",true,null,{"k":[]}]"#)
    }

    @Test func `A choice between a value and nil is a value or nil, and no null`() {
        func choice(_ flag: Bool) -> JSON? { flag ? 1 : nil }
        #expect(choice(true) == 1)
        #expect(choice(false) == .none)
    }

    @Test func `A member is set in its place or behind the others`() {
        var value: JSON = ["a": 1, "b": 2]
        value.set("a", to: [3])
        value.set("c", to: .null)
        #expect(value.description == #"{"a":[3],"b":2,"c":null}"#)
        value.remove("b")
        value.remove("x")
        #expect(value.description == #"{"a":[3],"c":null}"#)
    }

    @Test func `Objects are merged, the other's members count, and what is no object has none`() throws {
        let value = try JSON(parsing: #"{"a": 1, "b": 2, "a": 3}"#)
        #expect(value.merging(["b": 4, "c": 5]).description == #"{"b":4,"a":3,"c":5}"#)
        #expect(value.merging(7).description == #"{"b":2,"a":3}"#)
        #expect(JSON("x").merging(["a": 1]) == ["a": 1])
        var text: JSON = "x"
        text.remove("a")
        #expect(text == "x")
        text.set("a", to: 1)
        #expect(text == ["a": 1])
    }
}
