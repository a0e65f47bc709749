internal import ClamatorKit
internal import ContractTesting

extension ProbeOutcome {
    /// The calls as a batch reads them, each with what the contract demands of its reply: it fails where something was
    /// found.
    public func batch(assertsFormats: Bool) -> String {
        var expectations = ProbeExpectations(assertsFormats: assertsFormats)
        var lines: [String] = []
        let methods = MethodTable(results)
        for sent in results.sent {
            if let code = sent.ownError { expectations.allow(code, of: sent.call) }
        }
        for sent in results.sent {
            let method = methods.method(of: sent.call)
            let expectation = expectations.expectation(of: sent.call, method)
            lines.append(
                ProbeLine(sent.call, method).text(id: lines.count + 1, expecting: expectation) + "\n")
        }
        return lines.joined()
    }
}

/// The methods that were tried, by their names.
struct MethodTable {
    private let methods: [ExactString: Contract.Method]

    init(_ results: ProbeResults) {
        let named = results.tried.compactMap { tried in
            tried.method.map { (ExactString("\(tried.service).\($0.name)"), $0) }
        }
        methods = Dictionary(named) { first, _ in first }
    }

    func method(of call: ProbeCall) -> Contract.Method? { methods[ExactString("\(call.service).\(call.method)")] }
}
