import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import Testing

@Suite struct BuiltinTests {
    @Test(arguments: [
        ("add", "2", "3", "5"), ("add", "0.1", "0.2", "0.30000000000000004"),
        ("add", "9223372036854775807", "1", "9223372036854775808"), ("add", "1.0", "2", "3"),
        ("add", "9007199254740993", "0", "9007199254740993"),
        ("subtract", "2", "5", "-3"), ("subtract", "-9223372036854775808", "1", "-9223372036854775809"),
        ("multiply", "6", "7", "42"), ("multiply", "4611686018427387904", "4", "18446744073709551616"),
        ("divide", "6", "3", "2"), ("divide", "1", "4", "0.25"), ("divide", "-7", "2", "-3.5"),
        ("divide", "-9223372036854775808", "-1", "9223372036854775808"),
        ("remainder", "7", "3", "1"), ("remainder", "-7", "3", "-1"), ("remainder", "7.5", "2", "1.5"),
        ("remainder", "-9223372036854775808", "-1", "0"),
        ("power", "2", "10", "1024"), ("power", "2", "62", "4611686018427387904"),
        ("power", "2", "64", "18446744073709551616"),
        ("power", "2", "-1", "0.5"), ("power", "0", "0", "1"), ("power", "4", "0.5", "2"),
        ("power", "-2", "3", "-8"),
        ("minimum", "2", "-3", "-3"), ("maximum", "2", "2.5", "2.5"), ("sum", "1", "2", "3"),
        ("average", "1", "2", "1.5"),
    ])
    func `Builtins with two operands`(name: String, a: String, b: String, expected: String) async throws {
        let outcome = try await self.outcome(name, #"{"b": \#(b), "a": \#(a)}"#)
        #expect(value(outcome) == (try JSON(parsing: expected)), "\(outcome)")
    }

    @Test(arguments: [
        ("divide", "1", "0", "division by zero"), ("divide", "1.5", "0.0", "division by zero"),
        ("remainder", "1", "0", "division by zero"), ("power", "0", "-1", "division by zero"),
        ("power", "-1", "0.5", "result out of range"), ("divide", "0.5", "1e-320", "result out of range"),
        ("power", "10", "20000", "result out of range"),
        ("divide", "1", "1e-400", "a number is too small: the double nearest to it is 0"),
        ("maximum", "1", "-1e-400", "a number is too small: the double nearest to it is 0"),
        ("multiply", "1e-200", "1e-200", "a number is too small: the double nearest to it is 0"),
        ("add", "9007199254740993.5", "0", "a number has a fraction, and the double nearest to it has none"),
        ("add", "9007199254740993", "0.1", "result not exact: no number holds it to its last digit"),
    ])
    func `What has no result is an error of the handler's own`(name: String, a: String, b: String, message: String)
        async throws
    {
        #expect(try await outcome(name, #"{"a": \#(a), "b": \#(b)}"#) == "error -32000 \(message) null")
    }

    @Test(arguments: [
        ("negate", "5", "-5"), ("negate", "-9223372036854775808", "9223372036854775808"), ("negate", "1.5", "-1.5"),
        ("absolute", "-5", "5"), ("absolute", "5", "5"), ("absolute", "-0.5", "0.5"),
    ])
    func `Builtins with one operand`(name: String, a: String, expected: String) async throws {
        let outcome = try await answer(
            #"{"builtin": "\#(name)"}"#, params: #"{"a": \#(a)}"#,
            paramsSchema: #"{"properties": {"a": {"type": "number"}}, "required": ["a"]}"#,
            result: #"{"type": "number"}"#)
        #expect(value(outcome) == (try JSON(parsing: expected)), "\(outcome)")
    }

    @Test(arguments: [
        ("sum", "[]", "result 0"), ("sum", "[1, 2, 3.5]", "result 6.5"), ("average", "[1, 2, 3]", "result 2"),
        ("average", "[]", "error -32000 division by zero null"), ("minimum", "[3, 1, 2]", "result 1"),
        ("maximum", "[3, 1, 2]", "result 3"), ("maximum", "[]", "error -32000 result out of range null"),
    ])
    func `Builtins that take a list`(name: String, list: String, outcome: String) async throws {
        let schema = #"{"properties": {"xs": {"type": "array", "items": {"type": "number"}}}, "required": ["xs"]}"#
        let got = try await answer(
            #"{"builtin": "\#(name)"}"#, params: #"{"xs": \#(list)}"#, paramsSchema: schema,
            result: #"{"type": "number"}"#)
        #expect(got == outcome)
    }

    @Test(arguments: [
        (
            "add", #"{"properties": {"a": {"type": "number"}}, "required": ["a"]}"#, "{}",
            #"builtin "add" takes at least 2 numeric params, and the params have 1"#
        ),
        ("negate", "{}", "{}", #"builtin "negate" takes one numeric param, and the params have 0"#),
        (
            "negate", #"{"properties": {"a": {"type": "number"}}}"#, "{}",
            #"builtin "negate" needs "a", which is neither required nor has a default"#
        ),
        (
            "negate", #"{"properties": {"a": {"type": "number"}}, "required": ["a"]}"#,
            #"{"properties": {"x": {"type": "string"}}, "required": ["x"]}"#,
            #"builtin "negate" needs a result that is a number or has one required member, a number"#
        ),
    ])
    func `A builtin that does not fit its method is an error at load`(
        name: String, params: String, result: String, message: String
    ) throws {
        let text =
            #"{"service": "s", "methods": {"m": {"params": \#(params), "result": \#(result), "handler": {"builtin": "\#(name)"}}}}"#
        let diagnostics = try errors(of: text)
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.hasSuffix("\(message) (at /methods/m/handler/builtin)") == true, "\(diagnostics)")
    }

    private func outcome(_ name: String, _ params: String) async throws -> String {
        try await answer(
            #"{"builtin": "\#(name)"}"#, params: params,
            paramsSchema:
                #"{"properties": {"a": {"type": "number"}, "b": {"type": "number"}}, "required": ["a", "b"]}"#,
            result: #"{"properties": {"r": {"type": "number"}}, "required": ["r"]}"#)
    }

    /// The one number of a result, compared as JSON is: 3 equals 3.0.
    private func value(_ outcome: String) -> JSON? {
        guard outcome.hasPrefix("result "), let json = try? JSON(parsing: String(outcome.dropFirst(7))) else {
            return nil
        }
        return json["r"] ?? json
    }
}
