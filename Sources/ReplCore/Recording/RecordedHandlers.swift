internal import ClamatorKit
public import ScriptedHandlers

/// Handlers that answer as a recording says: its lines are calls for a batch, each with what it expects.
///
/// Each method gets one rule for each of the params that it was called with, those with more members first, since a
/// rule takes in all params that have its members. Calls with the same params are answered in turn.
public struct RecordedHandlers {
    /// What a method was called with, and what it answered.
    fileprivate struct Method {
        let service: String
        let name: String
        /// Whether it was called as a request.
        var hasRequests = false
        /// Whether some call was answered otherwise than a method that is not there answers.
        var isFound = false
        /// The calls by all their params, and where those of some params are.
        var groups: [Group] = []
        var indices: [JSON: Int] = [:]
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

        /// - Returns: Whether that takes a further step.
        mutating func add(_ outcome: JSON?, times: Int) -> Bool {
            guard let outcome else {
                // It is a call all the same, and takes its turn.
                if steps.isEmpty { unknown += times } else { steps[steps.count - 1].times += times }
                return false
            }
            if steps.last?.outcome == outcome {
                steps[steps.count - 1].times += times
                return false
            }
            steps.append((outcome.ownCopy, times + (steps.isEmpty ? unknown : 0)))
            return true
        }

        /// Adds the calls of another group behind its own.
        mutating func add(_ other: Group) {
            if other.steps.isEmpty { _ = add(.none, times: other.unknown) }
            for step in other.steps { _ = add(step.outcome, times: step.times) }
        }
    }

    /// The rules by method, of methods that have some, by service.
    private let rules: [ExactString: [(name: ExactString, rules: [JSON])]]
    /// The services that there are rules for, in the order of their first calls.
    public let services: [String]
    /// Whether all calls are answered as they expect without a rule.
    public let areWithoutRules: Bool
    /// The first of the lines that no rule answers as they expect, each with its number and why.
    public let leftOut: [(line: Int, reason: String)]
    /// How many such lines there are.
    public let leftOutCount: Int
    /// Whether a line was so long that nothing behind it was read.
    public let isCutOff: Bool
    /// The service whose rules are larger than a file may be; behind the call that made them so nothing was read.
    public let outgrown: String?

    /// Reads a recording.
    ///
    /// - Parameters:
    ///   - source: The lines.
    ///   - services: The services whose contracts tell what methods and params are called and which of them are
    ///     defaults; none where that is not known.
    ///   - wanted: The only service that rules are made for; nil for all.
    ///   - maximumLineLength: The longest line that is read, in bytes.
    ///   - maximumSize: How much text the rules of a service may have, in bytes.
    ///   - mostSkipped: How much of a longer line is read over, in bytes.
    /// - Throws: `StreamError` where the source fails.
    public init(
        reading source: any ByteSource, _ services: [ContractLoader.Service], only wanted: String? = nil,
        maximumLineLength: Int, maximumSize: Int, mostSkipped: Int = 1 << 30
    ) throws(StreamError) {
        var reader = RecordingReader(services)
        var methods: [Method] = []
        var indices: [ExactString: Int] = [:]
        var sizes: [ExactString: Int] = [:]
        var outgrown: String?
        var hasOthers = false
        try reader.read(source, maximumLength: maximumLineLength, mostSkipped: mostSkipped) { call in
            if let wanted, ExactString(wanted) != ExactString(call.service) {
                hasOthers = true
                return true
            }
            let name = ExactString("\(call.service).\(call.method)")
            let index = indices[name] ?? methods.count
            var size = 0
            if indices.updateValue(index, forKey: name) == nil {
                methods.append(Method(service: call.service, name: call.method))
                size = call.method.utf8.count
            }
            size += methods[index].add(call)
            sizes[ExactString(call.service), default: 0] += size
            if sizes[ExactString(call.service), default: 0] > maximumSize { outgrown = call.service }
            return outgrown == nil
        }
        self.outgrown = outgrown
        (leftOut, leftOutCount, isCutOff) = (reader.leftOut, reader.leftOutCount, reader.isCutOff)
        let catalogue = ServiceCatalogue(services)
        var rules: [ExactString: [(name: ExactString, rules: [JSON])]] = [:]
        var known: [String] = []
        for method in methods where outgrown == nil {
            let own = method.rules(catalogue.method(method.name, of: method.service)?.method)
            if own.isEmpty { continue }
            if rules[ExactString(method.service)] == nil { known.append(method.service) }
            rules[ExactString(method.service), default: []].append((ExactString(method.name), own))
        }
        (self.rules, self.services) = (rules, known)
        areWithoutRules = known.isEmpty && leftOut.isEmpty && reader.hasExpectations && !hasOthers
    }

    /// The handlers of a service, as the text of a file.
    ///
    /// - Parameter service: One of `services`.
    /// - Returns: The text, and how many rules it has.
    public func file(of service: String) -> (text: String, rules: Int) {
        let methods = rules[ExactString(service)] ?? []
        let handlers = JSON(members: methods.map { ($0.name, $0.rules.count == 1 ? $0.rules[0] : JSON($0.rules)) })
        let file: JSON = ["service": JSON(service), "handlers": handlers]
        return (ContractText.text(of: file), methods.reduce(0) { $0 + $1.rules.count })
    }
}

extension RecordedHandlers.Method {
    /// - Returns: How much text the rules have more for it, at least.
    fileprivate mutating func add(_ call: RecordingReader.Call) -> Int {
        if !call.isNotification { hasRequests = true }
        if let outcome = call.outcome, !Self.isMethodNotFound(outcome) { isFound = true }
        var size = 0
        let index = indices[call.filled] ?? groups.count
        if index == groups.count {
            let params = call.filled.ownCopy
            indices[params] = index
            groups.append(RecordedHandlers.Group(params))
            size += call.params.textLength + Self.textAroundParams
        }
        given.add(call.params)
        let outcome = call.outcome ?? (call.isNotification ? RecordingReader.silence : .none)
        if groups[index].add(outcome, times: call.times) { size += outcome?.textLength ?? 0 }
        // What is for no rule so far takes memory all the same.
        return hasRequests && isFound ? size : size / 2
    }

    /// How much text there is around the params of a rule, at least: names of members, indentation, a line's end.
    private static let textAroundParams = 32

    /// The rules that answer the calls; none where there need be none.
    fileprivate func rules(_ method: Contract.Method?) -> [JSON] {
        let isNotification = method?.isNotification ?? !hasRequests
        if isNotification { return [[:]] }
        if !isFound { return [] }
        return sortedGroups.filter { !$0.steps.isEmpty }.map(Self.rule)
    }

    /// The calls by their params, those with more members first: then no rule takes in what one behind it is for.
    private var sortedGroups: [RecordedHandlers.Group] {
        var merged: [RecordedHandlers.Group] = []
        var indices: [JSON: Int] = [:]
        for group in groups {
            // A default that was never given tells no call from another.
            let params = given.part(of: group.params)
            let index = indices[params] ?? merged.count
            if indices.updateValue(index, forKey: params) == nil { merged.append(RecordedHandlers.Group(params)) }
            merged[index].add(group)
        }
        let sized = merged.map { (group: $0, size: $0.params.withView { Int($0.node.next) - $0.index }) }
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

    private static func isMethodNotFound(_ outcome: JSON) -> Bool {
        let answer = RpcError.methodNotFound
        let expected: JSON = ["error": ["code": JSON(answer.code.rawValue), "message": JSON(answer.message)]]
        return outcome == expected
    }
}
