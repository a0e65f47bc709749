import ClamatorKit
import ClamatorStdio
import ServiceSupport
import Testing

struct `Calls over standard streams` {
    @Test(arguments: ["", "headers"])
    func `are answered, by lines and by headers`(arguments: String) async throws {
        let lab = try await LabServer(arguments)
        #expect(await lab.outcome("echo", ["é": 1.5]) == #"result {"method":"lab.echo","params":{"é":1.5}}"#)
        #expect(await lab.outcome("refuse") == "error -32000 no [1]")
        await lab.client.stop()
        #expect(await lab.outcome("echo") == "ClamatorTransportError: transport not started (state=stopped)")
    }

    @Test func `may be many in flight, and are answered in any order`() async throws {
        let lab = try await LabServer()
        let results = await withTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { await lab.outcome("hold") } }
            // The server has them all once it has answered what came behind them.
            group.addTask {
                while true {
                    let seen = await lab.outcome("seen")
                    if seen.split(separator: "lab.hold").count > 100 { break }
                }
                return await lab.outcome("release")
            }
            return await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(results.count == 101)
        await lab.client.stop()
    }

    @Test func `go out by wire name, with params as the contract has them`() async throws {
        let lab = try await LabServer { $0.checksCalls = false }
        #expect(await lab.outcome("sum", ["a": 1, "b": 2]) == #"result {"method":"math/sum","params":[1,2]}"#)
        #expect(
            await lab.outcome("sum", ["a": 1, "c": 3])
                == #"result {"method":"math/sum","params":{"a":1,"c":3}}"#)
        #expect(await lab.outcome("strict", ["a": 1]) == #"result {"method":"math/strict","params":[1]}"#)
        #expect(await lab.outcome("strict") == #"result {"method":"math/strict","params":[]}"#)
        #expect(
            await lab.outcome("strict", ["b": 1])
                == #"error -32602 Invalid params {"errors":[{"instanceLocation":"","keywordLocation":"/positions","error":"params go by position, so a cannot be left out before others"}],"sent":false}"#
        )
        #expect(await lab.outcome("named", ["x": 1]) == #"result {"method":"math/named","params":{"x":1}}"#)
        await lab.client.stop()
    }

    @Test func `are checked on both ways`() async throws {
        let lab = try await LabServer()
        #expect(
            await lab.outcome("sum", ["a": "x"]).hasPrefix(#"error -32602 Invalid params {"errors":[{"inst"#))
        #expect(await lab.outcome("named", ["a": 1]).hasPrefix("error -32603 Result validation failed"))
        #expect(
            await lab.outcome("seen")
                == #"result [{"jsonrpc":"2.0","method":"math/named","params":{"a":1},"id":2}]"#)
        await lab.client.stop()
    }

    @Test func `that are not answered time out, and a late reply is dropped`() async throws {
        let lab = try await LabServer()
        #expect(
            await lab.outcome("hold", timeout: .milliseconds(20)) == "ClamatorTransportError: call timeout")
        #expect(await lab.outcome("release") == "result \"released\"")
        #expect(lab.events == ["dropped a reply after the end of its call"])
        await lab.client.stop()
    }

    @Test func `are not confused by what belongs to none`() async throws {
        let lab = try await LabServer()
        #expect(await lab.outcome("unknown") == "result \"known\"")
        #expect(await lab.outcome("twice") == "result 1")
        #expect(await lab.outcome("garbage") == "result \"after garbage\"")
        #expect(
            await lab.outcome("invalid")
                == "ClamatorProtocolError: invalid response envelope: envelope must be request, notification, or response"
        )
        await lab.client.stop()
        #expect(
            Set(lab.events) == [
                "dropped a reply to an unknown id, 9999",
                "dropped an error that belongs to no call: -32700 Parse error",
                "dropped a reply after the end of its call", "logged not JSON \u{1B}[2J",
                "logged {\"level\": \"info\"}", "logged [\"jsonrpc\"]", "logged to stderr",
            ])
    }

    @Test(arguments: [("\"%d\"", "\"1\""), ("%d.0", "1.0"), ("%de0", "1e0")])
    func `fail where the reply has an id that is not quite theirs`(form: String, id: String) async throws {
        let lab = try await LabServer()
        #expect(
            await lab.outcome("otherId", ["form": JSON(form)])
                == "ClamatorProtocolError: the id of the reply is \(id), and that of the call is 1")
        await lab.client.stop()
        #expect(lab.events.isEmpty)
        #expect(lab.transport.strayReplies.count == 1)
    }

    @Test(arguments: [
        #"{"jsonrpc": "2.0", "id": %d, "result": NaN}"#, #"{"result": {"id": 77, "s": "\ud800"}, "id":%d}"#,
        #"{"id" : %d, "error": {"code": 1, "message": "no", "data": 01}}"#, #"{"jsonrpc": "2.0", "id": %d, "result":"#,
    ]) func `fail where their reply is no JSON`(text: String) async throws {
        let lab = try await LabServer()
        let outcome = await lab.outcome("unreadable", ["text": JSON(text)])
        #expect(outcome.hasPrefix("ClamatorProtocolError: cannot be read as JSON, "))
        #expect(outcome.hasSuffix(": " + text.replacing("%d", with: "1")))
        await lab.client.stop()
        #expect(lab.events.isEmpty)
    }

    @Test(arguments: [
        #"{"jsonrpc": "2.0", "id": %d, "method": NaN}"#, #"{"level": NaN, "of": {"id": %d, "result": 1}}"#,
        #"result: {"id": %d, "result": NaN}"#, #"{"id": 9%d, "result": NaN}"#, #"{"id": "%d", "result": NaN}"#,
    ]) func `wait on where what is no JSON is not their reply`(text: String) async throws {
        let lab = try await LabServer()
        let outcome = await lab.outcome("unreadable", ["text": JSON(text)], timeout: .milliseconds(20))
        #expect(outcome == "ClamatorTransportError: call timeout")
        #expect(await lab.outcome("release") == "result \"released\"")
        await lab.client.stop()
        #expect(lab.events == ["logged " + text.replacing("%d", with: "1")])
    }

    @Test func `are answered in an array of messages too`() async throws {
        let lab = try await LabServer()
        #expect(await lab.outcome("several") == "result \"in an array\"")
        #expect(lab.events == ["notified lab/tick {\"n\": 1} as tick"])
        await lab.client.stop()
    }

    @Test func `are told in short of what belongs to none, and is large`() async throws {
        let lab = try await LabServer()
        #expect(await lab.outcome("large") == "result \"after large\"")
        await lab.client.stop()
        let start = #"{"jsonrpc": "2.0", "id": 9999, "result": "#
        let brackets = String(repeating: "[", count: 1000 - start.utf8.count)
        #expect(
            lab.events == [
                "logged \(start)\(brackets)… (\(start.utf8.count + 10_001) bytes)",
                "dropped a reply to an unknown id, \"\(String(repeating: "i", count: 59))…",
                "dropped an error that belongs to no call: 1 \(String(repeating: "m", count: 200))…",
            ])
    }

    @Test func `go on during a flood, which reaches the observer whole`() async throws {
        let lab = try await LabServer()
        #expect(await lab.outcome("flood", ["count": 20_000]) == "result \"done\"")
        #expect(lab.events.count == 20_000)
        #expect(lab.events.last == "notified lab/tick {\"n\":19999} as tick")
        await lab.client.stop()
    }

    @Test func `are joined by notifications, which get no reply`() async throws {
        let lab = try await LabServer()
        try await lab.client.notify("lab", "tick", ["n": 1])
        #expect(
            await lab.outcome("seen")
                == #"result [{"jsonrpc":"2.0","method":"lab/tick","params":{"n":1}}]"#)
        await #expect(throws: ClamatorTransportError.self) { try await lab.client.notify("lab", "tick", ["n": "x"]) }
        await lab.client.stop()
    }
}
