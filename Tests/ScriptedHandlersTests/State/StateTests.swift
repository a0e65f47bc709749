import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import Testing

@Suite struct StateTests {
    private func text(_ scripted: ScriptedService) -> String {
        scripted.scripts.state.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }

    @Test func `The outcome and what is set are worked out against the state as it was`() async throws {
        let scripted = try await ScriptedService(
            #"{"m": {"result": "${state.n}", "set": {"n": "${state.n + 1}", "twice": "${state.n * 2}"}}}"#,
            state: #"{"n": 5, "twice": null}"#)
        #expect(try await scripted.call() == "5")
        #expect(text(scripted) == "n=6 twice=10")
        #expect(try await scripted.call() == "6")
        #expect(text(scripted) == "n=7 twice=12")
    }

    @Test func `Two values change places`() async throws {
        let scripted = try await ScriptedService(
            #"{"m": {"result": 0, "set": {"a": "${state.b}", "b": "${state.a}"}}}"#, state: #"{"a": 1, "b": [2]}"#)
        _ = try await scripted.call()
        #expect(text(scripted) == "a=[2] b=1")
        _ = try await scripted.call()
        #expect(text(scripted) == "a=1 b=[2]")
    }

    @Test(arguments: [
        #""error": {"code": 1, "message": "no"}"#, #""throw": {"name": "E"}"#, #""invalidResult": "x""#,
        #""silence": true"#,
    ])
    func `An error that is meant still sets the state`(outcome: String) async throws {
        let scripted = try await ScriptedService(
            #"{"m": {\#(outcome), "set": {"n": 1}}}"#, state: #"{"n": 0}"#, result: #"{"type": "number"}"#,
            timeout: .milliseconds(50))
        _ = try await scripted.call()
        #expect(text(scripted) == "n=1")
    }

    @Test(arguments: [
        (#""result": "${1 / a}", "set": {"n": 1}"#, "error -32000 division by zero null"),
        (#""result": 1, "set": {"k": 1, "n": "${1 / a}"}"#, "error -32000 division by zero null"),
        (#""error": {"code": 1, "message": "${1 / a}"}, "set": {"n": 1}"#, "error -32000 division by zero null"),
    ])
    func `An expression that fails leaves the state as it was`(rule: String, outcome: String) async throws {
        let scripted = try await ScriptedService(#"{"m": {\#(rule)}}"#, state: #"{"k": 0, "n": 0}"#)
        #expect(try await scripted.call("m", #"{"a": 0}"#) == outcome)
        #expect(text(scripted) == "k=0 n=0")
    }

    @Test func `A time-out undoes nothing`() async throws {
        let scripted = try await ScriptedService(
            #"{"m": {"result": 1, "delayMs": 3600000, "set": {"n": 1}}}"#, state: #"{"n": 0}"#,
            timeout: .milliseconds(20))
        #expect(try await scripted.call() == "ClamatorTransportError: call timeout")
        #expect(text(scripted) == "n=1")
    }

    @Test func `A value that begins as null is there`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"login": {"result": null, "set": {"user": "${user}"}},
             "whoami": [{"when": {"state": {"user": null}}, "error": {"code": -32001, "message": "not logged in"}},
                        {"result": {"user": "${state.user}", "text": "you are ${state.user.name}"}}],
             "logout": {"result": "${state.user}", "set": {"user": null}}}
            """#, state: #"{"user": null}"#)
        #expect(try await scripted.call("logout") == "null")
        #expect(try await scripted.call("whoami") == "error -32001 not logged in null")
        #expect(try await scripted.call("login", #"{"user": {"name": "Ada"}}"#) == "null")
        #expect(try await scripted.call("whoami") == #"{"user":{"name": "Ada"},"text":"you are Ada"}"#)
        #expect(try await scripted.call("logout") == #"{"name": "Ada"}"#)
        #expect(try await scripted.call("whoami") == "error -32001 not logged in null")
    }

    @Test func `A delay holds back the reply, not the change`() async throws {
        let scripted = try await ScriptedService(
            #"{"slow": {"result": 1, "delayMs": 3600000, "set": {"n": 1}}, "look": {"result": "${state.n}"}}"#,
            state: #"{"n": 0}"#)
        async let slow = scripted.client.outcome("s", "slow", [:], timeout: .milliseconds(200))
        while scripted.scripts.state[0].value == 0 { await Task.yield() }
        #expect(try await scripted.call("look") == "1")
        #expect(await slow == "ClamatorTransportError: call timeout")
    }
}
