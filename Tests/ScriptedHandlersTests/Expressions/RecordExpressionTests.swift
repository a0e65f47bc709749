import ClamatorKit
import ServiceSupport
import Testing

// For `Expression`, which is internal.
@testable import ScriptedHandlers

@Suite struct RecordExpressionTests {
    private static let params = #"""
        {"a": 7, "b": 2, "one": 1.0, "name": "Zoë", "yes": true, "no": false, "none": null, "key": "k", "at": 1,
         "list": [{"id": 1, "title": "Water the plants", "price": 2.5}, {"id": 2, "title": "Answer mail", "price": 1},
                  {"id": 3, "title": "PLANT a tree", "price": 4, "done": true}],
         "words": ["b", "a", "c"], "box": {"k": 4, "n": null, "l": [1, [2]]}, "absent": "a param"}
        """#

    @Test(arguments: [
        // Comparisons
        ("a == 7", "true"), ("one == 1", "true"), ("a == name", "false"), ("a != name", "true"),
        ("none == null", "true"),
        ("[1, {\"k\": 1.0}] == [1.00, {\"k\": 1}]", "true"),
        ("box == {\"l\": [1, [2]], \"n\": null, \"k\": 4}", "true"),
        ("words == [\"b\", \"a\"]", "false"), ("a > b", "true"), ("a <= 7.0", "true"), ("\"a\" < \"b\"", "true"),
        ("\"Z\" < \"a\"", "true"), ("\"\u{FFFF}\" < \"\u{10000}\"", "true"),
        ("9007199254740993 > 9007199254740992", "true"),
        ("0.1 + 0.2 == 0.30000000000000004", "true"), ("1 < 2 == true", "true"), ("1e400 > 1", "true"),
        // Absent
        ("note == null", "false"), ("note == note2", "true"), ("note != 1", "true"), ("note == absent", "true"),
        ("absent == absent", "true"), ("note ?? 1", "1"), ("none ?? 1", "1"), ("a ?? 1", "7"),
        ("note.deep[0].er ?? b", "2"),
        ("none.deep ?? note ?? 3", "3"), ("box.x ?? box[\"n\"] ?? false", "false"), ("params.absent", #""a param""#),
        (#"find(list, "id", 9) == absent"#, "true"), (#"(find(list, "id", 9) ?? {"id": 0}).id"#, "0"),
        // Booleans
        ("yes && no || yes", "true"), ("!yes || no", "false"), ("!(a == 7 && b == 3)", "true"),
        ("no && 1 / 0 == 1", "false"),
        ("yes || note.x + 1 == 2", "true"), ("yes ? 1 : 1 / 0", "1"), ("no ? 1 : yes ? 2 : 3", "2"),
        ("a > 5 ? \"big\" : \"small\"", #""big""#), ("no ?? yes ? 1 : 2", "2"), ("-1 < 0 && 2 ^ 2 == 4", "true"),
        // Elements and members
        ("list[at].title", #""Answer mail""#), ("list[a - 7].id", "1"), ("box[key]", "4"), ("box[\"l\"][1][0]", "2"),
        ("list[-1 + 0] ?? \"none\"", #""none""#), ("words[3] ?? 0", "0"), ("box[name] ?? 0", "0"),
        ("[1, 2, 3][at]", "2"),
        (#"{"x": [a]}["x"][0]"#, "7"), (#"{"x": 1, "y": absent}"#, #"{"x":1}"#),
        ("[a, name, [none]]", #"[7,"Zoë",[null]]"#),
        (#"{"a}\"": "}"}"#, #"{"a}\"":"}"}"#), ("{}", "{}"), ("[]", "[]"),
        // Lists
        (#"find(list, "id", 2).title"#, #""Answer mail""#), (#"find(list, "id", 2.0)["price"]"#, "1"),
        (#"indexOf(list, "id", 3)"#, "2"), (#"indexOf(list, "id", "3")"#, "-1"),
        (#"length(filter(list, "done", true))"#, "1"),
        (#"length(filter(list, "done", absent))"#, "2"), (#"length(without(list, "done", true))"#, "2"),
        (#"filter([1, "x", {"id": 1}], "id", 1)"#, #"[{"id":1}]"#), (#"length(match(list, "title", "plant"))"#, "2"),
        (#"match(list, "title", "ZZ")"#, "[]"), (#"length(match(list, "price", ""))"#, "0"),
        ("contains(words, \"a\")", "true"),
        ("contains([1, [2]], [2.0])", "true"), ("contains(name, \"oë\")", "true"), ("contains(name, \"\")", "true"),
        ("contains(words, note)", "false"), ("append(words, a)", #"["b","a","c",7]"#), ("append([], none)", "[null]"),
        (#"sortBy(list, "price")[0].id"#, "2"), (#"sortBy(list, "title")[0].title"#, #""Answer mail""#),
        (#"sum(list, "price")"#, "7.5"), (#"sum([], "price")"#, "0"), ("slice(words, 0, 2)", #"["b","a"]"#),
        ("slice(words, -2, 99)", #"["a","c"]"#), ("slice(words, 2, 1)", "[]"), ("slice(words, -99, -1)", #"["b","a"]"#),
        // Objects
        ("keys(box)", #"["k","n","l"]"#), ("values({\"x\": 1, \"y\": \"z\"})", #"[1,"z"]"#),
        (#"merge({"x": 1, "y": 2}, {"y": 3, "z": 4})"#, #"{"x":1,"y":3,"z":4}"#),
        ("contains(keys(params), \"note\")", "false"),
        // Texts
        (#"join(words, ", ")"#, #""b, a, c""#), (#"join([1, true, [2]], "-")"#, #""1-true-[2]""#),
        ("join([], \"x\")", #""""#),
        (#"split("a--b-", "--")"#, #"["a","b-"]"#), (#"split("aaa", "aa")"#, #"["","a"]"#),
        (#"split("", "x")"#, #"[""]"#),
        ("string(a)", #""7""#), ("string(name)", #""Zoë""#), ("string([1])", #""[1]""#),
        ("number(\"12.50\") * 2", "25"),
        ("number(\"-1e2\") + 0", "-100"), ("upper(string(none))", #""NULL""#),
    ])
    func `An expression has a value`(source: String, expected: String) throws {
        let inputs = try ExpressionInputs(params: Self.params)
        #expect(try inputs.outcome(source) == expected)
    }

    @Test(arguments: [
        ("note", "${note}\n  ^ \"note\" is absent"), ("note.deep", "${note.deep}\n  ^ \"note\" is absent"),
        ("list[9]", "${list[9]}\n       ^ no element 9; there are 3"),
        ("list[at + 9].id", "${list[at + 9].id}\n       ^ no element 10; there are 3"),
        (#"find(list, "id", 9)"#, "${find(list, \"id\", 9)}\n       ^ what find looks for is absent"),
        (
            #"find(list, "id", 9).title + "!""#,
            "${find(list, \"id\", 9).title + \"!\"}\n       ^ what find looks for is absent"
        ),
        ("absent", "${absent}\n  ^ the value is absent"), ("[note]", "${[note]}\n   ^ \"note\" is absent"),
        ("note < 1", "${note < 1}\n  ^ \"note\" is absent"),
        ("note ? 1 : 2", "${note ? 1 : 2}\n  ^ \"note\" is absent"),
        ("a && yes", "${a && yes}\n  ^ '&&' takes booleans, got number"),
        ("a < name", "${a < name}\n    ^ '<' compares two numbers or two strings, got number and string"),
        ("list[name]", "${list[name]}\n       ^ an array takes an integer, got string"),
        ("box[a]", "${box[a]}\n      ^ an object takes a name, got number"),
        ("name[at]", "${name[at]}\n       ^ expected an array or an object, got string"),
        ("number(name)", "${number(name)}\n         ^ number takes the text of a number, got \"Zoë\""),
        ("number(\" 1\")", "${number(\" 1\")}\n         ^ number takes the text of a number, got \" 1\""),
        ("split(name, \"\")", "${split(name, \"\")}\n              ^ split takes a separator that is not empty"),
        (
            "contains(name, a)",
            "${contains(name, a)}\n                 ^ contains looks for a string in a string, got number"
        ),
        (
            #"sum(list, "title")"#,
            "${sum(list, \"title\")}\n      ^ sum takes numbers, and \"title\" of element 0 is string"
        ),
        (
            #"sum(list, "done")"#,
            "${sum(list, \"done\")}\n      ^ sum takes elements with \"done\", and element 0 has none"
        ),
        (
            #"sortBy([{"k": 1}, {"k": "x"}], "k")"#,
            "${sortBy([{\"k\": 1}, {\"k\": \"x\"}], \"k\")}\n         "
                + "^ sortBy takes elements that all have a number or all a string as \"k\"; of element 1 it is string"
        ),
        (
            "slice(words, 0.5, 1)",
            "${slice(words, 0.5, 1)}\n               ^ slice takes integers, got a number with a fraction"
        ),
        ("keys(list)", "${keys(list)}\n       ^ keys takes an object, got array"),
        ("append(words, note)", "${append(words, note)}\n                ^ \"note\" is absent"),
    ])
    func `What has no value in a call is an error`(source: String, expected: String) throws {
        #expect(try ExpressionInputs(params: Self.params).outcome(source) == expected)
    }

    @Test func `Lists of the state are found in, whatever their length, as lists of the params are`() throws {
        let elements = (0..<40).map { #"{"id": \#($0 % 30), "k": "\#($0)", "n": [\#($0)]}"# }.joined(separator: ",")
        let inputs = try ExpressionInputs(params: #"{"list": [\#(elements)]}"#, state: #"{"list": [\#(elements)]}"#)
        for source in [
            #"find($, "id", 7)"#, #"find($, "id", 7.0).k"#, #"indexOf($, "id", 29)"#, #"indexOf($, "k", "39")"#,
            #"indexOf($, "k", "40")"#, #"find($, "n", [3]).k"#, #"indexOf($, "x", absent)"#, #"indexOf($, "x", null)"#,
            #"$[39].k"#, #"length($)"#, #"$ == params.list"#, #"filter($, "id", 3)"#, #"sortBy($, "k")[5].id"#, "$",
        ] {
            let own = try inputs.outcome(source.replacing("$", with: "state.list"))
            #expect(
                try JSON(parsing: own) == JSON(parsing: inputs.outcome(source.replacing("$", with: "list"))),
                "\(source)")
        }
    }

    @Test(arguments: [
        (#"{"a": "${note ?? absent}", "b": 1}"#, #"{"b":1}"#), (#"{"a": 1, "b": "${absent}"}"#, #"{"a":1}"#),
        (#"{"a": "${absent}"}"#, "{}"), (#"["${absent}", "${x}", "${y ?? absent}"]"#, "[1]"),
        (
            #"{"a": {"b": "${absent}", "c": "${x}"}, "d": "${y ?? absent}", "e": "${x ?? absent}"}"#,
            #"{"a":{"c":1},"e":1}"#
        ),
        (
            #"{"a": "{${x}}", "b": "${{"k": {"l": x}}.k}"}"#.replacing("\"k\"", with: #"\"k\""#).replacing(
                "\"l\"", with: #"\"l\""#),
            #"{"a":"{1}","b":{"l":1}}"#
        ),
        (#""${absent}""#, "${absent}\n  ^ the value is absent"),
        (#""-${y ?? absent}""#, "${y ?? absent}\n    ^ the value is absent"),
        (#"{"a": "${y}"}"#, "${y}\n  ^ \"y\" is absent"),
    ])
    func `The literal absent leaves a member out`(template: String, expected: String) throws {
        #expect(try ExpressionInputs(params: #"{"x": 1}"#).filled(template) == expected)
    }

    @Test func `What is made is bounded, and work is counted`() throws {
        let words = Array(repeating: #""\#(String(repeating: "x", count: 1000))""#, count: 1000).joined(separator: ",")
        let inputs = try ExpressionInputs(params: #"{"words": [\#(words)], "n": {"w": [\#(words)]}}"#)
        let limit = "limit reached: the value would be too large"
        #expect(try inputs.outcome(#"length(join(words, ""))"#) == "1000000")
        #expect(try inputs.outcome(#"join(words, "\#(String(repeating: "-", count: 100))")"#) == limit)
        #expect(try inputs.outcome("length([words, words])") == limit)
        #expect(try inputs.outcome("keys(merge(n, {\"v\": words}))") == limit)
        #expect(try inputs.outcome("length(append(words, words))") == limit)
        // The text counts for each.
        let many = Array(repeating: "length(text)", count: 45).joined(separator: " + ")
        let long = try ExpressionInputs(params: #"{"text": "\#(String(repeating: "x", count: 1 << 19))"}"#)
        #expect(try long.outcome(many) == "limit reached: too many steps")
        #expect(try long.outcome(#"contains(text, "y")"#) == "false")
    }

    @Test(
        arguments: [
            ("{\"k\": absent}", ["absent is the literal here; the param of this name is params.absent"]),
            ("null ?? params.null", ["null is the literal here; the param of this name is params.null"]),
            ("params.absent", []),
            ("true", []),
        ] as [(String, [String])])
    func `A literal that a param is called like is warned of`(source: String, expected: [String]) throws {
        let inputs = try ExpressionInputs(
            schema: #"{"properties": {"absent": {"type": "string"}, "null": {"type": "number"}, "a": {}}}"#)
        #expect(try inputs.read(source).warnings.map(\.message) == expected)
    }

    @Test(
        arguments: [
            ("name == 1", ["string is never equal to number"]), ("n != \"1\"", ["number is never equal to string"]),
            ("n == 1.5 || name == null || any == 1 || name == absent", []),
            (
                "filter(state.things, \"idd\", n)",
                ["no element begins with a member \"idd\"; did you mean \"id\"?"]
            ),
            ("find(state.things, \"id\", n)", []), ("find(state.none, \"id\", n)", []),
        ] as [(String, [String])])
    func `What is most likely not meant is warned of`(source: String, expected: [String]) throws {
        let inputs = try ExpressionInputs(
            schema: #"{"properties": {"name": {"type": "string"}, "n": {"type": "integer"}, "any": {}}}"#,
            state: #"{"things": [{"id": 1}, {"id": 2, "x": 1}], "none": []}"#)
        #expect(try inputs.read(source).warnings.map(\.message) == expected)
    }

    @Test(arguments: ["a ? ", "a == ", "(a)[", "!", "["])
    func `What nests too deep is refused, however it nests`(opening: String) throws {
        let source = String(repeating: opening, count: 10_000) + "1"
        let complaint = try #require(try ExpressionInputs().complaint(source))
        #expect(complaint.contains("^ nested deeper than 200 levels") || complaint.contains("^ expected"))
    }

    @Test func `Two hundred choices are not too deep, and long conditions are no deep ones`() throws {
        let inputs = try ExpressionInputs(params: #"{"t": true, "f": false}"#)
        #expect(try inputs.outcome(String(repeating: "f ? 1 : ", count: 200) + "2") == "2")
        #expect(try inputs.outcome("t" + String(repeating: " && t", count: 10_000)) == "true")
        #expect(try inputs.outcome("x" + String(repeating: " ?? x", count: 10_000) + " ?? 1") == "1")
    }
}
