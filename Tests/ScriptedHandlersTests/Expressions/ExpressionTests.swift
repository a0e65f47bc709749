import ClamatorKit
// For `ExpressionError` and `Timestamp`, which are internal.
@testable import ScriptedHandlers
import ServiceSupport
import Testing

@Suite struct ExpressionTests {
    private static let params = #"""
        {"a": 7, "b": 2, "x": 1.5, "big": 12345678901234567890, "one": 1.00, "huge": 1e99999,
         "name": "Zoë", "ß": "straße", "escaped": "a\"b\u00e9\ud83d\ude00", "yes": true, "none": null,
         "order": {"lines": [{"sku": "A-1", "qty": 3}, {"sku": "B-2"}]}, "a-b": "dashed", "state": "mine", "params": 9,
         "min": 4, "items": [1, [2, 3], {"k": 4}], "true": "word", "low": -9223372036854775808}
        """#

    @Test(arguments: [
        // Literals
        ("1", "1"), ("1.50", "1.5"), ("1e3", "1000"), ("-0.5", "-0.5"), (#""a\"bé""#, #""a\"bé""#),
        ("true", "true"), ("false", "false"), ("null", "null"), (" 1\t+\n2 ", "3"),
        ("9223372036854775807", "9223372036854775807"), ("9223372036854775808", "9223372036854775808"),
        ("-9223372036854775808", "-9223372036854775808"), ("- 9223372036854775808", "-9223372036854775808"),
        ("-9223372036854775809", "-9223372036854775809"), ("1e21", "1e+21"), ("0.1 + 0.2", "0.30000000000000004"),
        // Paths: copied as they were spelled
        ("a", "7"), ("big", "12345678901234567890"), ("one", "1.00"), ("huge", "1e99999"), ("(one)", "1.00"),
        ("order.lines[0].sku", #""A-1""#), ("order.lines[1]", #"{"sku": "B-2"}"#),
        (#"params["a-b"]"#, #""dashed""#),
        (#"order["lines"][0]["qty"]"#, "3"), ("items[1][1]", "3"), ("items [ 2 ] . k", "4"), ("none", "null"),
        ("escaped", #""a\"b\u00e9\ud83d\ude00""#), ("params.params", "9"), ("params.a", "7"),
        ("params.true", #""word""#),
        ("ß", #""straße""#),
        // The state, and a param of that name
        ("state.count + 1", "42"), ("state.user.name", #""Ada""#), ("params.state", #""mine""#),
        (#"state["user"]"#, #"{"name": "Ada"}"#),
        // Numbers
        ("a + b", "9"), ("a - b", "5"), ("a * b", "14"), ("a / b", "3.5"), ("8 / b", "4"), ("a % b", "1"),
        ("-7 % 2", "-1"), ("7 % -2", "1"), ("7.5 % 2", "1.5"), ("a ^ b", "49"), ("2 ^ -1", "0.5"), ("4 ^ 0.5", "2"),
        ("x * 2", "3"), ("one + 0", "1"), ("big + 0", "12345678901234567890"),
        ("9223372036854775807 + 1", "9223372036854775808"), ("low - 1", "-9223372036854775809"),
        ("-low", "9223372036854775808"), ("low / -1", "9223372036854775808"), ("low % -1", "0"),
        ("3037000500 * 3037000500", "9223372037000250000"), ("2 ^ 62", "4611686018427387904"),
        ("2 ^ 63", "9223372036854775808"), ("1 / 3", "0.3333333333333333"),
        // Precedence and direction
        ("2 + 3 * 4", "14"), ("(2 + 3) * 4", "20"), ("10 - 4 - 3", "3"), ("100 / 10 / 5", "2"),
        ("2 ^ 3 ^ 2", "512"),
        ("-2 ^ 2", "-4"), ("(-2) ^ 2", "4"), ("2 ^ -2", "0.25"), ("2 ^ -1 ^ 2", "0.5"), ("--2", "2"),
        ("3 - -2", "5"),
        ("-a * b", "-14"), ("2 * -3", "-6"), ("7 - 6 % 4 * 2", "3"),
        // Strings
        (#""t-" + name"#, #""t-Zoë""#), (#"name + "!" + name"#, #""Zoë!Zoë""#), (#""a" + ("b" + "c")"#, #""abc""#),
        (#"escaped + "\n""#, #""a\"bé😀\n""#),
        // Functions
        ("min(3, 1, 2)", "1"), ("max(3, 1, 2)", "3"), ("min(a)", "7"), ("min(1, 0.5)", "0.5"), ("max(1.0, 1)", "1"),
        ("abs(-3)", "3"), ("abs(low)", "9223372036854775808"), ("abs(x - 3)", "1.5"), ("floor(-1.5)", "-2"),
        ("ceil(-1.5)", "-1"), ("floor(x)", "1"), ("ceil(x)", "2"), ("floor(a)", "7"), ("floor(1e300)", "1e+300"),
        ("round(2.5)", "3"), ("round(-2.5)", "-2"), ("round(-2.6)", "-3"), ("round(0.49999999999999994)", "0"),
        ("round(-0.2)", "0"), ("sqrt(16)", "4"), ("sqrt(2)", "1.4142135623730951"), ("sqrt(0.25)", "0.5"),
        ("length(name)", "3"), ("length(escaped)", "5"), ("length(order)", "1"), ("length(items)", "3"),
        ("length(\"é\" + \"😀\")", "2"), ("upper(ß)", #""STRASSE""#), ("lower(\"ÀB\")", #""àb""#),
        ("min + min(min, 5)", "8"), ("length(upper(ß) + lower(name)) * 2 ^ 2", "40"),
    ])
    func `An expression has a value`(source: String, expected: String) throws {
        let inputs = try ExpressionInputs(params: Self.params, state: #"{"count": 41, "user": {"name": "Ada"}}"#)
        #expect(try inputs.outcome(source) == expected)
    }

    @Test(
        arguments: [
            ("9223372036854775807 + 1 - 1", "9223372036854775807"), ("big + big", "24691357802469135780"),
            ("2 ^ 64 - 2 ^ 64 + 1", "1"), ("10 ^ 30 + 1", "1000000000000000000000000000001"),
            ("10 ^ 30 / 10 ^ 28", "100"), ("10 ^ 30 / (4 * 10 ^ 29)", "2.5"), ("10 ^ 30 % 7", "1"),
            ("-(10 ^ 30) % 7", "-1"), ("10 ^ 30 % -7", "1"), ("(10 ^ 30 + 1) / -(10 ^ 30 + 1)", "-1"),
            ("1e30 + 1", "1000000000000000000000000000001"), ("1e2 * 3", "300"), ("2 ^ 1e1", "1024"),
            ("9007199254740993.0 + 2", "9007199254740995"), ("9007199254740993 + 2", "9007199254740995"),
            ("1e400 / 1e399", "10"), ("1e308 * 10 / 1e300", "1000000000"), ("0.5 * 2 ^ 70", "590295810358705651712"),
            ("10 ^ 18 * 0.1", "100000000000000000"), ("2 ^ 70 + 0.5 - 2 ^ 70", nil), ("-0", "0"), ("-0.0", "0"),
            ("1700000000123456789 / 1000000000", "1700000000.1234567"), ("6.02e23 * 0.5", "301000000000000000000000"),
            ("6.02e23 / 3", "2.0066666666666668e+23"), ("abs(-(10 ^ 30))", "1000000000000000000000000000000"),
            ("min(2 ^ 70, 1e25, 1.5)", "1.5"), ("max(2 ^ 70, 1e25)", "1e+25"),
            ("max(2 ^ 70, 1e-25)", "1180591620717411303424"),
            ("min(-(10 ^ 400), 1e300, 3)", "-1" + String(repeating: "0", count: 400)),
            ("max(9223372036854775808, 9223372036854775809)", "9223372036854775809"),
            ("max(9007199254740992.0, 9007199254740993)", "9007199254740993"),
            ("9007199254740992.0 + 1", "9007199254740993"), ("9.007199254740992e15 + 1", "9007199254740993"),
            ("-900719925474099200e-2 - 1", "-9007199254740993"), ("1e18 * 1.0 + 1", "1000000000000000001"),
            ("floor(2 ^ 70)", "1180591620717411303424"), ("round(1e30)", "1e+30"),
            ("sqrt(10 ^ 30)", "1000000000000000"), ("sqrt(9223372030926249001)", "3037000499"),
            ("sqrt(2 ^ 63)", "3037000499.97605"), ("sqrt(10 ^ 400 * 4)", "2" + String(repeating: "0", count: 200)),
            ("(-1) ^ (2 ^ 64 + 1)", "-1"), ("0 ^ (2 ^ 64)", "0"),
            ("(-1) ^ -9007199254740993", "-1"), ("(10 ^ 30) ^ -1", "1e-30"),
            ("9007199254740994 * 0.25", "2251799813685248.5"), ("9007199254740993 % 0.7", "0.1"),
        ] as [(String, String?)])
    func `Integers beyond 64 bits, and doubles beside them, give the exact result`(source: String, expected: String?)
        throws
    {
        let inputs = try ExpressionInputs(params: Self.params)
        #expect(
            try inputs.outcome(source) == expected ?? "-32000 result not exact: no number holds it to its last digit")
    }

    @Test(arguments: [
        "10 ^ 30 / 3", "10 ^ 30 + 0.5", "(10 ^ 20 + 1) / 10 ^ 10", "2 ^ 63 / 1000", "9007199254740993 / 2",
        "9007199254740993 / 4", "9007199254740993 + 0.5", "9007199254740993 + 0.1", "(10 ^ 30) ^ 0.5",
        "sqrt(10 ^ 41)", "sqrt(9223372030926249002)", "(2 ^ 70) ^ -1 * 1", "(10 ^ 30) ^ -20",
        "9223372036854775807 / 2", "9007199254740993 * 0.01", "9007199254740993 / 0.7",
        "9223372036854775808 % 2.2250738585072014e-308",
    ])
    func `Where no number holds a result exactly it is an error, and not rounded`(source: String) throws {
        let outcome = try ExpressionInputs().outcome(source)
        #expect(outcome == "-32000 result not exact: no number holds it to its last digit")
    }

    @Test(arguments: [
        ("1 / tiny", true), ("tiny + 1", true), ("-tiny", true), ("abs(state.tiny)", true), ("min(1, tiny)", true),
        ("1e-200 * 1e-200", true), ("1 / (1e-200 / 1e200)", true), ("10 ^ -400", true), ("0.5 ^ 5000", true),
        ("long + 0", false), ("floor(long)", false), ("long - long", false), ("max(long, 1)", false),
        ("near + 0", false), ("round(state.near)", false),
    ])
    func `What is not 0 is never taken for 0, and what has a fraction never for an integer`(
        source: String, isTooSmall: Bool
    ) throws {
        let inputs = try ExpressionInputs(
            params: #"{"tiny": 1e-400, "long": 9007199254740993.5, "near": 0.99999999999999999999}"#,
            state: #"{"tiny": -0.1e-500, "near": 4503599627370497.3}"#)
        #expect(
            try inputs.outcome(source)
                == (isTooSmall
                    ? "-32000 a number is too small: the double nearest to it is 0"
                    : "-32000 a number has a fraction, and the double nearest to it has none"))
    }

    @Test(arguments: [
        ("0e-400 + 0", "0"), ("0.0 * 1e-300", "0"), ("0 / 1e300", "0"), ("0 ^ 2.5", "0"), ("1e-300 % 1e-300", "0"),
        ("3e-324 + 0", "5e-324"), ("2 ^ -1074", "5e-324"), ("5e-324 - 5e-324", "0"), ("tiny", "1e-400"),
        ("9007199254740993.0 + 0", "9007199254740993"), ("4503599627370495.5 + 0", "4503599627370495.5"),
    ])
    func `What is 0, and the smallest double, are themselves`(source: String, expected: String) throws {
        #expect(try ExpressionInputs(params: #"{"tiny": 1e-400}"#).outcome(source) == expected)
    }

    @Test func `Integers of thousands of digits are copied, compared and calculated with`() throws {
        let nines = String(repeating: "9", count: 4000)
        let inputs = try ExpressionInputs(
            params: #"{"n": \#(nines), "m": -\#(nines), "long": 1\#(String(repeating: "0", count: 10_000))}"#)
        #expect(try inputs.outcome("n") == nines)
        #expect(try inputs.outcome("n + 1") == "1" + String(repeating: "0", count: 4000))
        #expect(try inputs.outcome("-n") == "-" + nines)
        #expect(try inputs.outcome("min(n, m, 0.5)") == "-" + nines)
        #expect(try inputs.outcome("n * n / n") == nines)
        #expect(try inputs.outcome("n % 1000") == "999")
        #expect(try inputs.outcome("n * n * n") == "-32000 result out of range")
        #expect(try inputs.outcome("long") == "1" + String(repeating: "0", count: 10_000))
        #expect(try inputs.outcome("long * 0") == "-32000 a number has more than 10000 digits")
    }

    @Test(arguments: [
        ("1 / 0", "-32000 division by zero"), ("a / (b - 2)", "-32000 division by zero"),
        ("a % 0.0", "-32000 division by zero"), ("0 ^ -1", "-32000 division by zero"),
        ("0.5 / 1e-320", "-32000 result out of range"), ("10 ^ 20000", "-32000 result out of range"),
        ("2.5 ^ 1000", "-32000 result out of range"), ("10 ^ 9000 * 10 ^ 9000", "-32000 result out of range"),
        ("sqrt(-1)", "-32000 result out of range"), ("(0 - 8) ^ (1 / 3)", "-32000 result out of range"),
        ("huge + 1", "-32000 a number has more than 10000 digits"),
        ("abs(huge)", "-32000 a number has more than 10000 digits"),
        ("a + note", "${a + note}\n      ^ \"note\" is absent"),
        ("order.lines[1].qty * 2", "${order.lines[1].qty * 2}\n                 ^ \"qty\" is absent"),
        ("order.lines[2]", "${order.lines[2]}\n              ^ no element 2; there are 2"),
        ("order.lines.sku", "${order.lines.sku}\n              ^ expected an object with \"sku\", got array"),
        ("order[0]", "${order[0]}\n        ^ expected an array, got object"),
        ("name + a", "${name + a}\n       ^ '+' adds two numbers or joins two strings, got string and number"),
        (
            "a + 1 + name",
            "${a + 1 + name}\n        ^ '+' adds two numbers or joins two strings, got number and string"
        ),
        ("name + name - 1", "${name + name - 1}\n              ^ '-' takes numbers, got string"),
        ("none * 2", "${none * 2}\n       ^ '*' takes numbers, got null"),
        ("2 ^ order", "${2 ^ order}\n    ^ '^' takes numbers, got object"),
        ("-name", "${-name}\n  ^ '-' takes a number, got string"),
        ("upper(a)", "${upper(a)}\n        ^ upper takes a string, got number"),
        ("max(1, yes)", "${max(1, yes)}\n         ^ max takes a number, got boolean"),
        ("length(none)", "${length(none)}\n         ^ length takes a string, an array or an object, got null"),
    ])
    func `What has no value in a call is an error`(source: String, expected: String) throws {
        #expect(try ExpressionInputs(params: Self.params).outcome(source) == expected)
    }

    @Test func `A failure tells the expression and the place in its data`() throws {
        let inputs = try ExpressionInputs()
        let expression = try inputs.read("1 + note")
        var context = inputs.context
        let error = #expect(throws: ExpressionError.self) { try expression.value(in: &context) }
        #expect(
            RpcError.internalError(try #require(error)).data == [
                "name": "ExpressionError", "message": "${1 + note}: \"note\" is absent", "expression": "1 + note",
                "at": 4,
            ])
    }

    @Test func `Under a seed the UUIDs are the same in the same order, and of version 4`() throws {
        let one = try ExpressionInputs()
        let other = try ExpressionInputs()
        let first = try (0..<3).map { _ in try one.outcome("uuid()") }
        #expect(try (0..<3).map { _ in try other.outcome("uuid()") } == first)
        #expect(Set(first).count == 3)
        #expect(
            first.allSatisfy {
                $0.wholeMatch(of: /"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"/) != nil
            })
        #expect(UUIDSource().next() != UUIDSource().next())
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_400, 7, "2000-02-29T00:00:00.007Z"),
        (951_868_799, 999, "2000-02-29T23:59:59.999Z"), (4_107_542_399, 0, "2100-02-28T23:59:59.000Z"),
        (4_107_542_400, 0, "2100-03-01T00:00:00.000Z"), (1_795_366_542, 123, "2026-11-22T16:55:42.123Z"),
        (-1, 0, "1969-12-31T23:59:59.000Z"), (253_402_300_799, 0, "9999-12-31T23:59:59.000Z"),
    ])
    func `A time is written as RFC 3339 has it`(seconds: Int, milliseconds: Int, expected: String) {
        #expect(Timestamp.text(seconds: seconds, milliseconds: milliseconds) == expected)
    }

    @Test func `Now is a date-time of this century, and goes on`() throws {
        let inputs = try ExpressionInputs()
        var formats = Schema.Options()
        formats.assertsFormats = true
        let schema = try Schema(["format": "date-time"], options: formats)
        let earlier = try JSON(parsing: try inputs.outcome("now()"))
        let later = try JSON(parsing: try inputs.outcome("now()"))
        #expect(schema.isValid(earlier))
        #expect(earlier.string?.hasPrefix("20") == true)
        #expect(try #require(earlier.string) <= #require(later.string))
    }
}
