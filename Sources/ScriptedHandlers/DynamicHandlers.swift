package import ClamatorKit
private import Synchronization

/// The handlers of one service as its files script them: rules, the state that they share, and what stands in for them.
package final class DynamicHandlers: Sendable {
    private let contract: Contract
    private let methods: [MethodRules]
    private let initialState: [ExactString: JSON]
    /// What else stands in the handlers files, for a file that is made of what stands now.
    private let others: [(name: ExactString, value: JSON)]
    private let shared: Mutex<Shared>
    private let uuids: UUIDSource
    private let patience: Duration?
    /// Whether an answer may depend on the calls before it: by state or by a sequence.
    package let keepState: Bool
    /// Whether an answer may depend on the calls before it: by state, by a sequence, or by what a seed fixes.
    package let dependOnOrder: Bool

    /// What the calls of a service share; held while one is answered, so that they come one after another.
    fileprivate struct Shared {
        var state: ServiceState
        var generator: SplitMix64
        /// Answers the methods without rules, where that is wanted.
        var mocks: MockAnswers?
    }

    /// Makes handlers from the rules of each method and what the state begins with.
    init(
        contract: Contract, rules: [ExactString: [Rule]], state: [ExactString: JSON],
        others: [(name: ExactString, value: JSON)], options: HandlerOptions
    ) {
        self.contract = contract
        methods = contract.methods.map {
            MethodRules(name: ExactString($0.name), rules: rules[ExactString($0.name)] ?? [])
        }
        initialState = state
        self.others = others
        let seed = options.seed ?? UInt64.random(in: .min ... .max)
        shared = Mutex(
            Shared(
                state: ServiceState(state), generator: SplitMix64(seed: seed),
                mocks: options.mocks ? MockAnswers(seed: seed) : nil))
        uuids = UUIDSource(seed: options.seed)
        patience = options.patience
        keepState = !rules.values.joined().allSatisfy(\.isStateless)
        dependOnOrder = options.seed != nil || keepState
    }

    /// The handlers by method name, as a server takes them: one for every method, so that rules can come and go.
    package var handlers: [String: Handler] {
        Dictionary(
            uniqueKeysWithValues: zip(contract.methods, methods).map { method, rules in
                (method.name, Handler { [self] params, _, _, context in try answer(params, method, rules, &context) })
            })
    }

    // MARK: Answering

    @inline(__always)
    private func answer(
        _ params: JSON, _ method: Contract.Method, _ rules: MethodRules, _ context: inout CallContext
    ) throws -> DispatchResult {
        try rules.withCurrent { rules in
            if rules.areStateless {
                return try rules.answer(params, Dictionary(), uuids: uuids, in: &context).dispatchResult()
            }
            if rules.rules.isEmpty { return try answerWithoutRules(params, method, &context) }
            return try answerInTurn(params, rules, &context)
        }
    }

    /// Lets rules answer that share the state of the service, or have an order of their own.
    @inline(never)
    private func answerInTurn(
        _ params: JSON, _ rules: RuleList, _ context: inout CallContext
    ) throws -> DispatchResult {
        let (result, delay) = try shared.withLock { shared in
            let result = try rules.answer(params, shared.state.values, uuids: uuids, in: &context)
            try shared.state.apply(result.changes)
            return (result, result.wait(using: &shared.generator))
        }
        if let patience, let delay { return delay > patience ? .silence : try result.dispatchResult() }
        return try result.dispatchResult(after: delay)
    }

    /// Answers from the contract, where that is wanted.
    @inline(never)
    private func answerWithoutRules(
        _ params: JSON, _ method: Contract.Method, _ context: inout CallContext
    ) throws -> DispatchResult {
        let answer = try shared.withLock { shared in
            try shared.mocks?.answer(to: params, sent: context.sentParams, of: method)
        }
        guard let answer else {
            // Nothing handles the call, though another rule may at any time.
            context.trace.lacksHandler = true
            throw RpcError.methodNotFound
        }
        return .replied(.result(answer))
    }

    // MARK: Looking and changing

    private subscript(method: String) -> MethodRules? { methods.first { $0.name == ExactString(method) } }

    /// A rule as it stands, and how often it answered.
    package struct Usage: Sendable {
        package let method: String
        package let rule: JSON
        package let uses: Int
        /// Whether it stands in for the method's own rules.
        package let isReplacement: Bool
    }

    /// Every rule that answers now, in the order of the contract.
    package var usages: [Usage] {
        methods.flatMap { method in
            method.current.map {
                Usage(method: method.name.string, rule: $0.source, uses: $0.uses, isReplacement: method.hasReplacement)
            }
        }
    }

    /// Whether calls of a method are answered: by rules, its own or others instead, or from the contract.
    package func answers(_ method: String) -> Bool {
        shared.withLock { $0.mocks != nil } || self[method]?.current.isEmpty == false
    }

    /// The state as it is.
    package var state: [(name: ExactString, value: JSON)] {
        shared.withLock { $0.state.values }.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }
    }

    /// The names in the state, in order.
    package var stateNames: [ExactString] { initialState.keys.sorted() }

    /// What kind of end a call would come to now; nil where no rule would answer it.
    package func ending(of method: String, for params: JSON) -> OutcomeKind? {
        let state = shared.withLock { $0.state.values }
        var budget = WorkBudget.forRules
        guard let rules = self[method]?.current else { return nil }
        // What would be given out to a call is not used up.
        let uuids = UUIDSource(seed: 0)
        do {
            for rule in rules where try rule.condition?.holds(params, state, uuids: uuids, spending: &budget) ?? true {
                return rule.upcomingStep?.outcome.kind
            }
        } catch {
            return .failure
        }
        return nil
    }

    /// The params that the conditions of a method's rules ask for.
    package func wantedParams(of method: String) -> [JSON] {
        self[method]?.current.compactMap { $0.condition?.params } ?? []
    }

    /// Puts the state and all sequences back to their start.
    package func reset() {
        shared.withLock { shared in
            shared.state = ServiceState(initialState)
            for method in methods { method.reset() }
        }
    }

    /// What calls have made of the handlers so far: the state, how far the sequences are, what comes next of made-up
    /// values.
    package struct Snapshot: Sendable {
        fileprivate let shared: Shared
        fileprivate let uuids: SplitMix64?
        fileprivate let positions: [[Int]]
    }

    /// A copy to come back to.
    package func snapshot() -> Snapshot {
        Snapshot(
            shared: shared.withLock { $0 }, uuids: uuids.snapshot(),
            positions: methods.map { $0.current.map(\.position) })
    }

    /// Comes back to a copy; none of the rules may have been replaced since.
    package func restore(_ snapshot: Snapshot) {
        shared.withLock { $0 = snapshot.shared }
        uuids.restore(snapshot.uuids)
        for (method, positions) in zip(methods, snapshot.positions) {
            for (rule, position) in zip(method.current, positions) { rule.move(to: position) }
        }
    }

    /// Lets other rules answer a method's calls, at once.
    ///
    /// - Parameters:
    ///   - method: The method's name.
    ///   - rules: A rule or an array of rules, as in a handlers file; nil takes the replacement back.
    /// - Returns: What is wrong with the rules; they stand only where nothing is.
    package func replace(_ method: String, with rules: JSON?) -> [String] {
        guard let target = self[method], let declared = contract[method] else {
            return ["no method \"\(method)\"" + Suggestion.sentence(for: method, among: methods.map(\.name.string))]
        }
        guard let rules else {
            target.replace(with: nil)
            return []
        }
        if let fault = declared.fault {
            return [Printable.escape("\(declared.fullName(in: contract.service)) is set aside: \(fault)")]
        }
        var diagnostics: [String] = []
        func note(_ message: String, _ path: JSONPointer, _ excerpt: String? = nil) {
            let end = path.tokens.isEmpty ? "" : " (at \(path))"
            diagnostics.append(Printable.escape(message + end) + (excerpt.map { "\n" + $0 } ?? ""))
        }
        do {
            for unit in try HandlersSchema.rules().explain(rules) { note(unit.error, unit.instanceLocation) }
        } catch {
            note("\(error)", JSONPointer())
        }
        let reader = RulesReader(method: declared, conventions: contract.conventions, state: initialState) {
            diagnostic in
            if diagnostic.severity == .error {
                note(diagnostic.message, diagnostic.path, diagnostic.expression?.underlined)
            }
        }
        let read = reader.read(rules, at: JSONPointer())
        if diagnostics.isEmpty { target.replace(with: read) }
        return diagnostics
    }

    /// What stands now, as a handlers file.
    package var file: JSON {
        var members = others + [("service", JSON(contract.service))]
        if !initialState.isEmpty {
            members.append(
                ("state", JSON(members: initialState.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })))
        }
        let handlers = methods.filter { !$0.current.isEmpty }.map { method -> (name: ExactString, value: JSON) in
            let rules = method.current.map(\.source)
            return (method.name, rules.count == 1 ? rules[0] : JSON(rules))
        }
        members.append(("handlers", JSON(members: handlers)))
        return JSON(members: members)
    }
}

/// What the tool's options say to handlers.
public struct HandlerOptions: Sendable {
    /// Fixes what is random: `uuid()`, delays, mock values. Nil for something new each time.
    public var seed: UInt64?
    /// Whether methods without a handler are answered from the contract: by the example with the same params, else with
    /// a value made from the result schema.
    public var mocks = false
    /// How long an answer may take: it comes at once, or, where its `delayMs` is longer, never. Nil where delays are
    /// waited for.
    package var patience: Duration?

    /// Makes the options of handlers that answer by their rules, with something new each time.
    public init() {}
}
