import ClamatorKit
import ContractTesting
import ScriptedHandlers
import ServiceSupport
import Testing

private let shop = #"""
    {
      "service": "shop",
      "methods": {
        "buy": {
          "params": {
            "type": "object",
            "properties": {
              "sku": { "type": "string", "minLength": 1, "maxLength": 8 },
              "count": { "type": "integer", "minimum": 1, "maximum": 50 },
              "gift": { "type": "boolean" }
            },
            "required": ["sku", "count"],
            "additionalProperties": false
          },
          "result": {
            "type": "object",
            "properties": { "price": { "type": "number", "minimum": 0 } },
            "required": ["price"],
            "additionalProperties": false
          },
          "errors": [{ "code": -32010, "message": "sold out" }]
        },
        "bought": { "notification": true, "params": { "type": "object", "properties": { "id": { "type": "integer" } }, "required": ["id"], "additionalProperties": false } }
      }
    }
    """#

private func handlers(_ buy: String, state: String = "{}") -> String {
    #"{ "service": "shop", "state": \#(state), "handlers": { "buy": \#(buy), "bought": {} } }"#
}

// MARK: In this process

struct PlantedRule: Sendable, CustomTestStringConvertible {
    /// What comes before the rule that answers everything else.
    var rule: String
    /// The one finding.
    var finding: String
    var testDescription: String { rule }
}

private let plantedRules = [
    PlantedRule(
        rule: #"{ "when": { "params": { "count": 50 } }, "throw": { "name": "E", "message": "m" } }"#,
        finding: #"buy crashed {"sku":"a","count":50}"#),
    PlantedRule(
        rule: #"{ "when": { "params": { "gift": true } }, "invalidResult": { "price": -1 } }"#,
        finding: #"buy bad-result {"sku":"a","count":1,"gift":true}"#),
    PlantedRule(
        rule: #"{ "when": { "schema": { "properties": { "sku": { "minLength": 8 } } } }, "silence": true }"#,
        finding: #"buy silent {"sku":"aaaaaaaa","count":1}"#),
    PlantedRule(
        rule:
            #"{ "when": { "schema": { "properties": { "sku": { "minLength": 8 } } } }, "delayMs": 60000, "result": { "price": 1 } }"#,
        finding: #"buy silent {"sku":"aaaaaaaa","count":1}"#),
    PlantedRule(
        rule:
            #"{ "when": { "schema": { "not": { "required": ["gift"] } } }, "error": { "code": -32602, "message": "m" } }"#,
        finding: #"buy refused {"sku":"a","count":1}"#),
]

@Test(arguments: plantedRules)
func `A fault of a handler is found, and nothing else`(_ planted: PlantedRule) async throws {
    var loader = ContractLoader()
    loader.handlerOptions.patience = .seconds(1)
    let service = try service(shop, handlers: handlers(#"[\#(planted.rule), { "result": { "price": 1 } }]"#), loader)
    let results = try await probe([service])
    #expect(results.findings.map(\.line) == [planted.finding])
}

@Test(arguments: [
    ("count == 50 && boxes == 9", #"{"sku":"a","count":50,"boxes":9}"#),
    ("count == 1 && boxes == 2", #"{"sku":"a","count":1,"boxes":2}"#),
    ("count == 50 && boxes == 2", #"{"sku":"a","count":50,"boxes":2}"#),
    ("length(sku) == 8 && length(label ?? \"\") == 5", #"{"sku":"aaaaaaaa","count":1,"label":"aaaaa"}"#),
    ("length(sku) == 8 && count == 50 && boxes == 9", #"{"sku":"aaaaaaaa","count":50,"boxes":9}"#),
])
func `A fault that shows only with several members at their bounds is found`(condition: String, params: String)
    async throws
{
    let members = #""gift": { "type": "boolean" }, "boxes": { "type": "integer", "minimum": 2, "maximum": 9 },"#
    let contract = shop.replacing(
        #""gift": { "type": "boolean" }"#, with: members + #""label": { "type": "string", "maxLength": 5 }"#)
    let condition = condition.replacing("boxes", with: "(boxes ?? 0)")
    let rules: JSON = [
        ["when": ["if": JSON("${\(condition)}")], "throw": ["name": "E", "message": "m"]], ["result": ["price": 1]],
    ]
    let results = try await probe([service(contract, handlers: handlers(rules.description))])
    #expect(results.findings.map(\.line) == ["buy crashed \(params)"])
}

@Test func `Errors of the service's own are no findings, and noted where the contract does not declare them`()
    async throws
{
    let rules = #"""
        [{ "when": { "params": { "count": 50 } }, "error": { "code": -32010, "message": "sold out" } },
         { "when": { "params": { "count": 1 } }, "error": { "code": -32011, "message": "too few" } },
         { "result": { "price": 1 } }]
        """#
    let results = try await probe([service(shop, handlers: handlers(rules))])
    #expect(results.findings.isEmpty)
    #expect(results.tried.first?.undeclared.map(\.code) == [-32011])
}

@Test func `A finding that needs calls before it comes with the fewest of them`() async throws {
    let rules = #"""
        [{ "when": { "state": { "calls": 3 } }, "throw": { "name": "E", "message": "m" }, "set": { "calls": 4 } },
         { "result": { "price": 1 }, "set": { "calls": "${state.calls + 1}" } }]
        """#
    let results = try await probe([service(shop, handlers: handlers(rules, state: #"{"calls": 0}"#))])
    let finding = try #require(results.findings.first)
    #expect(results.findings.count == 1)
    #expect(finding.kind == .crashed)
    #expect(finding.history.count == 3)
}

/// One method, of which an object says the params and rules answer.
private func single(_ properties: String, required: String = "[]", rules: String, state: String = "{}") throws
    -> ContractLoader.Service
{
    let params =
        #"{"type": "object", "properties": \#(properties), "required": \#(required), "additionalProperties": false}"#
    let contract = #"{"service": "s", "methods": {"m": {"params": \#(params), "result": {"type": "integer"}}}}"#
    return try service(contract, handlers: #"{"service": "s", "state": \#(state), "handlers": {"m": \#(rules)}}"#)
}

private let crash = #"{"throw": {"name": "E", "message": "m"}}"#

@Test(arguments: [
    ("{}", #"{"sequence": [{"result": 1}, \#(crash)]}"#, 1),
    ("{}", #"{"sequence": [{"result": 1, "times": 4}, {"invalidResult": ""}, {"result": 1}]}"#, 4),
    (
        #"{"x": {"type": "boolean"}}"#,
        #"[{"when": {"if": "${state.n >= 9}"}, "throw": {"name": "E", "message": "m"}}, {"result": 1, "set": {"n": {"$inc": 1}}}]"#,
        9
    ),
]) func `A fault that shows only when a call is made again is found`(properties: String, rules: String, before: Int)
    async throws
{
    let results = try await probe([single(properties, rules: rules, state: #"{"n": 0}"#)])
    #expect(results.findings.map(\.history.count) == [before])
    // With params as short as the finding itself.
    #expect(results.findings.flatMap(\.history).allSatisfy { $0.params == [:] })
}

/// Rules that fail under a condition on `x` and the one before it.
private func crash(if condition: String) -> String {
    let rules: JSON = [
        ["when": ["if": JSON("${\(condition)}")], "throw": ["name": "E", "message": "m"]],
        ["result": 1, "set": ["x": "${x}"]],
    ]
    return rules.description
}

@Test(arguments: [
    (#"{"type": "boolean"}"#, "x == state.x"), (#"{"type": "boolean"}"#, "x && state.x == true"),
    (#"{"enum": ["n", "s", "w"]}"#, "x == state.x"), (#"{"enum": ["n", "e", "s", "w"]}"#, "x == state.x"),
    (#"{"enum": ["n", "e", "s", "w"]}"#, #"x == "n" && state.x == "s""#),
]) func `Of a few values each is tried right behind each`(schema: String, condition: String) async throws {
    let service = try single(
        #"{"x": \#(schema)}"#, required: #"["x"]"#, rules: crash(if: condition), state: #"{"x": null}"#)
    let results = try await probe([service])
    #expect(results.findings.map(\.kind) == [.crashed])
    #expect(results.findings.map(\.history.count) == [1])
}

/// Object with so many members, all alike, and a rule for one value of one of them.
@Test(arguments: [
    (#"{"anyOf": [{"type": "string", "maxLength": 30}, {"type": "null"}]}"#, #"{"const": null}"#, 10),
    (#"{"type": ["string", "null"]}"#, #"{"const": null}"#, 10),
    (#"{"enum": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]}"#, #"{"const": "l"}"#, 20),
    (#"{"type": "integer", "minimum": 1, "maximum": 500}"#, #"{"const": 500}"#, 60),
    (#"{"type": "integer", "minimum": 1, "maximum": 500}"#, #"{"const": 1}"#, 60),
    (#"{"type": "string", "minLength": 2, "maxLength": 30}"#, #"{"minLength": 30}"#, 40),
    (#"{"type": "string", "minLength": 2, "maxLength": 30}"#, #"{"maxLength": 2}"#, 40),
]) func `In a wide object each member gets null, its bounds and the last of its values`(
    schema: String, wrong: String, count: Int
) async throws {
    let properties = (0..<count).map { #""m\#($0)": \#(schema)"# }.joined(separator: ", ")
    for index in [0, count / 2, count - 1] {
        let rules = #"""
            [{"when": {"schema": {"required": ["m\#(index)"], "properties": {"m\#(index)": \#(wrong)}}}, "throw": {"name": "E", "message": "m"}}, {"result": 1}]
            """#
        let results = try await probe([single("{\(properties)}", rules: rules)])
        #expect(results.findings.map(\.kind) == [.crashed], "m\(index)")
    }
}

@Test(arguments: [
    (#""a": {"type": "integer"}, "b": {"type": "integer"}, "c": {"type": "integer"}"#, "[]"),
    (#""a": {"type": "string"}, "b": {"type": "string", "minLength": 1}, "c": {"enum": [1, 2]}"#, #"["b"]"#),
]) func `Params that go by position have no gap`(properties: String, required: String) async throws {
    let contract = #"""
        {"service": "s", "methods": {"m": {"positions": ["a", "b", "c"], "paramStructure": "by-position", "params": {"type": "object", "properties": {\#(properties)}, "required": \#(required), "additionalProperties": false}, "result": {"type": "integer"}}}}
        """#
    let handlers = #"{"service": "s", "handlers": {"m": {"result": 1}}}"#
    let results = try await probe([service(contract, handlers: handlers)])
    #expect(results.findings.map(\.line) == [])
    let method = try #require(results.tried.first?.method)
    let calls = results.sent.map(\.call).filter { $0.method == "m" }
    #expect(calls.allSatisfy { method.positionalParams($0.params) != nil })
    let valid = Set(calls.filter { $0.kind == .valid }.map { $0.params.count })
    #expect(valid == (required == "[]" ? [0, 1, 2, 3] : [2, 3]))
    for rule in ["/a type", "/b type"] {
        #expect(calls.contains { $0.rule.map { "\($0.path) \($0.keyword)" } == rule }, "\(rule)")
    }
    // Each member is broken, and none is left out before others.
    #expect(results.tried.first?.coverage.unbroken.contains(" additionalProperties") == true)
}

@Test func `A method is tried again after the others, which changed what it meets`() async throws {
    let method = #"{"params": {"type": "object", "additionalProperties": false}, "result": {"type": "integer"}}"#
    let contract = #"{"service": "s", "methods": {"who": \#(method), "login": \#(method), "logout": \#(method)}}"#
    let handlers = #"""
        {"service": "s", "state": {"on": false}, "handlers": {
          "who": [{"when": {"state": {"on": true}}, "invalidResult": ""}, {"result": 1}],
          "login": {"result": 1, "set": {"on": true}}, "logout": {"result": 1, "set": {"on": false}}}}
        """#
    let results = try await probe([service(contract, handlers: handlers)])
    #expect(results.findings.map(\.line) == ["who bad-result {}"])
    #expect(results.findings.first?.history.map(\.method) == ["login"])
    #expect(results.tried.allSatisfy { $0.calls.values.reduce(0, +) <= 300 })
}

@Test func `A call that takes long is not made again`() async throws {
    let results = try await probe([single("{}", rules: #"{"delayMs": 40, "result": 1}"#)])
    #expect(results.tried.first?.calls[.valid] == 1)
}

@Test(arguments: [
    (
        #"{"a": {"type": ["string", "null"]}, "b": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}"#,
        #"["a", "b"]"#, "a == null && b == null", #"m crashed {"a":null,"b":null}"#
    ),
    (
        #"{"a": {"type": "boolean"}, "b": {"type": "boolean"}, "c": {"type": "boolean"}, "d": {"type": "boolean"}}"#,
        #"["a", "b", "c", "d"]"#, "a && !b && c && !d", #"m crashed {"a":true,"b":false,"c":true,"d":false}"#
    ),
    (
        #"{"name": {"type": "string", "maxLength": 9}, "n": {"type": ["integer", "null"]}, "c": {"enum": ["x", "y", "z"]}}"#,
        #"["name", "n"]"#, "length(name) == 9 && n == null", #"m crashed {"name":"aaaaaaaaa","n":null}"#
    ),
]) func `Values that were tried one by one are tried together`(
    properties: String, required: String, condition: String, finding: String
) async throws {
    let condition = JSON("${\(condition)}").description
    let rules = #"[{"when": {"if": \#(condition)}, "throw": {"name": "E", "message": "m"}}, {"result": 1}]"#
    let results = try await probe([single(properties, required: required, rules: rules)])
    #expect(results.findings.map(\.line) == [finding])
}

@Test(arguments: [
    (#""minimum": 0, "maximum": 1000"#, 400...430), (#""minimum": -1000, "maximum": 0"#, -430 ... -400),
    (#""minimum": 1, "maximum": 65535"#, 1025...2500), (#""minimum": -100, "maximum": 100"#, -98 ... -3),
    ("", -1000 ... -3), ("", 257...100_000), ("", 2_147_483_649...9_007_199_254_740_000),
]) func `Numbers are tried all over their range`(bounds: String, wrong: ClosedRange<Int>) async throws {
    let range: JSON = ["minimum": JSON(wrong.lowerBound), "maximum": JSON(wrong.upperBound)]
    let isWrong: JSON = ["schema": ["properties": ["n": range]]]
    let rules = #"[{"when": \#(isWrong), "throw": {"name": "E", "message": "m"}}, {"result": 1}]"#
    let schema = #"{"n": {"type": "integer"\#(bounds.isEmpty ? "" : ", ")\#(bounds)}}"#
    let results = try await probe([single(schema, required: #"["n"]"#, rules: rules)])
    #expect(results.findings.map(\.kind) == [.crashed])
}

@Test(arguments: [
    (#""maxLength": 8"#, "\\n"), (#""maxLength": 8"#, " "), (#""minLength": 2"#, "é"), (#""minLength": 3"#, "^[0-9]+$"),
    (#""minLength": 1"#, "^ +$"), ("", "^ ."), ("", "'"), ("", "<"), ("", "\\u0000"), ("", "\\u0301"), ("", "字"),
    (#""format": "date-time""#, "\\.[0-9]+Z$"), (#""format": "date-time""#, ":60"),
    (#""format": "date""#, "^19..-..-31"),
    (#""format": "time""#, "^00:00:00Z$"), (#""format": "duration""#, "W$"), (#""format": "uri""#, "%20"),
]) func `Texts that are often treated wrongly are tried`(bounds: String, pattern: String) async throws {
    let isWrong: JSON = ["schema": ["properties": ["t": ["pattern": JSON(pattern)]]]]
    let rules = #"[{"when": \#(isWrong), "throw": {"name": "E", "message": "m"}}, {"result": 1}]"#
    let schema = #"{"t": {"type": "string"\#(bounds.isEmpty ? "" : ", ")\#(bounds)}}"#
    let results = try await probe([single(schema, required: #"["t"]"#, rules: rules)])
    #expect(results.findings.map(\.kind) == [.crashed])
}

@Test func `A method without a handler is left out, and said to be`() async throws {
    let results = try await probe([service(shop, handlers: #"{ "service": "shop", "handlers": {} }"#)])
    #expect(results.findings.isEmpty)
    #expect(results.tried.compactMap(\.omission) == ["it has no handler", "it has no handler"])
}

@Test func `The same seed makes the same calls, and another makes others`() async throws {
    let service = try service(shop, handlers: handlers(#"{ "result": { "price": 1 } }"#))
    func params(_ seed: UInt64) async throws -> [String] {
        try await probe([service], seed: seed).sent.map { "\($0.call.method) \($0.call.params)" }
    }
    let first = try await params(1)
    #expect(first.count > 100)
    #expect(try await params(1) == first)
    #expect(try await params(2) != first)
}

@Test(arguments: [1, 10, 60]) func `No method gets more calls than it may`(calls: Int) async throws {
    let service = try service(shop, handlers: handlers(#"{ "result": { "price": 1 } }"#))
    let results = try await probe([service], calls: calls)
    // Besides those that try the protocol.
    for tried in results.tried {
        #expect((tried.calls[.valid] ?? 0) + (tried.calls[.invalid] ?? 0) <= calls)
    }
}

@Test func `Every rule of the params is broken alone, and each choice taken`() async throws {
    let service = try service(shop, handlers: handlers(#"{ "result": { "price": 1 } }"#))
    let coverage = try #require(try await probe([service]).tried.first?.coverage)
    #expect(coverage.unbroken == [])
    #expect(
        Set(coverage.keywords) == [
            "type", "minLength", "maxLength", "minimum", "maximum", "required", "additionalProperties",
        ])
}

// MARK: Elsewhere

/// A server of the shop with one fault, which checks everything else.
private func lax(_ contract: Contract, _ fault: @escaping @Sendable (String, JSON) -> ScriptedServer.Answer?)
    -> ScriptedServer
{
    ScriptedServer { method, params in
        if let answer = fault(method, params) { return answer }
        guard let declared = contract[method] else { return .error(.methodNotFound) }
        guard declared.params.isValid(params) else { return .error(.invalidParams) }
        return declared.isNotification ? .silence : .result(["price": 1])
    }
}

private func findings(_ fault: @escaping @Sendable (String, JSON) -> ScriptedServer.Answer?) async throws -> [String] {
    let contract = try contract(shop)
    return await probe(lax(contract, fault), [contract]).findings.map(\.line)
}

@Test func `A server that does as it should shows nothing`() async throws {
    #expect(try await findings { _, _ in nil } == [])
}

@Test func `Params that break one rule and are accepted are found`() async throws {
    #expect(
        try await findings { method, params in
            method == "buy" && params["count"] == 0 ? .result(["price": 1]) : nil
        } == [#"buy accepted /count minimum {"sku":"a","count":0}"#])
    #expect(
        try await findings { method, params in
            method == "buy" && params.count > 2 && params["x"] != nil ? .result(["price": 1]) : nil
        } == [#"buy accepted  additionalProperties {"sku":"a","count":1,"x":0}"#])
}

private let union = #"""
    {"service": "shop", "methods": {"pay": {"result": true, "params": {
      "type": "object", "required": ["by"], "additionalProperties": false, "properties": {
        "by": {"oneOf": [
          {"type": "object", "additionalProperties": false, "properties": {"kind": {"const": "cash"}, "amount": {"type": "number", "minimum": 0}}, "required": ["kind", "amount"]},
          {"type": "object", "additionalProperties": false, "properties": {"kind": {"const": "card"}, "number": {"type": "string", "minLength": 12, "maxLength": 19}, "cvv": {"type": "string", "pattern": "^[0-9]{3}$"}}, "required": ["kind", "number"]},
          {"type": "object", "additionalProperties": false, "properties": {"kind": {"const": "plan"}, "months": {"type": "integer", "minimum": 1, "maximum": 36}}, "required": ["kind", "months"]}]},
        "age": {"anyOf": [{"type": "integer", "minimum": 2, "maximum": 150}, {"type": "null"}]},
        "iban": {"anyOf": [{"type": "string", "pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$"}, {"type": "null"}]},
        "tags": {"anyOf": [{"type": "array", "items": {"type": "string", "minLength": 3, "maxLength": 10}, "maxItems": 4, "uniqueItems": true}, {"type": "null"}]},
        "ratio": {"anyOf": [{"type": "number", "exclusiveMinimum": 0, "maximum": 7}, {"type": "null"}]},
        "words": {"type": "object", "propertyNames": {"pattern": "^[a-z]+$", "maxLength": 5}}}}}}}
    """#

@Test(arguments: [
    (#", "minimum": 0"#, ""), (#""type": "number", "minimum""#, #""minimum""#), (#", "minLength": 12"#, ""),
    (#", "maxLength": 19"#, ""), (#""type": "string", "minLength": 12"#, #""minLength": 12"#),
    (#""type": "string", "pattern": "^[0-9]{3}$""#, #""pattern": "^[0-9]{3}$""#), (#", "pattern": "^[0-9]{3}$""#, ""),
    (#", "required": ["kind", "number"]"#, ""), (#", "maximum": 36"#, ""), (#", "minimum": 1,"#, ","),
    (#""type": "integer", "minimum": 1"#, #""minimum": 1"#), (#", "minimum": 2,"#, ","), (#", "maximum": 150"#, ""),
    (#""type": "integer", "minimum": 2"#, #""minimum": 2"#), (#", "pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$""#, ""),
    (#""type": "string", "pattern": "^[A-Z]{2}"#, #""pattern": "^[A-Z]{2}"#), (#", "minLength": 3"#, ""),
    (#", "maxLength": 10"#, ""), (#""type": "string", "minLength": 3"#, #""minLength": 3"#), (#", "maxItems": 4"#, ""),
    (#", "uniqueItems": true"#, ""), (#", "exclusiveMinimum": 0"#, ""), (#", "maximum": 7"#, ""),
    (#""type": "number", "exclusive"#, #""exclusive"#), (#""pattern": "^[a-z]+$", "#, ""), (#", "maxLength": 5"#, ""),
]) func `A rule that a server forgets inside a union is found`(rule: String, rest: String) async throws {
    #expect(union.ranges(of: rule).count == 1)
    let (strict, forgetful) = (try contract(union), try contract(union.replacing(rule, with: rest)))
    let server = ScriptedServer { method, params in
        guard let method = forgetful[method] else { return .error(.methodNotFound) }
        return method.params.isValid(params) ? .result(true) : .error(.invalidParams)
    }
    let findings = await probe(server, [strict]).findings
    #expect(findings.map(\.kind) == [.accepted], "\(findings.map(\.line))")
}

@Test func `A missing member that is not noticed is one finding, and so are all of them`() async throws {
    #expect(
        try await findings { method, params in
            method == "buy" && params.kind == .object && params["sku"] == nil ? .result(["price": 1]) : nil
        } == [#"buy accepted  required sku {"count":1}"#])
    #expect(
        try await findings { method, params in
            method == "buy" && params.kind == .object && params.count < 2 ? .result(["price": 1]) : nil
        }.map { $0.prefix(23) } == ["buy accepted  required "])
}

@Test func `An invalid call that is answered with another error, or not at all, is found`() async throws {
    #expect(
        try await findings { method, params in
            method == "buy" && params["sku"] == "" ? .error(.internalError) : nil
        } == [#"buy wrong-code /sku minLength {"sku":"","count":1}"#])
    #expect(
        try await findings { method, params in method == "buy" && params["sku"] == "" ? .silence : nil }
            == [#"buy wrong-code /sku minLength {"sku":"","count":1}"#])
}

@Test func `What is no reply, and the end of the server, are found`() async throws {
    #expect(
        try await findings { method, params in method == "buy" && params["count"] == 50 ? .garbage : nil }
            == [#"buy malformed {"sku":"a","count":50}"#])
    let gone = try await findings { method, params in method == "buy" && params["gift"] == true ? .gone : nil }
    #expect(gone.contains { $0.hasPrefix("buy gone {") })
}

@Test func `The protocol's own answers are tried`() async throws {
    #expect(
        try await findings { method, _ in method == "noSuchMethod" ? .error(.internalError) : nil }
            == ["noSuchMethod unknown-method {}"])
    #expect(
        try await findings { method, params in method == "bought" ? .result(.null) : nil }
            == [#"bought notification-answered {"id":0}"#])
    #expect(
        try await findings { method, params in method == "buy" && params.kind == .array ? .result(["price": 1]) : nil }
            == ["buy accepted  type []"])
}

@Test func `A method that is not served, and a result that breaks its schema, are found`() async throws {
    #expect(
        try await findings { method, params in method == "buy" && params.kind == .object ? .error(.methodNotFound) : nil
        }
        .contains { $0.hasPrefix("buy missing") })
    #expect(
        try await findings { method, params in method == "buy" && params["count"] == 50 ? .result(["price": "x"]) : nil
        }
            == [#"buy bad-result {"sku":"a","count":50}"#])
}

@Test func `Where nothing answers, that is said after a few calls`() async throws {
    let contract = try contract(shop)
    let results = await probe(ScriptedServer { _, _ in .silence }, [contract])
    #expect(results.isUnanswered)
    #expect(results.sent.count < 10)
}

// MARK: Contracts that are hard to try

@Test(arguments: [
    ##"{ "$ref": "#/$defs/n", "$defs": { "n": { "type": "object", "properties": { "a": { "$ref": "#/$defs/n" }, "b": { "type": "array", "items": { "$ref": "#/$defs/n" } } }, "additionalProperties": false } } }"##,
    ##"{ "type": "object", "properties": { "n": { "$ref": "#/$defs/n" } }, "required": ["n"], "$defs": { "n": { "type": "object", "properties": { "n": { "$ref": "#/$defs/n" } }, "required": ["n"] } } }"##,
    #"{ "type": "object", "properties": { "a": { "type": "string", "pattern": ".*" }, "b": { "not": {} } } }"#,
    #"{ "type": "object", "properties": { "a": { "pattern": "(a+)+$", "type": "string" }, "b": { "type": "array", "minItems": 100000 } } }"#,
    #"{ "type": "object", "propertyNames": { "pattern": "^(?=x)(?!x)" }, "minProperties": 1 }"#,
    #"{ "type": "object", "minProperties": 60, "maxProperties": 61, "additionalProperties": { "type": "integer", "multipleOf": 7 } }"#,
    "true", "{}", #"{ "type": "array" }"#,
])
func `A hard schema is tried within its limits, without findings that are not true`(params: String) async throws {
    let text = #"{ "service": "hard", "methods": { "m": { "params": \#(params), "result": true } } }"#
    let handlers = #"{ "service": "hard", "handlers": { "m": { "result": 1 } } }"#
    let results = try await probe([service(text, handlers: handlers)], calls: 60)
    #expect(results.findings.map(\.line) == [])
}
