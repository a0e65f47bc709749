import ClamatorKit
import ScriptedHandlers
import ServiceSupport
import TestSupport
import Testing

@Suite struct ContractValuesTests {
    @Test func `A contract is read from its text and from its value`() throws {
        let text = #"{"service": "s", "methods": {"m": {"params": {"type": "object"}, "result": true}}}"#
        for contract in [try Contract(parsing: text), try Contract(json: JSON(parsing: text))] {
            #expect(contract.service == "s")
            #expect(contract["m"]?.isNotification == false)
        }
    }

    @Test func `An error lists every problem of a text, each with its place`() {
        let text = #"""
            {"service": "S",
             "methods": {"m": {"params": {"type": "objekt"}, "result": true},
                         "n": {"notification": true, "result": true}}}
            """#
        let error = #expect(throws: ContractError.self) { try Contract(parsing: text, name: "demo") }
        let places = error?.diagnostics.map { "\($0.file):\($0.line) \($0.path)" }
        #expect(places == ["demo:1 /service", "demo:2 /methods/m/params/type", "demo:3 /methods/n/result"])
        #expect(error?.description.split(separator: "\n").count == 3)
    }

    @Test func `A text that is no JSON has one problem, and no file is read for its references`() {
        let broken = #expect(throws: ContractError.self) { try Contract(parsing: "{\n  nonsense}") }
        #expect(broken?.diagnostics.map(\.line) == [2])
        let reference = #"{"service": "s", "methods": {"m": {"params": {"$ref": "arith.json"}, "result": true}}}"#
        #expect(throws: ContractError.self) { try Contract(parsing: reference) }
    }

    @Test func `A contract is made of methods`() async throws {
        let params = try Schema(["type": "object", "required": ["a"], "properties": ["a": ["type": "integer"]]])
        let contract = try Contract(
            service: "lab",
            methods: [
                .init("work", params: params, result: try Schema(["type": "integer"]), positions: ["a"]),
                .init("ping", params: params, result: .none),
            ])
        #expect(contract["work"]?.paramStructure == .either)
        #expect(contract["ping"]?.isNotification == true)
        let bus = MemoryBus()
        let server = MemoryRpcServer(bus: bus)
        try server.registerService(contract, handlers: ["work": .immediate { $0["a"] ?? .null }])
        try await server.start()
        let client = MemoryRpcClient(bus: bus)
        try await client.start()
        #expect(await client.outcome("lab", "work", ["a": 7]) == "result 7")
        #expect(await client.outcome("lab", "work").hasPrefix("error -32602 "))
    }

    @Test func `An error lists every wrong name of a contract that is made of methods`() throws {
        let schema = try Schema(["properties": ["first": true]])
        let error = #expect(throws: ContractError.self) {
            try Contract(
                service: "My lab",
                methods: [
                    .init("Work", params: schema, result: schema),
                    .init("a", params: schema, result: schema, wireName: "x\n"),
                    .init("a", params: schema, result: schema, positions: ["frist"]),
                    .init("b", params: schema, result: schema, paramStructure: .byPosition),
                ])
        }
        #expect(
            error?.description == """
                contract "My lab": a service's name is lower-case letters, digits and hyphens, a letter first (at /service)
                contract "My lab": a method's name is letters and digits, a lower-case letter first (at /methods/Work)
                contract "My lab": a wire name has no control characters (at /methods/a/wireName)
                contract "My lab": the name "a" stands here twice (at /methods/a)
                contract "My lab": the params have no property "frist"; did you mean "first"? (at /methods/a/positions/0)
                contract "My lab": "by-position" needs "positions" beside it: the names of the params in their order \
                (at /methods/b/paramStructure)
                """)
    }

    @Test func `A loader throws what is wrong with all files, or gives the services`() throws {
        let good = #"{"service": "s", "methods": {"m": {"result": true}}}"#
        let folder = try TemporaryFolder(["a.json": good, "b.json": #"{"service": "T", "methods": {}}"#])
        #expect(try ContractLoader().loadServices(["\(folder.path)/a.json"]).map(\.contract.service) == ["s"])
        let error = #expect(throws: ContractError.self) { try ContractLoader().loadServices([folder.path]) }
        #expect(error?.diagnostics.contains { $0.severity == .error } == true)
    }
}
