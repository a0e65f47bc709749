import ClamatorKit
import Foundation
import TestSupport
import Testing

// For `ParamNames`, `CallArguments` and `SessionResults`, which are internal.
@testable import ReplCore

@Suite struct CallArgumentsTests {
    private func names() throws -> ParamNames {
        let schema = try Schema(
            JSON(
                parsing: """
                    {
                      "properties": {
                        "number": { "type": "number" },
                        "text": { "type": "string" },
                        "short": { "type": "string", "maxLength": 2 },
                        "either": { "type": ["number", "string"] },
                        "flag": { "type": "boolean" },
                        "list": { "type": "array", "items": { "type": "integer" } },
                        "colour": { "enum": ["red", 7] },
                        "dotted.name": { "type": "string" },
                        "person": { "$ref": "#/$defs/person" }
                      },
                      "$defs": { "person": { "properties": { "name": { "type": "string" }, "age": { "type": "integer" } } } }
                    }
                    """))
        return ParamNames(schema: schema.root)
    }

    private func read(_ text: String, results: [JSON] = []) throws -> String {
        let params = try CallArguments(text, names(), SessionResults(results)).params()
        return oneLine { $0.value(params) }
    }

    @Test(arguments: [
        ("", "{}"),
        ("number=2", #"{"number":2}"#),
        ("number=-1.50e3", #"{"number":-1.50e3}"#),
        ("number=123456789012345678901234567890", #"{"number":123456789012345678901234567890}"#),
        ("number=two", #"{"number":"two"}"#),
        ("number=\"2\"", #"{"number":"2"}"#),
        ("number=", #"{"number":""}"#),
        ("text=2", #"{"text":"2"}"#),
        ("text=true", #"{"text":"true"}"#),
        ("text=two", #"{"text":"two"}"#),
        ("text=", #"{"text":""}"#),
        ("text=a=b", #"{"text":"a=b"}"#),
        ("text=\"two words\"", #"{"text":"two words"}"#),
        ("text=\"a\\\"b\"", #"{"text":"a\"b"}"#),
        ("text={x}", #"{"text":"{x}"}"#),
        ("text=[1, 2] flag=true", #"{"text":"[1, 2]","flag":true}"#),
        ("short=long", #"{"short":"long"}"#),
        ("short=1234", #"{"short":"1234"}"#), ("short={\"a\": 1}", #"{"short":"{\"a\": 1}"}"#),
        ("text='x'", #"{"text":"'x'"}"#), ("unknown='x'", #"{"unknown":"'x'"}"#),
        ("unknown={x}", #"{"unknown":"{x}"}"#),
        ("short=\"1234\"", #"{"short":"1234"}"#), ("either=true", #"{"either":"true"}"#),
        ("either=2", #"{"either":2}"#),
        ("either=two", #"{"either":"two"}"#),
        ("flag=true", #"{"flag":true}"#),
        ("flag=yes", #"{"flag":"yes"}"#),
        ("list=[1, 2, 3] number=4", #"{"list":[1, 2, 3],"number":4}"#),
        ("colour=red", #"{"colour":"red"}"#),
        ("colour=7", #"{"colour":7}"#),
        ("unknown=2", #"{"unknown":2}"#),
        ("unknown=two", #"{"unknown":"two"}"#),
        ("person={\"name\": \"Ada L\"}", #"{"person":{"name": "Ada L"}}"#),
        ("person.name=7 person.age=7", #"{"person":{"name":"7","age":7}}"#),
        ("person.age=7 number=1 person.name=Ada", #"{"person":{"age":7,"name":"Ada"},"number":1}"#),
        ("dotted.name=7", #"{"dotted.name":"7"}"#),
        ("a..b=1", #"{"a..b":1}"#),
        ("number=1\n  text=x\t flag=true", #"{"number":1,"text":"x","flag":true}"#),
        ("{\"number\": 1}", #"{"number": 1}"#),
        ("{\"text\": \"a=b\"}", #"{"text": "a=b"}"#),
        ("[1, 2]", "[1, 2]"),
        ("\"x=y\"", "\"x=y\""),
        ("null", "null"),
    ])
    func `Params are read`(text: String, json: String) throws {
        #expect(try read(text) == json)
    }

    @Test(arguments: [
        ("_", #"{"sum": 5, "parts": [{"x": "y"}]}"#),
        ("_1", "\"first\""),
        ("_2", #"{"sum": 5, "parts": [{"x": "y"}]}"#),
        ("text=_1", #"{"text":"first"}"#),
        ("number=_.sum", #"{"number":5}"#),
        ("number=_2.sum", #"{"number":5}"#),
        ("text=_.parts[0].x", #"{"text":"y"}"#),
        ("text=_name", #"{"text":"_name"}"#),
        ("text=\"_\"", #"{"text":"_"}"#),
    ])
    func `An underscore stands for a result`(text: String, json: String) throws {
        let results: [JSON] = ["first", try JSON(parsing: #"{"sum": 5, "parts": [{"x": "y"}]}"#)]
        #expect(try read(text, results: results) == json)
    }

    @Test(arguments: [
        ("number=1 b", "expected name=value, got b"),
        ("number=1 b c=2", "expected name=value, got b"),
        ("=1", "expected name=value, one JSON value or @FILE, got =1"),
        ("text", "expected name=value, one JSON value or @FILE, got text"),
        ("two words", "expected name=value, one JSON value or @FILE, got two words"),
        ("number=1 number=2", "number is given twice"),
        ("person.name=1 text=a person.name=2", "person.name is given twice"),
        ("person.name=1 person=2", "person is given twice"),
        ("colour='red'", "JSON strings need double quotes, got 'red'"),
        ("text='two words'", "JSON strings need double quotes, got 'two words'"),
        ("'x'", "JSON strings need double quotes, got 'x'"),
        ("unknown='a b c'", "JSON strings need double quotes, got 'a b c'"),
        ("unknown='a b=c' number=1", "JSON strings need double quotes, got 'a b=c'"),
        ("text='a' b", "expected name=value, got b"),
        (
            #""\x"=1"#,
            #"""
            no JSON: no such escape sequence at column 2
                "\x"
                 ^
            """#
        ),
        ("a[0]=1", #"this name needs quotes: "a[0]"=…"#), ("number=1 a[0]=1", #"this name needs quotes: "a[0]"=…"#),
        (#"a"b=1"#, #"this name needs quotes: "a\"b"=…"#), ("number=1 @a=1", #"this name needs quotes: "@a"=…"#),
        (
            "number = 1",
            "expected name=value, one JSON value or @FILE, got number = 1; there may be no space beside the equals sign"
        ),
        (
            #""number" = 1"#,
            #"expected name=value, one JSON value or @FILE, got "number" = 1; "#
                + "there may be no space beside the equals sign"
        ),
        ("text=a number= 1", "expected name=value, got 1; there may be no space beside the equals sign"),
        ("text=a number =1", "expected name=value, got number; there may be no space beside the equals sign"),
        ("number=1 # one", "expected name=value, got #; a comment needs a line of its own"),
        (
            "# one",
            "expected name=value, one JSON value or @FILE, got # one; a comment needs a line of its own"
        ),
        ("@", "expected @FILE, got @"), ("number=@", "expected @FILE, got @"),
        ("@-", "@- is the standard input, which is not free here"),
        (
            "number=1 text=\"open x=1",
            """
            this quote is not closed
                text="open x=1
                     ^
            """
        ),
        (
            "number=1 \"open x=1",
            """
            this quote is not closed
                "open x=1
                ^
            """
        ),
        (
            "text=\"a\"b",
            """
            no JSON: there is text behind the value at column 4
                "a"b
                   ^
            """
        ),
        (
            "list=[1, number=4",
            """
            no JSON: expected null, got 'm' at column 7
                [1, number=4
                      ^
            """
        ),
        ("person=1 person.name=x", "person has a value already, so nothing can be put inside it"),
        ("number=_", "there is no result yet"),
        ("@\"\"", "expected @FILE, got @\"\""), ("text=@\"/no where\"", "/no where: no such file or folder"),
        (
            "text=@\"open x=1",
            """
            this quote is not closed
                text=@"open x=1
                      ^
            """
        ),
        (
            "@\"a\"b",
            """
            no JSON: there is text behind the value at column 4
                "a"b
                   ^
            """
        ),
        (#""number".x=1"#, #"expected name=value, got "number".x=1"#),
        (#"text=a "number".x=1"#, #"expected name=value, got "number".x=1"#),
        (#""number".x y=1"#, #"expected name=value, got "number".x"#),
        ("@/nowhere", "/nowhere: no such file or folder"),
        ("a=@/no\u{1B}where", "/no\\u001bwhere: no such file or folder"),
        (
            "{\"number\": }",
            """
            no JSON: expected a value, got '}' at column 12
                {"number": }
                           ^
            """
        ),
        (
            "{\"number\":\n 1,,}",
            """
            no JSON: expected a member's name, got ',' at line 2, column 4
                 1,,}
                   ^
            """
        ),
    ])
    func `What makes no sense is said`(text: String, message: String) throws {
        let error = #expect(throws: UsageError.self) { try read(text) }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        ("_2", "there is no result 2"), ("_99999999999999999999", "there is no result 99999999999999999999"),
        ("_.sum", "_.sum: the result has no sum"), ("_.", "_.: behind a result stands .NAME or [NUMBER]"),
        ("_..sum", "_..sum: behind a result stands .NAME or [NUMBER]"),
        ("_[-1]", "_[-1]: behind a result stands .NAME or [NUMBER]"),
        ("_[0", "_[0: behind a result stands .NAME or [NUMBER]"),
        ("_[0]a", "_[0]a: behind a result stands .NAME or [NUMBER]"),
    ])
    func `A result that is missing is named`(text: String, message: String) throws {
        let error = #expect(throws: UsageError.self) { try read(text, results: [5]) }
        #expect(error?.description == message)
    }

    @Test func `Files are read`() throws {
        let folder = try TemporaryFolder([
            "params.json": "\n{ \"number\": 1 }\n", "two words.json": "{}", "broken.json": "{\n  \"a\" 1}",
        ])
        let (params, broken) = ("\(folder.path)/params.json", "\(folder.path)/broken.json")
        let quoted = "@\"\(folder.path)/two\\u0020words.json\""
        #expect(try read(quoted) == "{}")
        #expect(try read("person=\(quoted) number=1") == #"{"person":{},"number":1}"#)
        #expect(try read("person=@\"\(folder.path)/two words.json\" number=1") == #"{"person":{},"number":1}"#)
        for word in [quoted, "@\(folder.path)/two words.json"] {
            #expect(try CallArguments(words: ["person=\(word)", "number=1"], names()).params()["person"] == [:])
        }
        #expect(try read("@\(params)") == #"{ "number": 1 }"#)
        #expect(try read("person=@\(params)") == #"{"person":{ "number": 1 }}"#)
        let error = #expect(throws: UsageError.self) { try read("@\(broken)") }
        #expect(error?.description == "\(broken):2:7: no JSON: expected ':', got '1'")
    }

    @Test(arguments: [
        (["text=two words", "number=2"], #"{"text":"two words","number":2}"#),
        (["two words=1"], #"{"two words":1}"#), (["two words=1", "number=2"], #"{"two words":1,"number":2}"#),
        (["text=", "list=[1, 2]"], #"{"text":"","list":[1, 2]}"#),
        (["{\"number\": 1}"], #"{"number": 1}"#),
        ([], "{}"),
    ])
    func `Words are taken as the shell has cut them`(words: [String], json: String) throws {
        let params = try CallArguments(words: words, names()).params()
        #expect(oneLine { $0.value(params) } == json)
    }
}
