import TestSupport
import ClamatorKit
import ServiceSupport
import ScriptedHandlers
import Testing

/// Calls method `m` of a contract whose handlers file holds this rule for it.
func answer(
    _ rule: String, params: String = "{}", paramsSchema: String = "{}", result: String = "true",
    timeout: Duration = .seconds(30)
) async throws -> String {
    let contract = #"{"service": "s", "methods": {"m": {"params": \#(paramsSchema), "result": \#(result)}}}"#
    let service = try service(contract, handlers: #"{"service": "s", "handlers": {"m": \#(rule)}}"#)
    let bus = MemoryBus()
    let (server, client) = (MemoryRpcServer(bus: bus), MemoryRpcClient(bus: bus))
    try server.registerService(service.contract, handlers: service.handlers)
    try await server.start()
    try await client.start()
    return await client.outcome("s", "m", try JSON(parsing: params), timeout: timeout)
}

@Suite struct HandlerOutcomeTests {
    @Test(arguments: [
        (#"{"result": {"a": [1, "x", null]}}"#, #"result {"a":[1,"x",null]}"#),
        (#"{"result": null}"#, "result null"),
        (#"{"builtin": "echo"}"#, #"result {"a":1,"s":"x"}"#),
        (#"{"error": {"code": -32000, "message": "no"}}"#, "error -32000 no null"),
        (
            #"{"error": {"code": 7, "message": "no ${s} of ${a}", "data": {"a": "${a}", "t": "<${a}>"}}}"#,
            #"error 7 no x of 1 {"a":1,"t":"<1>"}"#
        ),
        (#"{"error": {"code": 7, "message": "${a}"}}"#, "error 7 1 null"),
        (
            #"{"throw": {"name": "TimeoutError"}}"#,
            #"error -32603 Internal error {"name":"TimeoutError","message":""}"#
        ),
        (
            #"{"throw": {"name": "E", "message": "upstream ${s}"}}"#,
            #"error -32603 Internal error {"name":"E","message":"upstream x"}"#
        ),
        (#"{"silence": true}"#, "ClamatorTransportError: call timeout"),
        (#"{"result": 1, "delayMs": 1}"#, "result 1"),
        (#"{"error": {"code": 7, "message": "no"}, "delayMs": 0.5}"#, "error 7 no null"),
        (#"{"silence": true, "delayMs": 1}"#, "ClamatorTransportError: call timeout"),
    ])
    func `A rule ends a call in its way`(rule: String, outcome: String) async throws {
        #expect(try await answer(rule, params: #"{"a":1,"s":"x"}"#, timeout: .milliseconds(250)) == outcome)
    }

    @Test func `A result that is to break the contract breaks it`() async throws {
        let outcome = try await answer(
            #"{"invalidResult": {"sum": "x"}}"#, result: #"{"properties": {"sum": {"type": "number"}}}"#)
        #expect(outcome.hasPrefix(#"error -32603 Result validation failed {"errors":[{"instanceLocation":"/sum""#))
    }

    @Test func `A delay holds back the reply and no longer than the time-out`() async throws {
        let rule = #"{"result": 1, "delayMs": 60}"#
        let start = ContinuousClock.now
        #expect(try await answer(rule) == "result 1")
        #expect(ContinuousClock.now - start >= .milliseconds(60))
        #expect(try await answer(rule, timeout: .milliseconds(10)) == "ClamatorTransportError: call timeout")
    }

    @Test func `Handlers in the contract answer too, and those beside it come first`() async throws {
        let contract = #"""
            {"service": "s", "methods": {
              "m": {"result": true, "handler": {"result": "inline"}},
              "n": {"result": true, "handler": {"result": "inline"}}}}
            """#
        let folder = try TemporaryFolder([
            "c.json": contract, "c.handlers.json": #"{"service": "s", "handlers": {"n": {"result": "beside"}}}"#,
            "given.json": #"{"service": "s", "handlers": {"m": {"result": "given"}}}"#,
        ])
        for (given, expected) in [([], ["inline", "beside"]), (["given.json"], ["given", "beside"])] {
            let service = try #require(try folder.load("c.json", handlers: given).services.first)
            let bus = MemoryBus()
            let (server, client) = (MemoryRpcServer(bus: bus), MemoryRpcClient(bus: bus))
            try server.registerService(service.contract, handlers: service.handlers)
            try await server.start()
            try await client.start()
            #expect(await [client.outcome("s", "m"), client.outcome("s", "n")] == expected.map { "result \"\($0)\"" })
        }
    }

    @Test func `An empty rule takes a notification in`() async throws {
        let contract = #"{"service": "lab", "methods": {"ping": {"notification": true}}}"#
        let handlers = try service(contract, handlers: #"{"service": "lab", "handlers": {"ping": {}}}"#).handlers
        let pair = try await MemoryPair(handlers, contract: contract)
        try await pair.client.notify("lab", "ping")
        #expect(await pair.outcome("ping") == "ClamatorTransportError: dispatcher returned None for a request")
        #expect(pair.records == [])
    }
}
