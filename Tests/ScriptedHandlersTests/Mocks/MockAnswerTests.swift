import ClamatorKit
import ScriptedHandlers
import ServiceSupport
import TestSupport
import Testing

/// The answers of a service whose one method has no rules, as a client gets them.
private func answers(
    params: String, result: String, examples: String, to calls: [String]
) async throws -> [String] {
    let folder = try TemporaryFolder([
        "s.json":
            #"{"service": "s", "methods": {"m": {"params": \#(params), "result": \#(result), "examples": \#(examples)}}}"#
    ])
    var loader = ContractLoader()
    loader.handlerOptions.mocks = true
    loader.handlerOptions.seed = 1
    let loaded = try loader.load([folder.path])
    let service = try #require(loaded.services.first)
    let bus = MemoryBus()
    let (server, client) = (MemoryRpcServer(bus: bus), MemoryRpcClient(bus: bus))
    try server.registerService(service.contract, handlers: service.handlers)
    try await server.start()
    try await client.start()
    var outcomes: [String] = []
    for call in calls { outcomes.append(await client.outcome("s", "m", try JSON(parsing: call))) }
    return outcomes
}

private let teaParams =
    #"{"type": "object", "properties": {"x": {"type": "string"}, "q": {"type": "integer", "default": 1}}, "required": ["x"]}"#

@Test
func `An example answers the call that it shows, as sent or with its defaults`() async throws {
    let examples =
        #"[{"params": {"x": "tea"}, "result": "for tea"}, {"params": {"x": "cake", "q": 1}, "result": "for cake"}]"#
    let outcomes = try await answers(
        params: teaParams, result: #"{"type": "string"}"#, examples: examples,
        to: [#"{"x": "tea"}"#, #"{"x": "tea", "q": 1}"#, #"{"x": "cake"}"#, #"{"q": 1, "x": "cake"}"#])
    #expect(outcomes == ["tea", "tea", "cake", "cake"].map { #"result "for \#($0)""# })
}

@Test
func `Params as they were sent go before params with their defaults`() async throws {
    let examples =
        #"[{"params": {"x": "tea", "q": 1}, "result": "filled"}, {"params": {"x": "tea"}, "result": "sent"}]"#
    let outcomes = try await answers(
        params: teaParams, result: #"{"type": "string"}"#, examples: examples,
        to: [#"{"x": "tea"}"#, #"{"x": "tea", "q": 1}"#, #"{"x": "tea"}"#])
    #expect(outcomes == [#"result "sent""#, #"result "filled""#, #"result "sent""#])
}

@Test
func `An example that breaks the contract answers nothing`() async throws {
    let examples =
        #"[{"params": {"x": 5}, "result": "ab"}, {"params": {"x": "tea"}, "result": "none"}, {"params": {"x": "tea"}, "result": "cd"}]"#
    let outcomes = try await answers(
        params: teaParams, result: #"{"type": "string", "maxLength": 2}"#, examples: examples, to: [#"{"x": "tea"}"#])
    #expect(outcomes == [#"result "cd""#])
}

@Test
func `An example whose result is null answers null`() async throws {
    let outcomes = try await answers(
        params: "{}", result: #"{"type": ["null", "string"]}"#, examples: #"[{"params": {}, "result": null}]"#,
        to: ["{}"])
    #expect(outcomes == ["result null"])
}

@Test
func `A limit that is reached is told apart from a schema that no value follows`() async throws {
    let tooLarge = try await answers(
        params: "{}", result: #"{"type": "array", "minItems": 1000000}"#, examples: "[]", to: ["{}"])
    #expect(tooLarge.first?.contains(#""name":"LimitReached""#) == true, "\(tooLarge)")
    let impossible = try await answers(
        params: "{}", result: #"{"type": "integer", "minimum": 2, "maximum": 1}"#, examples: "[]", to: ["{}"])
    #expect(impossible.first?.contains("no number is at least 2 and at most 1") == true, "\(impossible)")
    #expect(impossible.first?.contains("LimitReached") == false)
}

@Test
func `Each of many long examples answers its call`() async throws {
    let zeros = Array(repeating: "0", count: 200_000).joined(separator: ",")
    let examples = (0..<12).map { #"{"params": {"i": \#($0)}, "result": [\#($0),\#(zeros)]}"# }
    let outcomes = try await answers(
        params: #"{"type": "object", "properties": {"d": {"default": 1}}}"#,
        result: #"{"type": "array", "items": {"type": "integer", "minimum": 0}}"#,
        examples: "[\(examples.joined(separator: ", "))]", to: (0..<12).map { #"{"i": \#($0)}"# })
    #expect(outcomes.map { $0.prefix(10) } == (0..<12).map { "result [\($0),0".prefix(10) })
}

@Test
func `A made answer still follows the contract once its defaults are filled in`() async throws {
    let result =
        #"{"type": "object", "properties": {"a": {"type": "integer", "default": 1}, "b": {}}, "dependentRequired": {"a": ["b"]}}"#
    let outcomes = try await answers(
        params: "{}", result: result, examples: #"[{"params": {}, "result": {}}]"#,
        to: [String](repeating: "{}", count: 20))
    for outcome in outcomes {
        #expect(outcome.hasPrefix("result {") && outcome.contains(#""a":"#) && outcome.contains(#""b":"#))
    }
}
