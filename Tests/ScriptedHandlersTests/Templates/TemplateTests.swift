import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import Testing

@Suite struct TemplateTests {
    private static let params =
        #"{"n": 12345678901234567890, "d": 1.50, "s": "a\"b\u00e9", "o": {"l": [{"sku": "A-1"}, 7]}, "a-b": true, "z": null, "q\\": 1}"#

    @Test(arguments: [
        (#""plain""#, #""plain""#), (#""${n}""#, "12345678901234567890"), (#""${d}""#, "1.50"),
        (#""${s}""#, #""a\"b\u00e9""#), (#""${o}""#, #"{"l": [{"sku": "A-1"}, 7]}"#), (#""${z}""#, "null"),
        (#""${o.l[0].sku}""#, #""A-1""#), (#""${o.l[1]}""#, "7"), (#""${params[\"a-b\"]}""#, "true"),
        (#""${params[\"q\\\\\"]}""#, "1"), (#""${params.n}""#, "12345678901234567890"),
        (#""${ n }""#, "12345678901234567890"),
        (#""<${s}> ${n} ${z}""#, #""<a\"b\u00e9> 12345678901234567890 null""#), (#""$${n}""#, #""${n}""#),
        (#""$${n} ${d}""#, #""${n} 1.50""#), (#""$n {n} $""#, #""$n {n} $""#),
        (#""${o.l}!""#, #""[{\"sku\": \"A-1\"}, 7]!""#),
        (#"{"a": ["${d}", 1], "${n}": "x"}"#, #"{"a":[1.50,1],"${n}":"x"}"#),
    ])
    func `A template is filled from the params`(template: String, expected: String) async throws {
        let outcome = try await answer(#"{"result": \#(template)}"#, params: Self.params)
        #expect(outcome == "result \(expected)")
    }

    @Test func `A member that is absent is an internal error that names the expression`() async throws {
        #expect(
            try await answer(#"{"result": "${o.x}"}"#)
                == #"error -32603 Internal error {"name":"ExpressionError","message":"${o.x}: \"o\" is absent","expression":"o.x","at":0}"#
        )
    }

    @Test(arguments: [
        ("${", "expected a value"), ("${}", "expected a value"), ("${a.}", "expected a name"),
        ("${a[}", "expected a position from 0 or a name in quotes"),
        ("${a b}", "expected an operator or the end, got a name"),
        ("${a + }", "expected a value"), ("${a", "expected '}'"), (#"${a[\"x}"#, "the string does not end"),
        ("${now(a)}", "now takes no argument, got 1"), ("${nam}", #"no param "nam"; did you mean "name"?"#),
        ("${o.x}", #"no member "x""#),
    ])
    func `An expression that cannot be read is an error at load`(text: String, reason: String) throws {
        let contract = #"""
            {"service": "s", "methods": {"m": {"result": true, "params": {
              "properties": {"name": true, "a": true, "o": {"properties": {"y": true}, "additionalProperties": false}},
              "additionalProperties": false}, "handler": {"result": {"k": "\#(text)"}}}}}
            """#
        let diagnostics = try errors(of: contract)
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.hasSuffix("\(reason) (at /methods/m/handler/result/k)") == true, "\(diagnostics)")
    }

    @Test func `Data that would nest too deep is an internal error, not null`() async throws {
        let deep = String(repeating: "[", count: 505) + String(repeating: "]", count: 505)
        let rule = #"{"error": {"code": 1, "message": "m", "data": [[[[[[[["${a}"]]]]]]]]}}"#
        let outcome = try await answer(rule, params: #"{"a": \#(deep)}"#)
        #expect(outcome.hasPrefix("error -32603 Internal error"))
    }
}
