import ClamatorSystem
import TestSupport
import Testing

// For `Matcher`, which is internal.
@testable import ECMAPattern

@Suite
struct PatternAgreementTests {
    @Test(arguments: RandomCases.seeds(8))
    func `The matchers agree on random patterns and texts`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var compared: [Pattern.Matcher: Int] = [:]
        for _ in 0..<150 {
            let source = Bool.random(using: &random) ? simple(&random) : nested(3, &random)
            let reference = try #require(try Pattern(source, matcher: .backtracking))
            for matcher in [Pattern.Matcher.classRuns, .automaton, .stateSets] {
                guard let pattern = try Pattern(source, matcher: matcher) else { continue }
                for _ in 0..<6 {
                    let text = text(&random)
                    let expected = reference.search(text)
                    guard expected != .limitReached else { continue }
                    #expect(pattern.search(text) == expected, "\(matcher): \(source) on \(text.debugDescription)")
                    compared[matcher, default: 0] += 1
                }
            }
        }
        #expect(compared.values.allSatisfy { $0 > 100 } && compared.count == 3)
    }

    private static let atoms = [
        "a", "b", "c", ".", "\\d", "\\w", "\\W", "\\s", "[ab]", "[^a]", "[é-ü]", "[^😀]", "\\p{Lu}", "[^]", "é", "😀",
        "-",
    ]
    private static let assertions = ["^", "$", "\\b", "\\B"]
    private static let quantifiers = ["", "", "*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}", "*?", "+?", "??"]

    private func pick(_ choices: [String], _ random: inout SplitMix64) -> String {
        choices[Int.random(in: choices.indices, using: &random)]
    }

    /// An anchored row of quantified characters, as class runs take it.
    private func simple(_ random: inout SplitMix64) -> String {
        var source = "^"
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            source += pick(Self.atoms, &random) + pick(Self.quantifiers, &random)
        }
        return source + pick(["$", "$", ""], &random)
    }

    private func nested(_ depth: Int, _ random: inout SplitMix64) -> String {
        guard depth > 0 else { return pick(Self.atoms + Self.assertions, &random) }
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2: return nested(depth - 1, &random) + nested(depth - 1, &random)
        case 3: return "(?:" + nested(depth - 1, &random) + "|" + nested(depth - 1, &random) + ")"
        case 4: return "(?" + pick(["=", "!", "<=", "<!"], &random) + nested(depth - 1, &random) + ")"
        default: return "(?:" + nested(depth - 1, &random) + ")" + pick(Self.quantifiers, &random)
        }
    }

    private func text(_ random: inout SplitMix64) -> String {
        let characters = ["a", "b", "c", "a", "b", "1", "_", " ", "é", "É", "😀", "\n", "-"]
        return (0..<Int.random(in: 0...6, using: &random)).map { _ in pick(characters, &random) }.joined()
    }
}
