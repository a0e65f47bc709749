import ClamatorKit
import ClamatorSystem
import ScriptedHandlers
import ServiceSupport
import TestSupport
import Testing

/// How many formulas each of ten parts makes.
private let formulasInAPart = RandomCases.count(200)

@Suite struct RecordAgreementTests {
    private static let texts = ["", "a", "Ab", "é", "e\u{301}", "É", "\u{10000}", "\u{FFFF}", "x-y", "\"}{", "A"]

    private static func record(using generator: inout some RandomNumberGenerator) -> PlainValue {
        var members: [(name: String, value: PlainValue)] = []
        if Int.random(in: 0..<8, using: &generator) > 0 {
            members.append(("id", .whole(Int.random(in: -2...9, using: &generator))))
        }
        if Bool.random(using: &generator) {
            members.append(("k", .text(texts.randomElement(using: &generator) ?? "")))
        }
        if Int.random(in: 0..<6, using: &generator) == 0 { members.append(("none", .null)) }
        return .object(members)
    }

    private static func names(using generator: inout some RandomNumberGenerator) -> PlainFormula.Names {
        func records(_ count: Int) -> PlainValue { .list((0..<count).map { _ in record(using: &generator) }) }
        var names: PlainFormula.Names = ["yes": .bool(true), "no": .bool(false), "none": .null]
        for index in 0..<4 {
            names["n\(index)"] = .whole(Int.random(in: -3...12, using: &generator))
            names["t\(index)"] = .text(texts.randomElement(using: &generator) ?? "")
        }
        for index in 0..<2 {
            names["l\(index)"] = records(Int.random(in: 0...5, using: &generator))
            names["o\(index)"] = record(using: &generator)
        }
        names["state.long"] = records(24)
        return names
    }

    @Test(arguments: 0..<10)
    func `A random expression on records has the value that another evaluator gives it`(part: UInt64) throws {
        var maker = FormulaMaker(generator: SplitMix64(seed: RandomCases.seed + part))
        var inputs = try ExpressionInputs()
        var names: PlainFormula.Names = [:]
        var (decided, failed) = (0, 0)
        for count in 0..<formulasInAPart {
            if count % 20 == 0 {
                names = Self.names(using: &maker.generator)
                let members = names.filter { $0.key != "state.long" }.map { "\"\($0.key)\": \($0.value.text)" }
                inputs.params = try JSON(parsing: "{\(members.joined(separator: ","))}")
                inputs.state = ["long": try JSON(parsing: names["state.long"]?.text ?? "[]")]
            }
            let formula = maker.any(4)
            let outcome = try inputs.outcome(formula.text)
            #expect(!outcome.hasPrefix("limit reached"), "\(formula.text)")
            switch Result(catching: { () throws(PlainFailure) in try formula.present(names).text }) {
            case .failure(.undecided): continue
            case .failure(.unfit):
                failed += 1
                #expect((try? JSON(parsing: outcome)) == nil, "\(formula.text) with \(inputs.params)")
            case .success(let expected):
                decided += 1
                #expect(
                    (try? JSON(parsing: outcome)) == (try JSON(parsing: expected)),
                    "\(formula.text) with \(inputs.params) and \(inputs.state)")
            }
        }
        #expect(decided > formulasInAPart / 4)
        #expect(failed > 0)
    }
}
