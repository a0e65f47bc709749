internal import ClamatorKit
public import ScriptedHandlers

/// Handlers that answer as a recording says: its lines are calls for a batch, each with what it expects.
///
/// Each method gets one rule for each of the params that it was called with, those with more members first, since a rule
/// takes in all params that have its members. Calls with the same params are answered in turn.
public struct RecordedHandlers {
    /// What a method was called with, and what it answered.
    fileprivate struct Method {
        let name: String
        /// Whether it was called as a request.
        var hasRequests = false
        var calls: [RecordingReader.Call] = []
        /// The members that its params were given.
        var given = GivenMembers()
    }

    /// The calls of a method that one rule answers.
    fileprivate struct Group {
        /// The members of the params that tell them from others.
        let params: JSON
        /// The answers in turn, each with how many calls it is for.
        var steps: [(outcome: JSON, times: Int)] = []
        /// How many calls came before the first one of which the answer is known.
        var unknown = 0

        init(_ params: JSON) { self.params = params }

        mutating func add(_ outcome: JSON?, times: Int) {
            guard let outcome else {
                // It is a call all the same, and takes its turn.
                if steps.isEmpty { unknown += times } else { steps[steps.count - 1].times += times }
                return
            }
            if steps.last?.outcome == outcome {
                steps[steps.count - 1].times += times
            } else {
                steps.append((outcome, times + (steps.isEmpty ? unknown : 0)))
            }
        }
    }

    private var methods: [ExactString: [Method]] = [:]
    private let contracts: [ExactString: Contract]
    /// The services that were called, in the order of their first calls.
    private var called: [String] = []
    /// How many calls the rules are made of.
    public private(set) var callCount = 0
    /// The lines that no rule answers as they expect, each with its number and why.
    public private(set) var leftOut: [(line: Int, reason: String)] = []

    /// Reads a recording.
    ///
    /// - Parameters:
    ///   - source: The lines.
    ///   - services: The services whose contracts tell what methods and params are called and which of them are defaults; none
    ///     where that is not known.
    ///   - maximumLineLength: The longest line that is read, in bytes.
    /// - Throws: `StreamError` where the source fails.
    public init(
        reading source: any ByteSource, _ services: [ContractLoader.Service], maximumLineLength: Int
    ) throws(StreamError) {
        contracts = Dictionary(services.map { (ExactString($0.contract.service), $0.contract) }) { first, _ in first }
        var reader = RecordingReader(services)
        var indices: [ExactString: Int] = [:]
        try reader.read(source, maximumLength: maximumLineLength) { call in
            let service = ExactString(call.service)
            if methods[service] == nil { called.append(call.service) }
            let name = ExactString("\(call.service).\(call.method)")
            let index = indices[name] ?? methods[service]?.count ?? 0
            if indices.updateValue(index, forKey: name) == nil {
                methods[service, default: []].append(Method(name: call.method))
            }
            methods[service]?[index].add(call)
            callCount += 1
        }
        leftOut = reader.leftOut
    }

    /// The services that there are rules for, in the order of their first calls.
    public var services: [String] { called.filter { !handlers(of: $0).isEmpty } }

    /// The handlers of a service, as the text of a file.
    ///
    /// - Parameter service: One of `services`.
    /// - Returns: The text, and how many rules it has.
    public func file(of service: String) -> (text: String, rules: Int) {
        let handlers = handlers(of: service)
        let file: JSON = [
            "service": JSON(service),
            "handlers": JSON(
                members: handlers.map { name, rules in (name, rules.count == 1 ? rules[0] : JSON(rules)) }),
        ]
        return (ContractText.text(of: file), handlers.reduce(0) { $0 + $1.rules.count })
    }

    /// The rules by method, of methods that have some.
    private func handlers(of service: String) -> [(name: ExactString, rules: [JSON])] {
        let contract = contracts[ExactString(service)]
        return (methods[ExactString(service)] ?? [])
            .map { (ExactString($0.name), $0.rules(contract?[$0.name])) }.filter { !$0.rules.isEmpty }
    }
}

extension RecordedHandlers.Method {
    fileprivate mutating func add(_ call: RecordingReader.Call) {
        calls.append(call)
        given.add(call.params)
        if !call.isNotification { hasRequests = true }
    }

    /// The rules that answer the calls; none where there need be none.
    fileprivate func rules(_ method: Contract.Method?) -> [JSON] {
        let isNotification = method?.isNotification ?? !hasRequests
        if isNotification { return [[:]] }
        if calls.allSatisfy({ Self.isMethodNotFound($0.outcome) }) { return [] }
        return groups.filter { !$0.steps.isEmpty }.map(Self.rule)
    }

    /// The calls by their params, those with more members first: then no rule takes in what one behind it is for.
    private var groups: [RecordedHandlers.Group] {
        var groups: [RecordedHandlers.Group] = []
        var indices: [JSON: Int] = [:]
        for call in calls {
            // A default that was never given tells no call from another.
            let params = given.part(of: call.filled)
            let index = indices[params] ?? groups.count
            if indices.updateValue(index, forKey: params) == nil { groups.append(RecordedHandlers.Group(params)) }
            let silence: JSON? = call.isNotification ? RecordingReader.silence : .none
            groups[index].add(call.outcome ?? silence, times: call.times)
        }
        let sized = groups.map { (group: $0, size: $0.params.withView { Int($0.node.next) - $0.index }) }
        return sized.enumerated().sorted { ($1.element.size, $0.offset) < ($0.element.size, $1.offset) }
            .map(\.element.group)
    }

    private static func rule(_ group: RecordedHandlers.Group) -> JSON {
        var members: [(name: ExactString, value: JSON)] = []
        if group.params.count > 0 { members.append(("when", ["params": group.params])) }
        if group.steps.count == 1 {
            members += group.steps[0].outcome.members
        } else {
            let steps = group.steps.map { step in
                JSON(members: step.outcome.members + (step.times > 1 ? [(ExactString("times"), JSON(step.times))] : []))
            }
            members.append(("sequence", JSON(steps)))
        }
        return JSON(members: members)
    }

    private static func isMethodNotFound(_ outcome: JSON?) -> Bool {
        outcome.map { RpcError.Code($0["error"]?["code"]?.int ?? 0) == .methodNotFound } ?? true
    }
}
