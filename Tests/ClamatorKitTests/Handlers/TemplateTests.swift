import ClamatorKit
import Testing

@Suite struct TemplateTests {
    private static let params =
        #"{"n": 12345678901234567890, "d": 1.50, "s": "a\"b\u00e9", "o": {"l": [{"sku": "A-1"}, 7]}, "a-b": true, "z": null, "q\\": 1}"#

    @Test(
        "A template is filled from the params",
        arguments: [
            (#""plain""#, #""plain""#), (#""${n}""#, "12345678901234567890"), (#""${d}""#, "1.50"),
            (#""${s}""#, #""a\"b\u00e9""#), (#""${o}""#, #"{"l": [{"sku": "A-1"}, 7]}"#), (#""${z}""#, "null"),
            (#""${o.l[0].sku}""#, #""A-1""#), (#""${o.l[1]}""#, "7"), (#""${params[\"a-b\"]}""#, "true"),
            (#""${params[\"q\\\\\"]}""#, "1"), (#""${params.n}""#, "12345678901234567890"),
            (#""${ n }""#, "12345678901234567890"),
            (#""<${s}> ${n} ${z}""#, #""<a\"bé> 12345678901234567890 null""#), (#""$${n}""#, #""${n}""#),
            (#""$${n} ${d}""#, #""${n} 1.50""#), (#""$n {n} $""#, #""$n {n} $""#),
            (#""${o.l}!""#, #""[{\"sku\": \"A-1\"}, 7]!""#),
            (#"{"a": ["${d}", 1], "${n}": "x"}"#, #"{"a":[1.50,1],"${n}":"x"}"#),
        ])
    func filling(template: String, expected: String) async throws {
        let outcome = try await answer(#"{"result": \#(template)}"#, params: Self.params)
        #expect(outcome == "result \(expected)")
    }

    @Test func `A member that is absent is an internal error that names the expression`() async throws {
        #expect(
            try await answer(#"{"result": "${o.x}"}"#)
                == #"error -32603 Internal error {"name":"ExpressionError","message":"${o.x}: absent from the params","expression":"o.x"}"#
        )
    }

    @Test(
        "An expression that cannot be read is an error at load",
        arguments: [
            ("${", "expected '}' behind the expression"), ("${}", "${}: expected a name at column 1"),
            ("${a.}", "${a.}: expected a name at column 3"), ("${a[}", "${a[}: expected ']' at column 3"),
            ("${a[x]}", "${a[x]}: expected a place from 0 or a name in quotes between '[' and ']' at column 5"),
            ("${a b}", "${a b}: expected '.', '[' or the end at column 3"),
            ("${1}", "${1}: expected a name at column 2"),
            (#"${a[\"x}"#, "expected '}' behind the expression"),
            ("${nam}", #"${nam}: no param "nam"; did you mean "name"?"#), ("${o.x}", #"${o.x}: no param "x""#),
        ])
    func badExpressions(text: String, message: String) throws {
        let contract = #"""
            {"service": "s", "methods": {"m": {"result": true, "params": {
              "properties": {"name": true, "a": true, "o": {"properties": {"y": true}, "additionalProperties": false}},
              "additionalProperties": false}, "handler": {"result": {"k": "\#(text)"}}}}}
            """#
        let problems = try errors(of: contract)
        #expect(problems.count == 1)
        #expect(problems.first?.contains(message) == true, "\(problems)")
        #expect(problems.first?.hasSuffix("(at /methods/m/handler/result/k)") == true, "\(problems)")
    }

    @Test func `Data that would nest too deep is an internal error, not null`() async throws {
        let deep = String(repeating: "[", count: 505) + String(repeating: "]", count: 505)
        let rule = #"{"error": {"code": 1, "message": "m", "data": [[[[[[[["${a}"]]]]]]]]}}"#
        let outcome = try await answer(rule, params: #"{"a": \#(deep)}"#)
        #expect(outcome.hasPrefix("error -32603 Internal error"))
    }
}
