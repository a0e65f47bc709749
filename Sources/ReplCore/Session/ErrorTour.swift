internal import ClamatorKit

/// Every way in which a call can fail, each with a line for the loaded contracts that shows it.
struct ErrorTour {
    /// A stop of the tour.
    struct Stop: Equatable {
        /// The code, or the name of what is no code.
        let code: String
        let meaning: String
        /// What to type; nil where nothing in the loaded contracts does it.
        let line: String?
    }

    let stops: [Stop]

    init(_ services: [ContractLoader.Service]) {
        let methods = services.flatMap { service in
            service.contract.methods.map {
                Candidate(service: service.contract.service, method: $0, scripts: service.scripts)
            }
        }
        let any = methods.first { !$0.method.isNotification } ?? methods.first
        let calls = methods.flatMap(\.validCalls)
        func ending(_ kind: OutcomeKind) -> String? { calls.first { $0.ending == kind }?.line }
        let declared = calls.lazy.compactMap { call -> (Int, String)? in
            guard case .rpcError(let code)? = call.ending else { return nil }
            return (code, call.line)
        }.first
        stops = [
            Stop(code: "-32700", meaning: "Parse error: the line is no JSON", line: "{\"jsonrpc\": \"2.0\",}"),
            Stop(
                code: "-32600", meaning: "Invalid Request: no valid envelope",
                line: any.map { "{\"jsonrpc\": \"1.0\", \"method\": \"\($0.name)\", \"id\": 1}" }),
            Stop(
                code: "-32601", meaning: "Method not found: no such service or method, or no handler",
                line: any.map { "\($0.service).noSuchMethod" }),
            Stop(
                code: "-32602", meaning: "Invalid params: they break the schema",
                line: methods.lazy.compactMap(\.invalidCall).first),
            Stop(
                code: "-32603", meaning: "Internal error: the handler failed", line: ending(.failure)),
            Stop(
                code: "-32603", meaning: "Result validation failed: the result breaks the schema",
                line: ending(.invalidResult)),
            Stop(
                code: declared.map { String($0.0) } ?? "any other", meaning: "the handler's own error",
                line: declared?.1),
            Stop(
                code: "(none)", meaning: "ClamatorTransportError: the call times out", line: ending(.silence)),
        ]
    }

    func text(_ paint: Palette) -> String {
        stops.map { stop in
            let code = String(repeating: " ", count: max(0, 9 - stop.code.count)) + stop.code
            return paint(.error, code) + "  \(stop.meaning)\n" + String(repeating: " ", count: 11)
                + (stop.line.map { paint(.name, Printable.escape($0)) }
                    ?? paint(.detail, "nothing in the loaded contracts does this"))
        }.joined(separator: "\n")
    }

    /// A method, and lines that call it.
    private struct Candidate {
        let service: String
        let method: Contract.Method
        let scripts: DynamicHandlers

        var name: String { "\(service).\(method.name)" }

        /// Calls with params that fit, none or those of an example, with what the rules ask for put in; and what each
        /// would come to.
        var validCalls: [(line: String, ending: OutcomeKind?)] {
            let plain: [JSON] = [[:]] + method.examples.map(\.params)
            let wanted = scripts.wantedParams(of: method.name)
            let all = plain + plain.flatMap { params in wanted.map { params.replacing($0) } }
            return all.filter { method.params.isValid($0) }.map { params in
                let layout = JSONLayout(paint: Palette(usesColor: false), width: .max)
                let line = params.count == 0 ? name : "\(name) " + layout.line(params)
                return (line, scripts.ending(of: method.name, for: method.params.fillingDefaults(in: params)))
            }
        }

        /// A call with params that do not fit.
        var invalidCall: String? {
            guard !method.isNotification else { return nil }
            if !method.params.isValid([:]) { return name }
            if !method.params.isValid(["noSuchParam": 1]) { return "\(name) noSuchParam=1" }
            return method.params.isValid([]) ? nil : "\(name) []"
        }
    }
}

extension JSON {
    /// The object with the members of another in the place of its own.
    fileprivate func replacing(_ other: JSON) -> JSON {
        JSON(members: members.filter { other[$0.name] == nil } + other.members)
    }
}
