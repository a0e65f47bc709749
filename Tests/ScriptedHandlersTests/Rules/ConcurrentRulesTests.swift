import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import Testing

@Suite struct ConcurrentRulesTests {
    @Test func `Tasks that call at once leave counts that add up`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"count": {"result": "${state.n}", "set": {"n": "${state.n + 1}", "same": "${state.n + 1}"}},
             "turns": {"sequence": [{"result": 0, "times": 3}, {"result": 1}], "atEnd": "cycle"},
             "double": {"result": "${a * 2}"}}
            """#, state: #"{"n": 0, "same": 0}"#)
        let (tasks, rounds) = (8, 1000)
        let client = scripted.client
        let seen = try await withThrowingTaskGroup(of: (sum: Int, ones: Int, wrong: Int).self) { group in
            for _ in 0..<tasks {
                group.addTask { @concurrent in
                    var (sum, ones, wrong) = (0, 0, 0)
                    for round in 0..<rounds {
                        sum += try await client.call("s", "count").int ?? 0
                        ones += try await client.call("s", "turns").int ?? 0
                        if round % 2 == 0 {
                            wrong += try await client.call("s", "double", ["a": JSON(round)]).int == 2 * round ? 0 : 1
                        }
                    }
                    return (sum, ones, wrong)
                }
            }
            return try await group.reduce((sum: 0, ones: 0, wrong: 0)) {
                ($0.sum + $1.sum, $0.ones + $1.ones, $0.wrong + $1.wrong)
            }
        }
        let calls = tasks * rounds
        #expect(scripted.scripts.state.map(\.value) == [JSON(calls), JSON(calls)])
        // Every number below the last was given out once.
        #expect(seen.sum == calls * (calls - 1) / 2)
        #expect(seen.ones == calls / 4)
        #expect(seen.wrong == 0)
        #expect(scripted.scripts.usages.map(\.uses) == [calls, calls, calls / 2])
    }

    @Test func `Rules change while they are called`() async throws {
        let scripted = try await ScriptedService(
            #"{"m": {"result": "${state.n}", "set": {"n": "${state.n + 1}"}}}"#, state: #"{"n": 0}"#)
        let client = scripted.client
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { @concurrent in
                    for _ in 0..<500 {
                        let outcome = await client.outcome("s", "m")
                        #expect(outcome.hasPrefix("result "))
                    }
                }
            }
            for index in 0..<200 {
                #expect(scripted.scripts.replace("m", with: ["result": JSON(index)]) == [])
                _ = (scripted.scripts.usages, scripted.scripts.file, scripted.scripts.ending(of: "m", for: [:]))
                if index % 10 == 0 { scripted.scripts.reset() }
                #expect(scripted.scripts.replace("m", with: nil) == [])
            }
            try await group.waitForAll()
        }
    }
}
