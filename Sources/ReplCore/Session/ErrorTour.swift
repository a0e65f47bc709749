internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// Every way in which a call can fail, each with a line for the loaded contracts that shows it.
struct ErrorTour {
    /// A stop of the tour.
    struct Stop: Equatable {
        let failure: Failure
        /// The code, or what stands for it if there is none or any.
        let code: String
        /// What to type; nil where nothing in the loaded contracts does it.
        let line: String?
        /// What to type first where there is no line, and then: what would do it.
        let advice: [String]
    }

    /// The ways to fail.
    enum Failure: CaseIterable {
        case parsing, envelope, method, params, handler, result, own, silence
    }

    let stops: [Stop]

    init(_ services: [ContractLoader.Service]) {
        let methods = services.flatMap { service in
            service.contract.methods.filter { $0.fault == nil }.map {
                Candidate(service: service.contract.service, method: $0, scripts: service.scripts)
            }
        }
        let some = methods.first { !$0.method.isNotification } ?? methods.first
        let calls = methods.flatMap(\.validCalls)
        func ending(_ kind: OutcomeKind) -> String? { calls.first { $0.ending == kind }?.line }
        let declared = calls.lazy.compactMap { call -> (code: RpcError.Code, line: String)? in
            guard case .rpcError(let code)? = call.ending else { return nil }
            return (code, call.line)
        }.first
        // The rules that would make a method fail: of the first that can be called.
        let example = services.exampleCall.flatMap { $0.method.isNotification ? nil : $0 }
        func rule(_ rule: String) -> [String] { example.map { [".on \($0.name) \(rule)", $0.line] } ?? [] }
        let wrong = example.flatMap { example in
            ([.null, "wrong", 0, [], [:]] as [JSON]).first { example.method.result?.isValid($0) == false }
        }
        stops = Failure.allCases.map { failure in
            func stop(_ code: String, _ line: String?, _ advice: [String] = []) -> Stop {
                Stop(failure: failure, code: code, line: line, advice: line == nil ? advice : [])
            }
            return switch failure {
            case .parsing: stop("-32700", "{\"jsonrpc\": \"2.0\",}")
            case .envelope:
                stop("-32600", "{\"jsonrpc\": \"1.0\", \"method\": \"\(some?.name ?? "no.method")\", \"id\": 1}")
            case .method: stop("-32601", "\(some?.service ?? "no").noSuchMethod")
            case .params: stop("-32602", methods.lazy.compactMap(\.invalidCall).first)
            case .handler:
                stop("-32603", ending(.failure), rule("{\"throw\": {\"name\": \"Failure\", \"message\": \"broken\"}}"))
            case .result:
                stop("-32603", ending(.invalidResult), wrong.map { rule("{\"invalidResult\": \($0)}") } ?? [])
            case .own:
                stop(
                    declared.map { $0.code.description } ?? "any other", declared?.line,
                    rule("{\"error\": {\"code\": -32001, \"message\": \"refused\"}}"))
            case .silence: stop("(none)", ending(.silence), rule("silence"))
            }
        }
    }

    /// The stops, each with its line, in lines of so many columns.
    func text(_ paint: Palette, width: Int) -> StyledText {
        let margin = 11
        return stops.map { stop -> StyledText in
            let code: StyledText = "\(paint(stop.role, stop.code.aligned(to: 9)))  "
            let line = stop.line.map { paint(.name, Printable.escape($0)) } ?? stop.substitute(paint)
            let first = BreakableText(words: stop.failure.meaning)
                .wrapped(behind: code, to: width, indentedBy: margin + 2)
            let others = line.lines.map { line in
                BreakableText(words: line).wrapped(
                    behind: StyledText(String(repeating: " ", count: margin)), to: width, indentedBy: margin + 2)
            }
            return ([first] + others).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// A method, and lines that call it.
    private struct Candidate {
        let service: String
        let method: Contract.Method
        let scripts: DynamicHandlers

        var name: String { ExampleCall(service: service, method: method, params: [:]).name }

        /// Calls with params that fit, none or those of an example, with what the rules ask for put in; and what each
        /// would come to.
        var validCalls: [(line: String, ending: OutcomeKind?)] {
            let plain: [JSON] = [[:]] + method.examples.map(\.params)
            let wanted = scripts.wantedParams(of: method.name)
            let all = plain + plain.flatMap { params in wanted.map { params.replacing($0) } }
            return all.filter { method.params.isValid($0) }.map { params in
                (
                    ExampleCall(service: service, method: method, params: params).line,
                    scripts.ending(of: method.name, for: (try? method.params.fillingDefaults(in: params)) ?? params)
                )
            }
        }

        /// A call with params that do not fit.
        var invalidCall: String? {
            guard !method.isNotification else { return nil }
            if !method.params.isValid([:]) { return name }
            if !method.params.isValid(["noSuchParam": 1]) {
                let call = ExampleCall(service: service, method: method, params: ["noSuchParam": 1])
                // At the prompt such a word would be a value by position.
                return method.positions == nil ? "\(name) noSuchParam=1" : call.request
            }
            return method.positions != nil ? nil : method.params.isValid([]) ? nil : "\(name) []"
        }
    }
}

extension ErrorTour.Stop {
    /// The colour of its kind.
    var role: Palette.Role {
        switch failure {
        case .own: .ownError
        case .silence: .transportError
        default: .protocolError
        }
    }

    /// What to say instead of a line.
    func substitute(_ paint: Palette) -> StyledText {
        let none = "nothing in the loaded contracts does this"
        guard !advice.isEmpty else { return paint(.detail, "\(none); \(failure.need) would") }
        return ([paint(.detail, "\(none); this would:")] + advice.map { paint(.name, Printable.escape($0)) })
            .joined(separator: "\n")
    }

    /// Whether the line had this outcome.
    func isShown(by outcome: Exchange.Outcome) -> Bool {
        switch (failure, outcome) {
        case (.silence, .failure(let failure)): failure.reason == .timeout
        case (.handler, .success(.error(let error))):
            error.code == .internalError && !error.isResultValidationFailure
        case (.result, .success(.error(let error))): error.isResultValidationFailure
        case (_, .success(.error(let error))): error.code.description == code
        default: false
        }
    }
}

extension ErrorTour.Failure {
    /// The name of the error, and when it comes.
    var meaning: String {
        switch self {
        case .parsing: "Parse error: the line is no JSON"
        case .envelope: "Invalid Request: no valid envelope"
        case .method: "Method not found: no such service or method, or no handler"
        case .params: "Invalid params: they break the schema"
        case .handler: "Internal error: the handler failed"
        case .result: "Result validation failed: the result breaks the schema"
        case .own: "the handler's own error"
        case .silence: "ClamatorTransportError: the call times out"
        }
    }

    /// What there is to learn from it.
    var lesson: String {
        switch self {
        case .parsing: "Nothing could be read, not even an id: the reply carries null."
        case .envelope: "It is JSON, but no request of JSON-RPC 2.0. The reply carries the id where that can be read."
        case .method: "The caller is not told which was missing: service, method or handler. The prompt knows more."
        case .params: "The schema spoke before the handler, which never saw the call. data.errors says where and why."
        case .handler: "It failed with something that is no RpcError; name and message come in data."
        case .result: "The handler did answer, but its result breaks the contract, so the caller does not get it."
        case .own: "The handler refused with an RpcError: code, message and data pass as they are."
        case .silence: "No reply came in time. That is no error of the protocol, and what the handler did is not known."
        }
    }

    /// What would provoke it, where no rule can be put behind any method.
    fileprivate var need: String {
        switch self {
        case .params: "a method whose params have a schema"
        case .result: "a method whose result has a schema"
        default: "a method that is no notification"
        }
    }
}

extension JSON {
    /// The object with its members replaced by those of another.
    fileprivate func replacing(_ other: JSON) -> JSON {
        JSON(members: members.filter { other[$0.name] == nil } + other.members)
    }
}
