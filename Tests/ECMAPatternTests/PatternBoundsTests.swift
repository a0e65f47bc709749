import ClamatorJSON
import TestSupport
import Testing

// For `Matcher`, which is internal.
@testable import ECMAPattern

@Suite struct PatternBoundsTests {
    private static let size = 1_000_000

    /// Prepares a pattern and searches a text, which must take little of the processor's time. Where it is not bounded
    /// it takes hours.
    private func search(_ pattern: String, _ text: [UInt8]) throws -> PatternVerdict {
        var outcome = PatternVerdict.limitReached
        let time = try processorTime { outcome = try Pattern(pattern).search(text) }
        #expect(time < .seconds(30))
        return outcome
    }

    @Test(arguments: [("(a+)+$", "!"), ("(a|aa)+$", "!"), ("(.*)*x", ""), ("^(?:[0-9a-f]{2})*$", "a")])
    func `Long texts that almost match are decided`(_ pattern: String, _ ending: String) throws {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: Self.size) + Array(ending.utf8)
        #expect(try search(pattern, text) == .doesNotMatch)
    }

    @Test
    func `Long texts that match are found to`() throws {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: Self.size)
        #expect(try search("^(?:[0-9a-f]{2})*$", text) == .matches)
        #expect(try search("(a+)+$", text) == .matches)
    }

    @Test(arguments: ["(?=.*x)a", "(?<=x.*)a", "(?:a|a)*(?!a)b", "(?=(?:a+)+$)b"])
    func `Look-around that would take backtracking a square of the length is decided`(_ pattern: String) throws {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)
        #expect(try search(pattern, text) == .doesNotMatch)
    }

    @Test
    func `An automaton that grows too large is still decided`() throws {
        let pattern = try Pattern("^(?:a|b)*a(?:a|b){13}c$")
        #expect(try Pattern(pattern.source, matcher: .automaton) == nil)
        let text = String(repeating: "ab", count: 5000)
        #expect(pattern.search(text) == .doesNotMatch)
        #expect(pattern.search(text + "c") == .matches)
        #expect(pattern.search(text + "ac") == .doesNotMatch)
    }

    @Test
    func `What only backtracking can decide is given up rather than answered wrongly`() throws {
        let text = Array((String(repeating: "a", count: 40) + "!").utf8)
        #expect(try search("^(a+)+\\1$", text) == .limitReached)
        var budget = WorkBudget(steps: 100_000)
        let other = try Pattern("^(a*)*\\1b$")
        #expect(text.withBytes { other.search($0, spending: &budget) } == .limitReached)
    }

    @Test
    func `Counts that multiply neither take long nor fill the memory`() throws {
        var source = "a"
        for _ in 0..<100 { source = "(\(source)){1000}" }
        #expect(try search(source, Array("aaa".utf8)) == .doesNotMatch)
        for _ in 0..<100 { source = "(?:\(source))*" }
        #expect(try search(source, Array("aaa".utf8)) == .matches)
    }

    @Test
    func `A text of any length overflows no stack`() throws {
        let text = String(repeating: "ab", count: 100_000)
        let pattern = try #require(try Pattern("^(?:(?:a|b)(?:))*$", matcher: .backtracking))
        #expect(pattern.search(text) == .matches)
    }

    @Test
    func `What it takes to prepare a pattern is paid for by the first search`() throws {
        let pattern = try Pattern("a{1000}b")
        func cost() -> Int {
            var budget = WorkBudget(steps: 1_000_000)
            #expect(Array("text".utf8).withBytes { pattern.search($0, spending: &budget) } == .doesNotMatch)
            return 1_000_000 - budget.steps
        }
        #expect(cost() > 1000)
        #expect(cost() < 100)
        var none = WorkBudget(steps: 0)
        let another = try Pattern("b{1000}a")
        #expect(Array("text".utf8).withBytes { another.search($0, spending: &none) } == .limitReached)
    }
}
