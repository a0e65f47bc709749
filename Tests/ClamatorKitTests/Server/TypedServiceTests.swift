import ClamatorKit
import GeneratedServices
import InMemoryLogging
import Logging
import ServiceSupport
import TestSupport
import Testing

@Suite struct TypedServiceTests {
    @Test func `A typed service is called by a typed client over Memory`() async throws {
        let bus = MemoryBus()
        let calculator = Calculator()
        let server = MemoryRpcServer(bus: bus)
        try server.register(calculator)
        try await server.start()
        let client = MemoryRpcClient(bus: bus)
        try await client.start()
        #expect(try await tourOfArith(client) == sightsOfArith)
        // It waits for handlers that run, those of notifications among them.
        await server.stop()
        #expect(await calculator.notes == [.init(text: "done", color: .darkGreen)])
    }

    @Test func `Params that fit the contract but not the type are invalid params`() async throws {
        struct Pair: Codable {
            var a: Int
            var b: Int
        }
        let handlers: [String: Handler] = [
            "work": .immediate { (params: [String: [Int8]]) in params.mapValues(\.count) },
            "add": .waiting { (pair: Pair) in ["sum": pair.a + pair.b] },
        ]
        let pair = try await MemoryPair(handlers)
        #expect(await pair.outcome("work", ["x": [1, 2], "y": []]) == #"result {"x":2,"y":0}"#)
        #expect(
            await pair.outcome("work", ["x": [1, 200]])
                == #"error -32602 Invalid params {"errors":[{"instanceLocation":"/x/1","keywordLocation":"","#
                + #""error":"the number is no Int8"}]}"#)
        #expect(await pair.outcome("add", ["a": 2, "b": 3]) == #"result {"sum":5}"#)
        #expect(await pair.outcome("add", ["a": 2.5, "b": 3]).contains(#""instanceLocation":"/a""#))
    }

    @Test func `A result of another type breaks the protocol`() async throws {
        let pair = try await MemoryPair(["work": .immediate { $0 }])
        #expect(try await pair.client.call("lab", "work", ["a": 1.5], as: [String: Double].self) == ["a": 1.5])
        #expect(try await pair.client.call("lab", "work", ["a": 1.5], as: JSON.self) == ["a": 1.5])
        let error = await #expect(throws: ClamatorProtocolError.self) {
            try await pair.client.call("lab", "work", ["a": 1.5], as: [String: Int].self)
        }
        #expect(error?.message == "result of lab.work: the number is no Int (at /a)")
        struct Point: Codable, Equatable { var x: Double }
        #expect(try await pair.client.call("lab", "work", Point(x: 1), as: Point.self) == Point(x: 1))
    }

    @Test func `A handler that asks for it has the call's context`() async throws {
        let seen = Locked<[HandlerContext]>([])
        let handlers: [String: Handler] = [
            "work": .immediate { (params: JSON, context: HandlerContext) in
                context.logger.info("at work")
                seen.update { $0.append(context) }
                return params
            },
            "add": .waiting { (_: JSON, context: HandlerContext) in
                seen.update { $0.append(context) }
                return ["sum": 1] as JSON
            },
            "ping": .immediate { (_: JSON, context: HandlerContext) in
                seen.update { $0.append(context) }
                return JSON.null
            },
        ]
        let pair = try await MemoryPair(handlers)
        let begin = ContinuousClock.now
        _ = try await pair.client.call("lab", "work", [:], timeout: .seconds(50))
        _ = try await pair.client.call("lab", "add", ["a": 1])
        try await pair.client.notify("lab", "ping", ["a": 1])
        let contexts = seen.value
        #expect(contexts.map(\.service) == ["lab", "lab", "lab"])
        #expect(contexts.map(\.method) == ["work", "add", "ping"])
        #expect(contexts.map(\.isNotification) == [false, false, true])
        let id = try #require(contexts.first?.id)
        #expect(contexts[1].id != nil && contexts[1].id != id)
        let deadline = try #require(contexts[0].deadline)
        #expect(deadline >= begin + .seconds(50) && deadline <= .now + .seconds(50))
        #expect(contexts[1].deadline != nil && contexts[2].deadline == nil)
        let entry = try #require(pair.log.entries.first { $0.message == "at work" })
        #expect(entry.metadata == ["service": "lab", "method": "work", "rpc_id": "\(id)"])
    }

    @Test func `A notification's handler takes any of the kinds of params, and its context where it asks for it`()
        async throws
    {
        struct Note: Codable { var a: Int }
        let seen = Locked<[String]>([])
        let handlers: [Handler] = [
            .immediate { (note: Note) in seen.update { $0.append("immediate \(note.a)") } },
            .waiting { (note: Note) in
                await Task.yield()
                seen.update { $0.append("waiting \(note.a)") }
            },
            .immediate { (note: [String: Int], context: HandlerContext) in
                seen.update { $0.append("\(context.method) \(note["a"] ?? 0)") }
            },
            .waiting { (note: [String: Int], context: HandlerContext) in
                await Task.yield()
                seen.update { $0.append("\(context.isNotification) \(note["a"] ?? 0)") }
            },
        ]
        for handler in handlers {
            let pair = try await MemoryPair(["ping": handler])
            try await pair.client.notify("lab", "ping", encoding: Note(a: 1))
            await pair.server.stop()
        }
        #expect(seen.value == ["immediate 1", "waiting 1", "ping 1", "true 1"])
    }

    @Test func `A handler that does not wait, though it may, is answered at once`() async throws {
        let pair = try await MemoryPair(["work": .waiting { $0 }])
        var context = CallContext()
        let request = try Request(service: "lab", method: "work", params: ["a": 1], id: RpcId(1))
        guard case .replied(.result(let result)) = pair.client.send(request, in: &context) else {
            Issue.record("it is waited for")
            return
        }
        #expect(result == ["a": 1])
    }

    @Test func `A handler with the name of no method is refused when it is registered`() throws {
        let server = MemoryRpcServer(bus: MemoryBus())
        let handler = Handler.immediate { $0 }
        let error = #expect(throws: LifeCycleError.self) {
            try server.registerService(try Arith.contract, handlers: ["add": handler, "dvide": handler, "x": handler])
        }
        #expect(
            error?.message == """
                service "arith" has no method "dvide"; did you mean "divide"?
                service "arith" has no method "x"
                """)
        try server.registerService(try Arith.contract, handlers: ["add": handler])
    }
}
