import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import Testing

@Suite struct LoadCheckTests {
    private static let params = #"""
        {"type": "object", "additionalProperties": false, "properties": {
          "sku": {"enum": ["A", "B"]}, "count": {"type": "integer", "minimum": 1}, "price": {"type": "number"},
          "order": {"type": "object", "additionalProperties": false, "properties": {
            "tags": {"type": "array", "items": {"type": "string"}},
            "pair": {"prefixItems": [{"type": "string"}], "items": false}}},
          "shape": {"oneOf": [
            {"properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}}, "additionalProperties": false},
            {"properties": {"kind": {"const": "square"}, "side": {"type": "number"}}, "additionalProperties": false}]},
          "open": {"unevaluatedProperties": false, "anyOf": [{"properties": {"left": {"type": "string"}}}]}}}
        """#

    private func diagnostics(_ rules: String, result: String = "true") throws -> [String] {
        let contract = #"{"service": "s", "methods": {"m": {"params": \#(Self.params), "result": \#(result)}}}"#
        let handlers = #"{"service": "s", "state": {"user": null}, "handlers": {"m": \#(rules)}}"#
        return try ServiceSupport.diagnostics(of: contract, beside: ["c.handlers.json": handlers])
            .map { String($0.split(separator: " ", maxSplits: 1)[1]) }
    }

    @Test(arguments: [
        (#"{"sku": "C"}"#, #"forbids "C" here, so the rule is never reached (at …/sku)"#),
        (#"{"count": 0}"#, "forbids 0 here, so the rule is never reached (at …/count)"),
        (#"{"count": null}"#, "forbids null here, so the rule is never reached (at …/count)"),
        (#"{"count": {"a": 1}}"#, #"forbids {"a": 1} here, so the rule is never reached (at …/count)"#),
        (#"{"count": [1]}"#, "forbids [1] here, so the rule is never reached (at …/count)"),
        (
            #"{"cuont": 1}"#,
            #"the params cannot have "cuont", so the rule is never reached; did you mean "count"? (at …/cuont)"#
        ),
        (#"{"zzzzz": {}}"#, #"the params cannot have "zzzzz", so the rule is never reached (at …/zzzzz)"#),
        (
            #"{"order": {"tag": []}}"#,
            #"the params cannot have "tag", so the rule is never reached; did you mean "tags"? (at …/order/tag)"#
        ),
        (#"{"order": {"tags": ["a", 1]}}"#, "forbids 1 here, so the rule is never reached (at …/order/tags/1)"),
        (
            #"{"order": {"pair": ["a", "b"]}}"#,
            #"forbids ["a", "b"] here, so the rule is never reached (at …/order/pair)"#
        ),
        (#"{"shape": {"kind": "line"}}"#, #"forbids "line" here, so the rule is never reached (at …/shape/kind)"#),
        (
            #"{"shape": {"width": 1}}"#,
            #"the params cannot have "width", so the rule is never reached (at …/shape/width)"#
        ),
    ])
    func `A condition that the params schema forbids is a warning`(params: String, message: String) throws {
        let found = try diagnostics(#"[{"when": {"params": \#(params)}, "result": 1}, {"result": 2}]"#)
        let expected = message.replacing("…", with: "/handlers/m/0/when/params").replacing(
            "forbids", with: "the params schema forbids")
        #expect(found == ["warning: " + expected])
    }

    @Test(arguments: [
        #"{"sku": "A", "count": 1, "price": 1.5}"#, #"{"order": {}}"#,
        #"{"order": {"tags": ["a"], "pair": ["x"]}}"#,
        #"{"shape": {"kind": "square", "side": 1}}"#, #"{"shape": {"radius": 2}}"#, #"{"open": {"left": "l"}}"#,
    ])
    func `A condition that the params schema allows is none`(params: String) throws {
        #expect(try diagnostics(#"[{"when": {"params": \#(params)}, "result": 1}, {"result": 2}]"#) == [])
    }

    @Test(
        arguments: [
            (#"[{"result": 1}, {"result": 2}]"#, [(1, 0)]),
            (#"[{"when": {}, "result": 1}, {"result": 2}]"#, [(1, 0)]),
            (#"[{"when": {"params": {}, "schema": true}, "result": 1}, {"result": 2}]"#, [(1, 0)]),
            (
                #"[{"when": {"params": {"count": 1}}, "result": 1}, {"silence": true}, {"result": 2}, {"result": 3}]"#,
                [(2, 1), (3, 1)]
            ),
            (
                #"[{"sequence": [{"result": 1}], "atEnd": "error"}, {"when": {"state": {"user": null}}, "result": 2}]"#,
                [(1, 0)]
            ),
            (#"[{"when": {"schema": {"required": ["count"]}}, "result": 1}, {"result": 2}]"#, []),
            (#"[{"when": {"state": {"user": null}}, "result": 1}, {"result": 2}]"#, []),
        ] as [(String, [(Int, Int)])])
    func `A rule behind one that answers every call is a warning`(rules: String, pairs: [(rule: Int, behind: Int)])
        throws
    {
        let expected = pairs.map {
            "warning: this rule is never reached: rule \($0.behind) answers every call (at /handlers/m/\($0.rule))"
        }
        #expect(try diagnostics(rules) == expected)
    }

    @Test(arguments: [
        (#"{"type": "string"}"#, #""${count}""#, "expected string, and the expression gives"),
        (#"{"type": "integer"}"#, #""n ${count}""#, "expected integer, and the expression gives string"),
        (#"{"type": "array", "items": {"type": "number"}}"#, #"["${count}", "x"]"#, #"expected number, got "x""#),
        (#"{"type": "array"}"#, #"{"a": "${count}"}"#, "expected array, got an object"),
        (#"{"prefixItems": [true], "items": false}"#, #"["${count}", "${count}"]"#, "unexpected element 1"),
        (#"{"required": ["a", "b"]}"#, #"{"a": "${count}"}"#, #"missing required "b""#),
        (
            ##"{"$ref": "#/$defs/r", "$defs": {"r": {"required": ["b"]}}}"##, #"{"a": "${count}"}"#,
            #"missing required "b""#
        ),
        (#"{"allOf": [{"required": ["b"]}]}"#, #"{"a": "${count}"}"#, #"missing required "b""#),
        (
            #"{"properties": {"total": true}, "additionalProperties": false}"#, #"{"totl": "${count}"}"#,
            #"unknown property "totl"; did you mean "total"?"#
        ),
        (
            #"{"properties": {"a": {"properties": {"b": {"const": 1}}}}}"#, #"{"a": {"b": 2, "c": "${count}"}}"#,
            "got 2"
        ),
        (
            #"{"oneOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"type": "null"}}}]}"#,
            #"{"a": "${count}"}"#, "expected string, and the expression gives"
        ),
        ("false", #""${count}""#, "the result breaks the contract"),
    ])
    func `A result with expressions that can never fit is an error`(schema: String, result: String, message: String)
        throws
    {
        let found = try diagnostics(#"{"result": \#(result)}"#, result: schema)
        // A schema that no value follows is a warning besides.
        let errors = found.filter { !$0.hasPrefix("warning: ") }
        #expect(errors.count == 1)
        #expect(errors.first?.contains(message) == true, "\(found)")
        #expect(errors.first?.hasPrefix("the result breaks the contract: ") == true)
    }

    @Test(arguments: [
        (#"{"type": "integer"}"#, #""${count / 2}""#), (#"{"type": "number"}"#, #""${count}""#),
        (#"{"type": "string"}"#, #""${state.user}""#), (#"{"enum": ["A", "B"]}"#, #""${sku}""#),
        (#"{"anyOf": [{"type": "string"}, {"type": "number"}]}"#, #""${count}""#),
        (
            #"{"unevaluatedProperties": false, "anyOf": [{"properties": {"left": {"type": "string"}}}]}"#,
            #"{"left": "${sku}"}"#
        ),
        (
            #"{"properties": {"a": true}, "patternProperties": {"^b": {"type": "string"}}, "additionalProperties": false}"#,
            #"{"a": 1, "b1": "${sku}"}"#
        ),
        (
            #"{"oneOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"type": "number"}}}]}"#,
            #"{"a": "${count}"}"#
        ),
        (#"{"unevaluatedItems": false, "anyOf": [{"items": true}]}"#, #"["${sku}"]"#),
        (
            #"{"unevaluatedProperties": false, "if": true, "then": {"properties": {"a": true}}}"#,
            #"{"a": "${sku}"}"#
        ),
    ])
    func `A result with expressions that may fit is none`(schema: String, result: String) throws {
        #expect(try diagnostics(#"{"result": \#(result)}"#, result: schema) == [])
    }

    @Test func `A result that is broken on purpose with an expression is taken as it is`() throws {
        #expect(try diagnostics(#"{"invalidResult": "${count}"}"#, result: #"{"type": "number"}"#) == [])
    }
}
