import ClamatorKit
import Testing

// For `BatchStatistics`, which is internal.
@testable import ReplCore

/// `"repeat"` beside `"expect"`.
@Suite struct BatchRepetitionTests {
    private func call(_ id: Int, _ method: String, _ params: String = "{}", _ more: String) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params),\#(more)}"# + "\n"
    }

    @Test func `A repeated line is sent so often and answered once`() async throws {
        let services = try await WaitingServices()
        let (lines, outcome) = try await services.run(
            call(1, "work.wait", #"{"value":7}"#, #""repeat":5,"expect":{"result":7}"#).utf8, jobs: 1)
        #expect(services.calls == 5)
        #expect(services.mostAtOnce == 1)
        #expect(
            lines == [
                #"{"jsonrpc":"2.0","id":1,"result":7,"expect":{"pass":true,"diff":[],"repeated":5,"notMet":0}}"#
            ])
        #expect(outcome.statistics.results == 5)
        #expect(outcome.statistics.verdicts.met == 5)
        #expect(!outcome.isFailure)
    }

    /// The counter's `light` answers red, amber, green in turn.
    @Test func `A repeated line is answered with the first reply that is not as expected`() async throws {
        let (lines, outcome) = try await WaitingServices().run(
            call(1, "counter.light", #""repeat":4,"expect":{"result":"red"}"#).utf8, jobs: 1)
        #expect(
            lines == [
                #"{"jsonrpc":"2.0","id":1,"result":"amber","expect":{"pass":false,"diff":[{"path":"/result","#
                    + #""expected":"red","actual":"amber"}],"repeated":4,"notMet":2}}"#
            ])
        #expect(outcome.statistics.verdicts.met == 2)
        #expect(outcome.isFailure)
    }

    @Test func `A repetition stops at the first reply that is not as expected, where asked`() async throws {
        let (lines, outcome) = try await WaitingServices().run(
            (call(1, "counter.light", #""repeat":4,"expect":{"result":"red"}"#)
                + call(2, "counter.light", #""expect":{"result":"green"}"#)).utf8, jobs: 1
        ) { $0.stopsAtFirstFailure = true }
        #expect(lines.count == 1)
        #expect(lines[0].contains(#""repeated":2,"notMet":1"#))
        #expect(outcome.statistics.verdicts.met == 1)
        #expect(outcome.isFailure)
    }

    @Test func `A repetition goes on behind a time-out`() async throws {
        let (lines, outcome) = try await WaitingServices().run(
            call(1, "work.never", #""repeat":3,"expect":{"kind":"transport-error"}"#).utf8, jobs: 1
        ) { $0.timeout = .milliseconds(5) }
        #expect(lines.count == 1)
        #expect(outcome.statistics.verdicts.met == 3)
        #expect(!outcome.isFailure)
    }

    @Test(arguments: [1, 4]) func `Repetitions keep the order of the lines`(jobs: Int) async throws {
        let input = (0..<50).map {
            $0 % 3 == 0
                ? call($0, "work.wait", #"{"ms":1,"value":0}"#, #""repeat":3,"expect":{"result":0}"#)
                : WaitingServices.call($0, "work.wait", #"{"value":0}"#)
        }.joined()
        let (lines, _) = try await WaitingServices().run(input.utf8, jobs: jobs, chunk: 300)
        #expect(lines.count == 50)
        for (id, line) in lines.enumerated() { #expect(line.hasPrefix(#"{"jsonrpc":"2.0","id":\#(id),"#)) }
    }

    @Test func `A repeated notification is sent so often and has no line`() async throws {
        let sink = MemorySink()
        let line =
            #"{"jsonrpc":"2.0","method":"demo.tell","params":{"text":"x"},"repeat":9,"expect":{"kind":"notification"}}"#
        let outcome = try await Batch().run(
            from: MemorySource(line.utf8, chunk: 100), to: sink, through: try await DemoService.host().client)
        #expect(sink.lines == [])
        #expect(outcome.statistics.notifications == 9)
        #expect(outcome.statistics.verdicts.met == 9)
    }

    @Test(arguments: ["0", "-1", "1.5", "1000001", "9223372036854775808", "1e400", "\"2\"", "null", "true", "[]"])
    func `A repetition that is no number of times is refused`(text: String) async throws {
        let (lines, outcome) = try await WaitingServices().run(
            call(1, "counter.light", #""repeat":\#(text),"expect":{"result":"red"}"#).utf8, jobs: 1)
        let reply = try JSON(parsing: lines.joined())
        #expect(
            reply["error"]?["data"]?["reason"]?.string
                == "repeat: expected an integer from 1 to 1000000, got \(try JSON(parsing: text))")
        #expect(reply["expect"] == ["pass": false, "diff": []])
        #expect(outcome.isFailure)
    }

    @Test func `A repetition that stands twice is refused`() async throws {
        let (lines, _) = try await WaitingServices().run(
            call(1, "counter.light", #""repeat":1,"repeat":2,"expect":{"result":"red"}"#).utf8, jobs: 1)
        #expect(lines.joined().contains("repeat: it stands here 2 times"))
    }

    @Test(arguments: [#""repeat":3"#, #""\u0072epeat":3"#]) func `A repetition of which nothing is expected is refused`(
        member: String
    ) async throws {
        let services = try await WaitingServices()
        let (lines, outcome) = try await services.run(call(1, "work.wait", member).utf8, jobs: 1)
        let reason = "repeat: it stands beside expect alone"
        #expect(
            lines == [
                #"{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"Invalid Request","#
                    + #""data":{"reason":"\#(reason)"}}}"#
            ])
        #expect(services.calls == 0)
        #expect(outcome.isFailure)
        #expect(outcome.statistics.verdicts.unreadable == 1)
    }

    @Test(arguments: [
        (#""expects":{"result":null}"#, #"a line has no "expects"; did you mean "expect"?"#),
        (#""Expect":{"result":null}"#, #"a line has no "Expect"; did you mean "expect"?"#),
        (#""expect":{"result":null},"repeats":2"#, #"a line has no "repeats"; did you mean "repeat"?"#),
    ])
    func `A misspelt expectation is refused, since it would always be met`(members: String, reason: String) async throws
    {
        let services = try await WaitingServices()
        let (lines, outcome) = try await services.run(call(1, "work.wait", members).utf8, jobs: 1)
        let reply = try JSON(parsing: lines.joined())
        #expect(reply["error"]?["data"]?["reason"]?.string == reason)
        #expect(reply["expect"] == ["pass": false, "diff": []])
        #expect(services.calls == 0)
        #expect(outcome.isFailure)
    }

    @Test(arguments: [#""expires":3"#, #""extra":{}"#, #""origin":true"#, #""resultat":1"#])
    func `Other unknown members are passed over`(member: String) async throws {
        let (_, outcome) = try await WaitingServices().run(call(1, "work.wait", member).utf8, jobs: 1)
        #expect(!outcome.isFailure)
    }

    /// A million times a report's test case would be 100 MB.
    @Test func `A repetition ends soon where the batch is cancelled`() async throws {
        let services = try await WaitingServices()
        let input = call(1, "work.wait", #"{"ms":1}"#, #""repeat":1000000,"expect":{"result":null}"#)
        let task = Task { try await services.run(input.utf8, jobs: 1) }
        while services.calls < 3 { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        let (lines, outcome) = try await task.value
        #expect(lines.count == 1)
        #expect(outcome.statistics.verdicts.met == services.calls)
        let verdict = try #require(try JSON(parsing: lines.joined())["expect"])
        #expect(verdict["pass"] == false)
        #expect(
            verdict["diff"]?[0]?["expected"]?.string
                == "the batch ended after \(services.calls) of 1000000 repetitions")
        #expect(outcome.statistics.verdicts.failed == 1)
        #expect(outcome.isFailure)
    }

    @Test func `A repeated notification is a failure too where the batch is cancelled`() async throws {
        let services = try await WaitingServices()
        let input =
            #"{"jsonrpc":"2.0","method":"work.wait","params":{"ms":1},"repeat":1000000,"#
            + #""expect":{"kind":"notification"}}"#
        let task = Task { try await services.run(input.utf8, jobs: 1) }
        while services.calls < 3 { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        let (lines, outcome) = try await task.value
        let reply = try JSON(parsing: lines.joined())
        let sentence = "the batch ended after \(outcome.statistics.notifications) of 1000000 repetitions"
        #expect(reply["error"]?["data"]?["reason"]?.string == sentence)
        #expect(reply["expect"]?["pass"] == false)
        #expect(outcome.statistics.verdicts.failed == 1)
    }
}

extension BatchRepetitionTests {
    private func call(_ id: Int, _ method: String, _ more: String) -> String { call(id, method, "{}", more) }
}
