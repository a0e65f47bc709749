import ClamatorSystem
import ClamatorKit
// For `Delay`, `RuleResult` and `ExpressionError`, which are internal.
@testable import ScriptedHandlers
import Testing

@Suite struct DelayTests {
    private func durations(_ delay: JSON, seed: UInt64, count: Int = 1000) throws -> [Duration] {
        var generator = SplitMix64(seed: seed)
        var context = try ExpressionInputs().context
        let range = try #require(Delay(delay)).range(in: &context)
        let result = RuleResult(answer: nil, delay: range)
        return (0..<count).compactMap { _ in result.wait(using: &generator) }
    }

    @Test func `A range is kept and used`() throws {
        let durations = try durations([50, 200], seed: 1)
        #expect(durations.allSatisfy { $0 >= .milliseconds(50) && $0 <= .milliseconds(200) })
        #expect(try #require(durations.min()) < .milliseconds(60))
        #expect(try #require(durations.max()) > .milliseconds(190))
    }

    @Test func `A seed repeats the delays`() throws {
        let first = try durations([0, 1000], seed: 7)
        #expect(try durations([0, 1000], seed: 7) == first)
        #expect(try durations([0, 1000], seed: 8) != first)
    }

    @Test func `One number is always the same`() throws {
        #expect(Set(try durations(12.5, seed: 1)) == [.microseconds(12500)])
        #expect(Set(try durations([3, 3], seed: 1)) == [.milliseconds(3)])
    }

    @Test(arguments: [[2, 1], "1", [], ["a", "b"], .null] as [JSON])
    func `What is no delay is none`(delay: JSON) {
        #expect(Delay(delay) == nil)
    }

    @Test func `A call takes at least the least`() async throws {
        let scripted = try await ScriptedService(#"{"m": {"result": 1, "delayMs": [20, 30]}}"#, seed: 3)
        for _ in 0..<5 {
            let start = ContinuousClock.now
            #expect(try await scripted.call() == "1")
            #expect(ContinuousClock.now - start >= .milliseconds(20))
        }
    }

    @Test func `A delay may be worked out, and is brought into its bounds`() throws {
        let inputs = try ExpressionInputs(params: #"{"ms": 12.5}"#)
        var context = inputs.context
        for (source, expected) in [("ms * 2", 25), ("-ms", 0), ("ms * 1e9", 3_600_000)] as [(String, Double)] {
            #expect(try Delay.expression(inputs.read(source)).range(in: &context) == expected...expected)
        }
        #expect(throws: ExpressionError.self) { try Delay.expression(inputs.read("note")).range(in: &context) }
    }

    @Test func `A call waits as long as its expression says`() async throws {
        let scripted = try await ScriptedService(
            #"{"m": {"result": 1, "delayMs": "${ms}"}}"#, params: #"{"properties": {"ms": {"type": "number"}}}"#)
        let start = ContinuousClock.now
        #expect(try await scripted.call("m", #"{"ms": 20}"#) == "1")
        #expect(ContinuousClock.now - start >= .milliseconds(20))
    }

    @Test func `A seed repeats uuid`() async throws {
        let rules = #"{"m": {"result": "${uuid()}"}}"#
        let first = try await ScriptedService(rules, seed: 42).calls(count: 3)
        #expect(try await ScriptedService(rules, seed: 42).calls(count: 3) == first)
        #expect(try await ScriptedService(rules, seed: 43).calls(count: 3) != first)
        let random = try await ScriptedService(rules).calls(count: 3)
        #expect(try await ScriptedService(rules).calls(count: 3) != random)
        #expect(Set(first).count == 3)
    }
}
