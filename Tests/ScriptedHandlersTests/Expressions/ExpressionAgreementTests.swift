import ClamatorSystem
import ClamatorKit
import Foundation
import ServiceSupport
import TestSupport
import Testing

// For `ExpressionError`, which is internal.
@testable import ScriptedHandlers

/// How many formulas each of ten parts makes.
private let formulasInAPart = RandomCases.count(100)

/// Random formulas, written with no more parentheses than precedence and direction call for, against a reference that
/// works on the formula itself, knows no text, and calculates digit by digit.
@Suite struct ExpressionAgreementTests {
    /// What the reference calculates with.
    private enum Value {
        case whole(PlainInteger)
        case real(Double)

        var text: String {
            switch self {
            case .whole(let value): return value.text
            case .real(let value):
                var writer = JSONWriter()
                writer.number(value)
                return writer.text
            }
        }
    }

    /// Why a formula has no value.
    private enum Failure: Error {
        case divisionByZero, outOfRange, tooSmall
        /// A double and an integer beyond 2⁵³, of which other tests speak.
        case undecided

        var outcome: String? {
            switch self {
            case .divisionByZero: "-32000 division by zero"
            case .outOfRange: "-32000 result out of range"
            case .tooSmall: "-32000 a number is too small: the double nearest to it is 0"
            case .undecided: nil
            }
        }
    }

    private indirect enum Formula {
        case literal(PlainInteger)
        case half(Int)
        case param(name: String)
        case negation(Formula)
        case binary(Character, Formula, Formula)
        case call(String, [Formula])

        /// How tightly the outermost operator binds.
        private var strength: Int {
            switch self {
            case .literal, .half, .param, .call: 5
            case .binary("^", _, _): 4
            case .negation: 3
            case .binary("+", _, _), .binary("-", _, _): 1
            case .binary: 2
            }
        }

        var text: String {
            switch self {
            case .literal(let integer): return integer.text
            case .half(let integer): return "\(integer).5"
            case .param(let name): return "params[\(JSON(name))]"
            case .negation(let operand): return "-" + operand.text(atLeast: 3)
            case .binary("^", let base, let exponent):
                return base.text(atLeast: 5) + " ^ " + exponent.text(atLeast: 3)
            case .binary(let operation, let left, let right):
                return left.text(atLeast: strength) + " \(operation) " + right.text(atLeast: strength + 1)
            case .call(let name, let arguments):
                return "\(name)(\(arguments.map(\.text).joined(separator: ", ")))"
            }
        }

        private func text(atLeast least: Int) -> String { strength >= least ? text : "(\(text))" }

        func value(_ params: [ExactString: PlainInteger]) throws(Failure) -> Value {
            switch self {
            case .literal(let integer): return .whole(integer)
            case .half(let integer): return .real(Double(integer) + 0.5)
            case .param(let name):
                guard let value = params[ExactString(name)] else { throw .undecided }
                return .whole(value)
            case .negation(let operand):
                switch try operand.value(params) {
                case .whole(let value): return .whole(value.negated)
                case .real(let value): return .real(-value)
                }
            case .binary(let operation, let left, let right):
                return try Self.calculate(operation, try left.value(params), try right.value(params))
            case .call(let name, let arguments):
                var values: [Value] = []
                for argument in arguments { values.append(try argument.value(params)) }
                if name == "abs" {
                    switch values[0] {
                    case .whole(let value): return .whole(value.magnitude)
                    case .real(let value): return .real(value.magnitude)
                    }
                }
                var result = values[0]
                for value in values.dropFirst() {
                    let replaces = name == "min" ? try Self.isLess(value, result) : try Self.isLess(result, value)
                    if replaces { result = value }
                }
                return result
            }
        }

        private static func isLess(_ left: Value, _ right: Value) throws(Failure) -> Bool {
            if case .whole(let one) = left, case .whole(let two) = right { return one < two }
            let (one, two) = try doubles(left, right)
            return one < two
        }

        /// Two operands as doubles, as long as these hold both exactly.
        private static func doubles(_ left: Value, _ right: Value) throws(Failure) -> (Double, Double) {
            func double(_ value: Value) throws(Failure) -> Double {
                switch value {
                case .whole(let value) where value.isSmall: return Double(value.int ?? 0)
                case .real(let value) where value.magnitude <= 0x1p53: return value
                default: throw .undecided
                }
            }
            return (try double(left), try double(right))
        }

        private static func calculate(_ operation: Character, _ left: Value, _ right: Value) throws(Failure) -> Value {
            if case .whole(let one) = left, case .whole(let two) = right {
                switch operation {
                case "+": return .whole(one + two)
                case "-": return .whole(one - two)
                case "*": return .whole(one * two)
                case "^": if let power = try power(one, two) { return .whole(power) }
                default:
                    if two.isZero { throw .divisionByZero }
                    let (quotient, remainder) = one.divided(by: two)
                    if operation == "%" { return .whole(remainder) }
                    if remainder.isZero { return .whole(quotient) }
                }
            }
            let (one, two) = try doubles(left, right)
            if two == 0, operation == "/" || operation == "%" { throw .divisionByZero }
            if one == 0, two < 0, operation == "^" { throw .divisionByZero }
            let result =
                switch operation {
                case "+": one + two
                case "-": one - two
                case "*": one * two
                case "/": one / two
                case "%": one.truncatingRemainder(dividingBy: two)
                default: pow(one, two)
                }
            guard result.isFinite else { throw .outOfRange }
            if result == 0, one != 0, two != 0 || operation == "^", "*/^".contains(operation) { throw .tooSmall }
            return result.magnitude <= 0x1p53 && result == result.rounded()
                ? .whole(PlainInteger(Int(result))) : .real(result)
        }

        /// A power of integers; nil where it is none.
        private static func power(_ base: PlainInteger, _ exponent: PlainInteger) throws(Failure) -> PlainInteger? {
            if exponent.isNegative { return nil }
            if base.isZero { return exponent.isZero ? PlainInteger(1) : base }
            if base.magnitude == PlainInteger(1) {
                return (exponent.digits.last ?? 0) % 2 == 0 ? PlainInteger(1) : base
            }
            guard let count = exponent.int, count < 400, count * base.digits.count < 400 else { throw .undecided }
            return (0..<count).reduce(PlainInteger(1)) { power, _ in power * base }
        }

        /// A formula of integers of any size, or of small numbers that may have fractions.
        static func random(
            depth: Int, isWhole: Bool, using generator: inout some RandomNumberGenerator
        ) -> Formula {
            if depth == 0 || Int.random(in: 0..<8, using: &generator) == 0 {
                let small = Int.random(in: 0...9, using: &generator)
                switch (isWhole, Int.random(in: 0..<4, using: &generator)) {
                case (true, 0): return .literal(PlainInteger(ExpressionAgreementTests.randomDigits(using: &generator)))
                case (true, 1...2):
                    return .param(name: ExpressionAgreementTests.hostileNames.randomElement(using: &generator) ?? "")
                case (false, 0...1): return .half(small)
                default: return .literal(PlainInteger(small))
                }
            }
            func smaller() -> Formula { random(depth: depth - 1, isWhole: isWhole, using: &generator) }
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: return .negation(smaller())
            case 1: return .call("abs", [smaller()])
            case 2: return .call(Bool.random(using: &generator) ? "min" : "max", [smaller(), smaller(), smaller()])
            default:
                let operation = (isWhole ? "+++---***%%%/" : "+-*/%^").randomElement(using: &generator) ?? "+"
                if isWhole, Int.random(in: 0..<12, using: &generator) == 0 {
                    return .binary("^", smaller(), .literal(PlainInteger(Int.random(in: 0...3, using: &generator))))
                }
                return .binary(operation, smaller(), smaller())
            }
        }
    }

    /// Names that are equal after normalisation, that begin with what combines, that are empty, or at the edges.
    private static let hostileNames = [
        "\u{E9}", "e\u{301}", "\u{301}", "\u{301}a", "a\u{301}", "\u{E1}", "", "\0", "a\0", "K", "\u{212A}", "\u{C5}",
        "A\u{30A}", "\u{212B}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10FFFF}", "\"", "\\", "}", "${", "$\u{301}{",
        ".",
        "[0]", "state", "params", "min", "\u{AC00}", "\u{1100}\u{1161}", "\u{0958}", "\u{0915}\u{093C}",
    ]

    /// The digits of an integer at an edge or beyond: near 2⁵³, 2⁶³, 2⁶⁴, powers of ten, or any of up to sixty digits.
    private static func randomDigits(using generator: inout some RandomNumberGenerator) -> String {
        let edges = [
            "9007199254740991", "9007199254740992", "9007199254740993", "9223372036854775807", "9223372036854775808",
            "9223372036854775809", "18446744073709551616", "999999999", "1000000000", "1000000000000000000",
            "1" + String(repeating: "0", count: 30), String(repeating: "9", count: 36),
        ]
        if Bool.random(using: &generator) { return edges.randomElement(using: &generator) ?? "0" }
        let count = Int.random(in: 1...60, using: &generator)
        return "1" + (1..<count).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
    }

    @Test(arguments: 0..<10)
    func `A random formula has the value of its text, in a template too`(part: UInt64) throws {
        var generator = SplitMix64(seed: RandomCases.seed + part)
        var undecided = 0
        var inputs = try ExpressionInputs()
        var params: [ExactString: PlainInteger] = [:]
        for count in 0..<formulasInAPart {
            if count % 100 == 0 {
                for name in Self.hostileNames {
                    let digits = Self.randomDigits(using: &generator)
                    params[ExactString(name)] = PlainInteger(Bool.random(using: &generator) ? "-" + digits : digits)
                }
                let members = params.map { "\(JSON($0.key.string)): \($0.value.text)" }
                inputs.params = try JSON(parsing: "{\(members.joined(separator: ", "))}")
            }
            let formula = Formula.random(depth: 4, isWhole: count % 3 > 0, using: &generator)
            let text = formula.text
            let outcome = try inputs.outcome(text)
            switch Result(catching: { () throws(Failure) in try formula.value(params).text }) {
            case .failure(.undecided): undecided += 1
            case .failure(let error): #expect(outcome == error.outcome, "\(text) with \(inputs.params)")
            case .success(let expected):
                #expect(outcome == expected, "\(text) with \(inputs.params)")
                let before = Self.hostileNames.randomElement(using: &generator) ?? ""
                let behind = Self.hostileNames.randomElement(using: &generator) ?? ""
                let template = "\(Self.escaped(before))<${\(text)}\(Self.escaped(behind))"
                let filled = try JSON(parsing: try inputs.filled(JSON(template).description))
                #expect(filled.string.map { ExactString($0) } == ExactString("\(before)<\(expected)\(behind)"))
            }
        }
        #expect(undecided < formulasInAPart / 2)
    }

    /// A text as a template has it.
    private static func escaped(_ text: String) -> String { text.replacing("${", with: "$${") }

    @Test(arguments: 0..<10)
    func `Sums, products and quotients of large integers are those on paper`(part: UInt64) throws {
        var generator = SplitMix64(seed: RandomCases.seed + part)
        for _ in 0..<formulasInAPart / 10 {
            let (one, two) = (Self.wideDigits(using: &generator), Self.wideDigits(using: &generator))
            let (left, right) = (PlainInteger(one), PlainInteger(two))
            let inputs = try ExpressionInputs(params: #"{"a": \#(one), "b": \#(two)}"#)
            #expect(try inputs.outcome("a + b") == (left + right).text)
            #expect(try inputs.outcome("a - b") == (left - right).text)
            #expect(try inputs.outcome("a * b") == (left * right).text)
            #expect(try inputs.outcome("a % b") == left.divided(by: right).remainder.text)
            #expect(try inputs.outcome("(a - a % b) / b") == left.divided(by: right).quotient.text)
            #expect(try inputs.outcome("min(a, b)") == (left < right ? one : two))
        }
    }

    /// An integer of up to 150 digits, of which many are 0 or 9, so that carries run far.
    private static func wideDigits(using generator: inout some RandomNumberGenerator) -> String {
        let digits = (0..<Int.random(in: 0..<150, using: &generator)).map { _ in
            ["0", "9", "0", "9", String(Int.random(in: 0...9, using: &generator))].randomElement(using: &generator)
                ?? "0"
        }
        return (Bool.random(using: &generator) ? "-" : "") + String(Int.random(in: 1...9, using: &generator))
            + digits.joined()
    }

    @Test(arguments: RandomCases.seeds(10))
    func `Whatever stands there is read or refused with a place in it`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let inputs = try ExpressionInputs(params: #"{"a": 1, "b": "x"}"#)
        let tokens = [
            "a", "b", "(", ")", "+", "-", "*", "^", "1", "2.5", "\"s\"", "\"", "[", "]", ".", ",", "min", "length", " ",
            "é", "\\", "state",
        ]
        for _ in 0..<500 {
            let source = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                tokens.randomElement(using: &generator) ?? ""
            }.joined()
            do throws(ExpressionError) {
                _ = try Expression(source, in: .init(params: try Self.anySchema.get().root))
                _ = try? inputs.outcome(source)
            } catch {
                #expect((0...source.unicodeScalars.count).contains(error.offset), "\(source)")
            }
        }
    }

    private static let anySchema = Result { () throws(ExpressionError) in
        do { return try Schema(true) } catch { throw ExpressionError("\(error)", source: "", offset: 0) }
    }
}
