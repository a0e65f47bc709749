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
                Candidate(service: service.contract.service, method: $0, rule: service.rules[$0.name])
            }
        }
        let any = methods.first { !$0.method.isNotification } ?? methods.first
        func ending(_ matches: (Rule.Ending) -> Bool) -> String? {
            methods.filter { $0.rule.map { matches($0.ending) } ?? false }.compactMap(\.validCall).first
        }
        let declared = methods.lazy.compactMap { candidate -> (Int, String)? in
            guard case .rpcError(let code)? = candidate.rule?.ending, let line = candidate.validCall else { return nil }
            return (code, line)
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
                code: "-32603", meaning: "Internal error: the handler failed", line: ending { $0 == .failure }),
            Stop(
                code: "-32603", meaning: "Result validation failed: the result breaks the schema",
                line: ending { $0 == .invalidResult }),
            Stop(
                code: declared.map { String($0.0) } ?? "any other", meaning: "the handler's own error",
                line: declared?.1),
            Stop(
                code: "(none)", meaning: "ClamatorTransportError: the call times out", line: ending { $0 == .silence }),
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
        let rule: Rule?

        var name: String { "\(service).\(method.name)" }

        /// A call with params that fit: none, or those of an example.
        var validCall: String? {
            let params = ([[:]] + method.examples.map(\.params)).first { method.params.isValid($0) }
            return params.map {
                $0.count == 0 ? name : "\(name) " + JSONLayout(paint: Palette(usesColor: false), width: .max).line($0)
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
