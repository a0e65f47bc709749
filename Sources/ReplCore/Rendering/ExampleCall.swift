internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// A call of a loaded method, to show and to try.
struct ExampleCall {
    let service: String
    let method: Contract.Method
    let params: JSON

    init(service: String, method: Contract.Method, params: JSON) {
        self.service = service
        self.method = method
        self.params = params
    }

    /// What the prompt takes: the wire name where that is one word and begins no other kind of entry.
    var name: String {
        let name = method.fullName(in: service)
        let entry = Entry(name, .empty)
        return entry.form == .call && entry.name == name ? name : "\(service).\(method.name)"
    }

    /// As people type it: `arith.add a=2 b=3`, or with the params as JSON where names and values do not say the same.
    var line: String {
        let params = typedParams
        return params.isEmpty ? name : "\(name) \(params)"
    }

    /// The params in such a line.
    var typedParams: String {
        if params.kind == .object, params.count == 0 { return "" }
        for quotesAll in [false, true] {
            let words = params.members.map { "\($0.name)=" + Self.typed($0.value, isQuoted: quotesAll) }
            let text = words.joined(separator: " ")
            // What is shown otherwise than it is could not be copied.
            let isCopied = Printable.escape(text) == text
            if isCopied, (try? CallArguments(text, ParamNames(method)).params()) == params { return text }
        }
        return JSONLayout.line(params)
    }

    /// The same, with all params as one JSON value.
    var jsonLine: String { "\(name) " + JSONLayout.line(params) }

    /// A line that calls a method: with the params of an example, or with fewer where that line is too long.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - service: The service's name.
    ///   - columns: How long a line is not too long.
    /// - Returns: The line; nil where no params are found that the method takes.
    static func line(of method: Contract.Method, in service: String, columns: Int) -> String? {
        var budget = WorkBudget(steps: TypingWork.perKey)
        func line(_ params: JSON) -> String { ExampleCall(service: service, method: method, params: params).line }
        let example = method.exampleParams(spending: &budget).map(line)
        if let example, DisplayWidth.columns(of: example) <= columns { return example }
        let sample = method.sampleParams(spending: &budget).map(line)
        return [example, sample].compactMap { $0 }.min { $0.utf8.count < $1.utf8.count }
    }

    /// A call with the first example that the method takes, else with the required params.
    static func whole(of named: ServiceCatalogue.NamedMethod) -> ExampleCall {
        var budget = WorkBudget(steps: TypingWork.perKey)
        let params = named.method.exampleParams(spending: &budget)
        return params.map { ExampleCall(of: named, params: $0) } ?? beginning(of: named)
    }

    /// A call with the required params alone, as far as values are found for them.
    static func beginning(of named: ServiceCatalogue.NamedMethod) -> ExampleCall {
        var budget = WorkBudget(steps: TypingWork.perKey)
        return ExampleCall(of: named, params: named.method.sampleParams(spending: &budget) ?? [:])
    }

    private init(of named: ServiceCatalogue.NamedMethod, params: JSON) {
        self.init(service: named.service.contract.service, method: named.method, params: params)
    }

    /// The request, as a program would send it.
    var request: String {
        let id = method.isNotification ? "" : ", \"id\": 1"
        return "{\"jsonrpc\": \"2.0\", \"method\": \"\(name)\", \"params\": \(JSONLayout.line(params))\(id)}"
    }

    private static func typed(_ value: JSON, isQuoted: Bool) -> String {
        if !isQuoted, let text = value.string, !text.isEmpty, !text.unicodeScalars.contains(where: \.isSpace) {
            return text
        }
        return JSONLayout.line(value)
    }
}

extension [ContractLoader.Service] {
    /// The call that shows best how to call: one that is answered with a result, whose params are few and flat.
    var exampleCall: ExampleCall? {
        var best: (call: ExampleCall, rank: Int)?
        var budget = WorkBudget(steps: TypingWork.perKey)
        for service in self {
            for method in service.contract.methods where best == nil || budget.spend(steps: method.params.root.weight) {
                if method.fault != nil { continue }
                let examples = method.examples.lazy.map(\.params)
                let example = examples.first { $0.kind == .object && Self.isValid($0, method, &budget) }
                let params = example ?? method.plainParams(spending: &budget) ?? [:]
                let call = ExampleCall(service: service.contract.service, method: method, params: params)
                let rank = Self.rank(call, service.scripts, &budget)
                if rank < best?.rank ?? .max { best = (call, rank) }
            }
        }
        return best?.call
    }

    private static func isValid(_ params: JSON, _ method: Contract.Method, _ budget: inout WorkBudget) -> Bool {
        method.takes(params, spending: &budget)
    }

    /// How far a call is from the best; equal ones rank as they stand in the contracts.
    private static func rank(_ call: ExampleCall, _ scripts: DynamicHandlers, _ budget: inout WorkBudget) -> Int {
        var rank = 0
        if call.method.isNotification { rank += 100 }
        if !isValid(call.params, call.method, &budget) { rank += 50 }
        let params = (try? call.method.params.fillingDefaults(in: call.params)) ?? call.params
        if scripts.ending(of: call.method.name, for: params) != .result {
            rank += scripts.answers(call.method.name) ? 20 : 30
        }
        if call.params.count == 0 { rank += 10 }
        if call.params.members.contains(where: { $0.value.kind == .object || $0.value.kind == .array }) { rank += 5 }
        return rank + Swift.max(0, call.params.count - 3)
    }
}
