@testable import ClamatorKit
import Testing

/// Random formulas, written with no more parentheses than precedence and direction call for, against a reference that
/// works on the formula itself and knows no text.
@Suite struct ExpressionAgreementTests {
    private indirect enum Formula {
        case number(Number)
        case negation(Formula)
        case binary(Character, Formula, Formula)
        case call(String, [Formula])

        /// How tightly the outermost operator binds.
        private var strength: Int {
            switch self {
            case .number, .call: 5
            case .binary("^", _, _): 4
            case .negation: 3
            case .binary("+", _, _), .binary("-", _, _): 1
            case .binary: 2
            }
        }

        var text: String {
            switch self {
            case .number(let number):
                var writer = JSONWriter()
                try? number.write(into: &writer)
                return writer.text
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

        func value() throws(RpcError) -> Number {
            switch self {
            case .number(let number): return number
            case .negation(let operand): return try operand.value().negated
            case .binary(let operation, let left, let right):
                let (one, two) = (try left.value(), try right.value())
                let result =
                    switch operation {
                    case "+": one + two
                    case "-": one - two
                    case "*": one * two
                    case "/": try one / two
                    case "%": try one % two
                    default: try Number.power(one, two)
                    }
                guard result.double.isFinite else { throw .outOfRange }
                return result
            case .call(let name, let arguments):
                var values: [Number] = []
                for argument in arguments { values.append(try argument.value()) }
                if name == "abs" { return values[0].absolute }
                return values.dropFirst().reduce(values[0]) { (name == "min") == ($1 < $0) ? $1 : $0 }
            }
        }

        static func random(depth: Int, using generator: inout some RandomNumberGenerator) -> Formula {
            if depth == 0 || Int.random(in: 0..<8, using: &generator) == 0 {
                let integer = Int.random(in: 0...9, using: &generator)
                return .number(Bool.random(using: &generator) ? .integer(integer) : .double(Double(integer) + 0.5))
            }
            func smaller() -> Formula { random(depth: depth - 1, using: &generator) }
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: return .negation(smaller())
            case 1: return .call("abs", [smaller()])
            case 2: return .call(Bool.random(using: &generator) ? "min" : "max", [smaller(), smaller(), smaller()])
            default: return .binary("+-*/%^".randomElement(using: &generator) ?? "+", smaller(), smaller())
            }
        }
    }

    @Test("A random formula has the value of its text", arguments: 0..<10)
    func agreement(seed: UInt64) throws {
        var generator = Dice(state: seed)
        let lab = try ExpressionLab()
        for _ in 0..<1000 {
            let formula = Formula.random(depth: 5, using: &generator)
            let expected: String
            do throws(RpcError) {
                expected = Formula.number(try formula.value()).text
            } catch {
                expected = "\(error.code) \(error.message)"
            }
            let text = formula.text
            #expect(try lab.outcome(text) == expected, "\(text)")
        }
    }

    @Test("Whatever stands there is read or refused with a place in it", arguments: 0..<10)
    func anything(seed: UInt64) throws {
        var generator = Dice(state: seed)
        let lab = try ExpressionLab(params: #"{"a": 1, "b": "x"}"#)
        let tokens = [
            "a", "b", "(", ")", "+", "-", "*", "^", "1", "2.5", "\"s\"", "\"", "[", "]", ".", ",", "min", "length", " ",
            "é", "\\", "state",
        ]
        for _ in 0..<2000 {
            let source = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                tokens.randomElement(using: &generator) ?? ""
            }.joined()
            do throws(ExpressionError) {
                _ = try Expression(source, in: .init(params: try Self.anySchema.get().root))
                _ = try? lab.outcome(source)
            } catch {
                #expect((0...source.unicodeScalars.count).contains(error.offset), "\(source)")
            }
        }
    }

    private static let anySchema = Result { () throws(ExpressionError) in
        do { return try Schema(true) } catch { throw ExpressionError("\(error)", source: "", offset: 0) }
    }

    /// A generator that gives the same numbers for the same seed (xorshift).
    private struct Dice: RandomNumberGenerator {
        private var state: UInt64

        init(state: UInt64) { self.state = state &* 0x9E37_79B9_7F4A_7C15 | 1 }

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state &* 0x2545_F491_4F6C_DD1D
        }
    }
}
