internal import ClamatorKit
internal import ContractTesting

/// A call of a probe as a line of a batch, with what the contract demands as its `expect`.
struct ProbeLine {
    private let call: ProbeCall
    private let method: Contract.Method?

    init(_ call: ProbeCall, _ method: Contract.Method?) {
        self.call = call
        self.method = method
    }

    /// The line, without its end.
    ///
    /// - Parameters:
    ///   - id: The id of a call that has one.
    ///   - expectation: What is expected of the reply; nil where nothing is.
    /// - Returns: The line.
    func text(id: Int, expecting expectation: JSON?) -> String {
        oneLine { writer in
            writer.object { writer in
                writer.member("jsonrpc") { $0.string("2.0") }
                if call.demand != .nothing { writer.member("id") { $0.number(id) } }
                writer.member("method") {
                    $0.string(method?.fullName(in: call.service) ?? "\(call.service).\(call.method)")
                }
                writer.member("params") { $0.value(params) }
                if let expectation { writer.member("expect") { $0.value(expectation) } }
            }
        }
    }

    /// Within, params always have names; a batch takes those of some methods by position alone.
    private var params: JSON {
        guard let method, method.paramStructure == .byPosition else { return call.params }
        return method.positionalParams(call.params) ?? call.params
    }
}

/// What the contract demands of replies, as batches expect it. The schema of each method's result is read once.
struct ProbeExpectations {
    private var schemas: [ExactString: JSON] = [:]
    /// The codes of errors of its own that each method answered with, which its contract need not declare.
    private var ownErrors: [ExactString: [Int]] = [:]
    private let assertsFormats: Bool

    init(assertsFormats: Bool) { self.assertsFormats = assertsFormats }

    /// Allows an error of a method's own, that answered one of its calls, for all of them.
    mutating func allow(_ code: RpcError.Code, of call: ProbeCall) {
        ownErrors[ExactString("\(call.service).\(call.method)"), default: []].append(code.rawValue)
    }

    /// What is expected of a call's reply.
    mutating func expectation(of call: ProbeCall, _ method: Contract.Method?) -> JSON {
        switch call.demand {
        case .invalidParams: return ["error": ["code": -32602]]
        case .methodNotFound: return ["error": ["code": -32601]]
        case .noReply: return ["kind": "transport-error"]
        case .nothing: return ["kind": "notification"]
        case .result: break
        }
        guard let method else { return ["matches": true] }
        let result: JSON = ["matches": schema(of: method, in: call.service)]
        let own = ownErrors[ExactString("\(call.service).\(call.method)")] ?? []
        var codes = method.errors.map(\.code.rawValue) + own
        var seen: Set<Int> = []
        codes = codes.filter { seen.insert($0).inserted }
        if codes.isEmpty { return result }
        return ["anyOf": JSON([result] + codes.map { ["error": ["code": JSON($0)]] })]
    }

    /// The schema of a method's result, to stand alone; one that takes everything where it cannot.
    private mutating func schema(of method: Contract.Method, in service: String) -> JSON {
        let name = ExactString("\(service).\(method.name)")
        if let known = schemas[name] { return known }
        var schema = method.result?.sourceWithTypes ?? true
        let dialect = method.result?.root.dialect ?? .draft2020_12
        if schema.kind == .object, schema["$schema"] == nil, dialect != .draft2020_12 {
            schema = JSON(members: [("$schema", JSON(dialect.uri))] + schema.members)
        }
        let expectation: JSON = ["matches": schema]
        if (try? ReplyExpectation(expectation, assertsFormats: assertsFormats)) == nil { schema = true }
        schemas[name] = schema
        return schema
    }
}
