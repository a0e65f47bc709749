import ClamatorJSON
import ClamatorSchema
import Testing

/// What a reader must be able to tell from the words alone.
struct WordingTests {
    private static let long = String(repeating: "x", count: 80)

    @Test(arguments: [
        ("{\"const\": \"\u{E9}\"}", "\"e\u{301}\"", #"/const | expected "\u00e9", got "e\u0301""#),
        (#"{"const": "\u00e9"}"#, "\"e\u{301}\"", #"/const | expected "\u00e9", got "e\u0301""#),
        ("{\"const\": [\"\u{E9}\"]}", "[\"e\u{301}\"]", #"/const | expected ["\u00e9"], got ["e\u0301"]"#),
        (
            "{\"enum\": [\"é\", \"\u{212B}\"]}", "\"\u{C5}\"",
            #"/enum | expected "é" or "\u212b", got "\u00c5"; did you mean "\u212b"?"#
        ),
        (
            "{\"required\": [\"\u{E9}\"]}", "{\"e\u{301}\": 1}",
            #"/required | missing required "\u00e9"; did you mean "\u00e9" instead of "e\u0301"?"#
        ),
        (
            "{\"dependentRequired\": {\"a\": [\"\u{E9}\"]}}", "{\"e\u{301}\": 1, \"a\": 2}",
            #"/dependentRequired/a | missing "\u00e9", which "a" requires; did you mean "\u00e9" instead of "e\u0301"?"#
        ),
        (#"{"const": "K"}"#, "\"\u{212A}\"", #"/const | expected "K", got "\u212a""#),
        ("{\"const\": \"\u{1FEF}\"}", #""`""#, #"/const | expected "\u1fef", got "`""#),
        (
            #"{"enum": [";", 1]}"#, "\"\u{37E}\"", #"/enum | expected ";" or 1, got "\u037e"; did you mean ";"?"#
        ),
        (
            "{\"enum\": [[\"\u{E9}\"], [\"x\"]]}", "[ \"e\u{301}\"]",
            #"/enum | expected ["\u00e9"] or ["x"], got [ "e\u0301"]"#
        ),
        (
            "{\"pattern\": \"^\u{E9}$\"}", "\"e\u{301}\"",
            #"/pattern | expected a match of ^\u00e9$, got "e\u0301""#
        ),
        (#"{"pattern": "^K$"}"#, "\"\u{212A}\"", #"/pattern | expected a match of ^K$, got "\u212a""#),
        (#"{"pattern": "^.$"}"#, "\"e\u{301}\"", #"/pattern | expected a match of ^.$, got "e\u0301""#),
        (#"{"maxLength": 1}"#, "\"e\u{301}\"", #"/maxLength | expected at most 1 character, got 2: "e\u0301""#),
        (
            "{\"required\": [\"\u{E9}\"], \"properties\": {\"e\u{301}\": true}}", "{\"e\u{301}\": 1}",
            #"/required | missing required "\u00e9""#
        ),
        (
            "{\"oneOf\": [{\"required\": [\"k\"], \"properties\": {\"k\": {\"const\": \"\u{E9}\"}}}, "
                + "{\"required\": [\"k\"], \"properties\": {\"k\": {\"const\": \"e\u{301}\"}}}], \"type\": \"object\"}",
            #"{"k": "e"}"#, #"/oneOf | expected "\u00e9" or "e\u0301", got "e""#
        ),
        (
            "{\"enum\": [\"caf\u{E9}\", \"cafe\u{301}\", \"x\"]}", #""cafe""#,
            #"/enum | expected "caf\u00e9", "cafe\u0301" or "x", got "cafe"; did you mean "caf\u00e9"?"#
        ),
        (
            "{\"dependentRequired\": {\"e\u{301}\": [\"b\"]}}", "{\"e\u{301}\": 1}",
            #"/dependentRequired/é | missing "b", which "e\u0301" requires"#
        ),
        (
            "{\"pattern\": \"^\u{E9}$\"}", #""e\u0301""#,
            #"/pattern | expected a match of ^\u00e9$, got "e\u0301""#
        ),
        (#"{"const": "a"}"#, "\"a\u{200B}\"", #"/const | expected "a", got "a\u200b""#),
        (#"{"const": "a b"}"#, "\"a\u{A0}b\"", #"/const | expected "a b", got "a\u00a0b""#),
        (
            #"{"const": "\#(long)"}"#, #""\#(long.dropLast())y""#,
            "/const | expected \"\(long.prefix(59))…\", got \"\(long.prefix(59))…\"; they differ from character 80 on"
        ),
        (
            #"{"const": "\#(long)é"}"#, #""\#(long)è""#,
            "/const | expected \"\(long.prefix(59))…\", got \"\(long.prefix(59))…\"; they differ from character 81 on"
        ),
    ])
    func `Texts that look the same are told apart`(_ schema: String, _ value: String, _ expected: String) throws {
        #expect(try explanation(schema, value).map { String($0.drop { $0 != "|" }) } == ["| " + expected])
    }

    @Test
    func `An unknown name that looks like a declared one shows how it differs`() throws {
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            #expect(
                try explanation("{\"properties\": {\"\u{E9}\": true}, \"\(keyword)\": false}", "{\"e\u{301}\": 1}") == [
                    "/e\u{301} | /\(keyword) | unknown property \"e\\u0301\"; did you mean \"\\u00e9\"?"
                ])
        }
    }

    @Test
    func `What cannot be seen is escaped, in whatever it stands`() throws {
        #expect(
            try explanation("{\"pattern\": \"^\\u0007[\u{202E}]$\"}", "\"a\u{7F}\u{85}\u{2028}\u{E0061}\"") == [
                #" | /pattern | expected a match of ^\u0007[\u202e]$, got "a\u007f\u0085\u2028\udb40\udc61""#
            ])
        #expect(
            try explanation(
                "{\"not\": {\"properties\": {\"a\u{202E}\": {\"const\": \"\u{9B}\"}}, \"type\": \"object\"}}", "{}")
                == [
                    #" | /not | expected anything but a match of {"properties": {"a\u202e": {"const": "\u009b"}}, "type": "object"}, got an empty object"#
                ])
        #expect(
            try explanation("{\"properties\": {\"a\u{202E}\": false}}", "{\"a\u{202E}\": 1}").map { $0.suffix(28) } == [
                #"forbidden property "a\u202e""#
            ])
        #expect(
            try explanation(#"{"type": "string"}"#, "{\n  \"a\": [\n1,\t2]\r\n}") == [
                #" | /type | expected string, got object { "a": [ 1, 2] }"#
            ])
    }

    @Test(arguments: [
        #"{"dependentRequired": {"abcde": ["abcdf"]}}"#,
        #"{"allOf": [{"dependentRequired": {"abcde": ["abcdf"]}}]}"#,
        #"{"required": ["abcdf"], "dependentSchemas": {"abcde": true}}"#,
        #"{"required": ["abcdf"], "not": {"required": ["abcde", "x"]}}"#,
        #"{"required": ["abcdf"], "propertyNames": {"enum": ["abcde", "abcdf"]}}"#,
    ])
    func `A name that some keyword has was not given for another`(_ schema: String) throws {
        let reasons = try explanation(schema, #"{"abcde": 1}"#)
        #expect(
            reasons.count == 1 && reasons[0].contains("missing ") && !reasons[0].contains("did you mean"), "\(reasons)")
    }

    @Test
    func `A missing name is told with the one that was given for it`() throws {
        #expect(
            try explanation(#"{"required": ["quantity"]}"#, #"{"quantitiy": 1}"#) == [
                #" | /required | missing required "quantity"; did you mean "quantity" instead of "quantitiy"?"#
            ])
        // What is declared was meant, wherever it is.
        #expect(
            try explanation(
                #"{"allOf": [{"required": ["name"]}, {"anyOf": [{"properties": {"names": true}}]}]}"#, #"{"names": 1}"#)
                == [#" | /allOf/0/required | missing required "name""#])
        #expect(
            try explanation(
                #"""
                {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]},
                           {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}]}
                """#, #"{"kidn": "a"}"#)
                == [#" | /oneOf | missing required "kind"; did you mean "kind" instead of "kidn"?"#])
    }

    @Test
    func `Long lists are cut`() throws {
        let values = (0..<100).map(String.init).joined(separator: ", ")
        #expect(
            try explanation("{\"enum\": [\(values)]}", "-1") == [
                " | /enum | expected 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 or 88 others, got -1"
            ])
        let branches = [String](repeating: "true", count: 100).joined(separator: ", ")
        #expect(
            try explanation("{\"oneOf\": [\(branches)]}", "1") == [
                " | /oneOf | expected exactly one branch to match, got 100: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 88 others"
            ])
    }

    @Test
    func `Reasons at long paths end where they fill a mebibyte`() throws {
        let name = String(repeating: "n", count: 300_000)
        let schema = try Schema(JSON(parsing: #"{"additionalProperties": {"items": {"type": "null"}}}"#))
        let value = try JSON(parsing: "{\"\(name)\": [1, 2, 3, 4, 5, 6, 7, 8, 9]}")
        #expect(try schema.explain(value).count == 4)
    }
}
