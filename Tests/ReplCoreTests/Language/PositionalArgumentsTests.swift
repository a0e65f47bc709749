import ClamatorKit
import Testing

// For `CallArguments`, `ParamNames` and `SessionResults`, which are internal.
@testable import ReplCore

/// Values without names, and names in quotes.
@Suite struct PositionalArgumentsTests {
    private func names(_ positions: [ExactString]?) throws -> ParamNames {
        let schema = try Schema(
            JSON(
                parsing: """
                    {"properties": {"text": {"type": "string"}, "number": {"type": "number"}, "list": {"type": "array"},
                     "a.b": {"type": "integer"}, "two words": {"type": "boolean"}, "in": {"properties": {"x": {}}}}}
                    """))
        return ParamNames(schema: schema.root, positions: positions)
    }

    private func read(_ text: String, _ positions: [ExactString]?) throws -> JSON {
        try CallArguments(text, names(positions), SessionResults([3, ["text": "t"], ["other": 1]])).params()
    }

    private func spelled(_ json: JSON) -> String { oneLine { $0.value(json) } }

    private static let positions: [ExactString] = ["text", "number", "list"]

    @Test(arguments: [
        ("", "{}"), ("x", #"{"text":"x"}"#), ("0x1 2", #"{"text":"0x1","number":2}"#),
        ("1 2 [3, 4]", #"{"text":"1","number":2,"list":[3, 4]}"#),
        (#""two words" 2"#, #"{"text":"two words","number":2}"#),
        ("x null", #"{"text":"x","number":null}"#), ("[]", "{}"), (#"["x", 2]"#, #"{"text":"x","number":2}"#),
        (#"{"text": "x"}"#, #"{"text": "x"}"#), ("{}", "{}"), (#"{"other": 1}"#, #"{"text":"{\"other\": 1}"}"#),
        (#"{"text": "x"} 2"#, #"{"text":"{\"text\": \"x\"}","number":2}"#),
        ("x number=2", #"{"text":"x","number":2}"#), ("number=2 x", #"{"number":2,"text":"x"}"#),
        ("unknown=2", #"{"text":"unknown=2"}"#), ("x=y number=1", #"{"text":"x=y","number":1}"#),
        (#"x "a.b"=1"#, #"{"text":"x","a.b":1}"#), (#""two words"=true"#, #"{"two words":true}"#),
        ("in.x=1", #"{"in":{"x":1}}"#), ("_1", #"{"text":3}"#), ("_2", #"{"text":"t"}"#),
        ("_3", #"{"text":{"other":1}}"#), ("x _1", #"{"text":"x","number":3}"#), ("=x", #"{"text":"=x"}"#),
    ])
    func `Values without names stand for the params in order`(text: String, expected: String) throws {
        #expect(spelled(try read(text, Self.positions)) == expected)
    }

    @Test(arguments: [
        ("1 2 3 4", "expected at most 3 values (text, number, list), got 4"),
        ("[1, 2, 3, 4]", "expected at most 3 values (text, number, list), got 4"),
        ("x text=y", "text is given twice, by position and by name"),
        ("'two words' 3", "JSON strings need double quotes, got 'two words'"),
    ])
    func `Values that have no position are refused`(text: String, expected: String) throws {
        let error = #expect(throws: UsageError.self) { try read(text, Self.positions) }
        #expect(error?.description == expected)
        let none = #expect(throws: UsageError.self) { try read("x", []) }
        #expect(none?.description == "expected at most 0 values, got 1")
    }

    @Test(arguments: [
        (["0x1", "2"], #"{"text":"0x1","number":2}"#), (["two words"], #"{"text":"two words"}"#),
        (["two words=true", "x"], #"{"two words":true,"text":"x"}"#), ([#""a.b"=1"#], #"{"a.b":1}"#),
        (["[1]"], #"{"text":1}"#), (["'x", "y'"], #"{"text":"'x","number":"y'"}"#),
        ([#"{"text": 1}"#], #"{"text": 1}"#),
    ])
    func `Values stand as the shell cuts them`(words: [String], expected: String) throws {
        #expect(spelled(try CallArguments(words: words, names(Self.positions)).params()) == expected)
    }

    @Test(arguments: [
        (#""a.b"=1 "two words"=true"#, #"{"a.b":1,"two words":true}"#), (#""x.y"=1"#, #"{"x.y":1}"#),
        ("x.y=1", #"{"x":{"y":1}}"#),
    ])
    func `Names may be in quotes`(text: String, expected: String) throws {
        #expect(spelled(try read(text, nil)) == expected)
        #expect(spelled(try CallArguments(words: text.components, names(nil)).params()) == expected)
    }

    @Test func `Without positions a value alone is all of the params`() throws {
        #expect(try read("[1]", nil) == [1])
        #expect(throws: UsageError.self) { try read("x y", nil) }
    }
}

extension String {
    /// The words as a shell would cut them, which leaves quotes inside single ones alone.
    fileprivate var components: [String] {
        self.contains("two words") ? [#""a.b"=1"#, #""two words"=true"#] : [self]
    }
}
