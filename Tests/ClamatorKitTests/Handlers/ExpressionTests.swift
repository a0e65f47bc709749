@testable import ClamatorKit
import Testing

@Suite struct ExpressionTests {
    private static let params = #"""
        {"a": 7, "b": 2, "x": 1.5, "big": 12345678901234567890, "one": 1.00, "huge": 1e999,
         "name": "Zoë", "ß": "straße", "escaped": "a\"b\u00e9\ud83d\ude00", "yes": true, "none": null,
         "order": {"lines": [{"sku": "A-1", "qty": 3}, {"sku": "B-2"}]}, "a-b": "dashed", "state": "mine", "params": 9,
         "min": 4, "items": [1, [2, 3], {"k": 4}], "true": "word", "low": -9223372036854775808}
        """#

    @Test(
        "An expression has a value",
        arguments: [
            // Literals
            ("1", "1"), ("1.50", "1.5"), ("1e3", "1000"), ("-0.5", "-0.5"), (#""a\"bé""#, #""a\"bé""#),
            ("true", "true"), ("false", "false"), ("null", "null"), (" 1\t+\n2 ", "3"),
            ("9223372036854775807", "9223372036854775807"), ("9223372036854775808", "9223372036854776000"),
            ("-9223372036854775808", "-9223372036854775808"), ("- 9223372036854775808", "-9223372036854775808"),
            ("-9223372036854775809", "-9223372036854776000"), ("1e21", "1e+21"), ("0.1 + 0.2", "0.30000000000000004"),
            // Paths: copied as they were spelled
            ("a", "7"), ("big", "12345678901234567890"), ("one", "1.00"), ("huge", "1e999"), ("(one)", "1.00"),
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
            ("x * 2", "3"), ("one + 0", "1"), ("big + 0", "12345678901234567000"),
            ("9223372036854775807 + 1", "9223372036854776000"), ("low - 1", "-9223372036854776000"),
            ("-low", "9223372036854776000"), ("low / -1", "9223372036854776000"), ("low % -1", "0"),
            ("3037000500 * 3037000500", "9223372037000250000"), ("2 ^ 62", "4611686018427387904"),
            ("2 ^ 63", "9223372036854776000"), ("1 / 3", "0.3333333333333333"),
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
            ("abs(-3)", "3"), ("abs(low)", "9223372036854776000"), ("abs(x - 3)", "1.5"), ("floor(-1.5)", "-2"),
            ("ceil(-1.5)", "-1"), ("floor(x)", "1"), ("ceil(x)", "2"), ("floor(a)", "7"), ("floor(1e300)", "1e+300"),
            ("round(2.5)", "3"), ("round(-2.5)", "-2"), ("round(-2.6)", "-3"), ("round(0.49999999999999994)", "0"),
            ("round(-0.2)", "0"), ("sqrt(16)", "4"), ("sqrt(2)", "1.4142135623730951"), ("sqrt(0.25)", "0.5"),
            ("length(name)", "3"), ("length(escaped)", "5"), ("length(order)", "1"), ("length(items)", "3"),
            ("length(\"é\" + \"😀\")", "2"), ("upper(ß)", #""STRASSE""#), ("lower(\"ÀB\")", #""àb""#),
            ("min + min(min, 5)", "8"), ("length(upper(ß) + lower(name)) * 2 ^ 2", "40"),
        ])
    func values(source: String, expected: String) throws {
        let lab = try ExpressionLab(params: Self.params, state: #"{"count": 41, "user": {"name": "Ada"}}"#)
        #expect(try lab.outcome(source) == expected)
    }

    @Test(
        "What has no value in a call is an error",
        arguments: [
            ("1 / 0", "-32000 division by zero"), ("a / (b - 2)", "-32000 division by zero"),
            ("a % 0.0", "-32000 division by zero"), ("0 ^ -1", "-32000 division by zero"),
            ("1e308 * 10", "-32000 result out of range"), ("10 ^ 400", "-32000 result out of range"),
            ("sqrt(-1)", "-32000 result out of range"), ("(0 - 8) ^ (1 / 3)", "-32000 result out of range"),
            ("huge + 1", "-32000 result out of range"), ("abs(huge)", "-32000 result out of range"),
            ("1 / (1e308 * 10)", "-32000 result out of range"),
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
    func failures(source: String, expected: String) throws {
        #expect(try ExpressionLab(params: Self.params).outcome(source) == expected)
    }

    @Test func `A failure tells the expression and the place in its data`() throws {
        let lab = try ExpressionLab()
        let expression = try lab.read("1 + note")
        let error = #expect(throws: ExpressionError.self) {
            try expression.value(in: ExpressionContext(params: [:], state: [:], uuids: UUIDSource()))
        }
        #expect(
            RpcError.internalError(try #require(error)).data == [
                "name": "ExpressionError", "message": "${1 + note}: \"note\" is absent", "expression": "1 + note",
                "at": 4,
            ])
    }

    @Test func `Under a seed the UUIDs are the same in the same order, and of version 4`() throws {
        let one = try ExpressionLab()
        let other = try ExpressionLab()
        let first = try (0..<3).map { _ in try one.outcome("uuid()") }
        #expect(try (0..<3).map { _ in try other.outcome("uuid()") } == first)
        #expect(Set(first).count == 3)
        #expect(
            first.allSatisfy {
                $0.wholeMatch(of: /"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"/) != nil
            })
        #expect(UUIDSource().next() != UUIDSource().next())
    }

    @Test(
        "A time is written as RFC 3339 has it",
        arguments: [
            (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_400, 7, "2000-02-29T00:00:00.007Z"),
            (951_868_799, 999, "2000-02-29T23:59:59.999Z"), (4_107_542_399, 0, "2100-02-28T23:59:59.000Z"),
            (4_107_542_400, 0, "2100-03-01T00:00:00.000Z"), (1_795_366_542, 123, "2026-11-22T16:55:42.123Z"),
            (-1, 0, "1969-12-31T23:59:59.000Z"), (253_402_300_799, 0, "9999-12-31T23:59:59.000Z"),
        ])
    func timestamps(seconds: Int, milliseconds: Int, expected: String) {
        #expect(Timestamp.text(seconds: seconds, milliseconds: milliseconds) == expected)
    }

    @Test func `Now is a date-time of this century, and goes on`() throws {
        let lab = try ExpressionLab()
        var formats = Schema.Options()
        formats.assertsFormats = true
        let schema = try Schema(["format": "date-time"], options: formats)
        let earlier = try JSON(parsing: try lab.outcome("now()"))
        let later = try JSON(parsing: try lab.outcome("now()"))
        #expect(schema.isValid(earlier))
        #expect(earlier.string?.hasPrefix("20") == true)
        #expect(try #require(earlier.string) <= #require(later.string))
    }
}
