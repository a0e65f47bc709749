import ClamatorKit
import ValueGeneration

/// The calls that try one method, and what of its params they try.
struct MethodCalls {
    /// How many valid calls are made again at most: after those of the method, and after those of all methods.
    private static let (mostRepeated, mostLater) = (20, 5)

    private(set) var calls: [ProbeCall] = []
    /// Calls to make once more after those: what goes wrong only the second time, or the tenth, shows by them.
    private(set) var repeated: [ProbeCall] = []
    /// Calls to make once more after those of all methods, since others may have changed what they meet.
    private(set) var later: [ProbeCall] = []
    private(set) var coverage = ProbeCoverage()

    /// - Parameters:
    ///   - method: The method.
    ///   - service: The service's name.
    ///   - count: How many calls at most.
    ///   - seed: Fixes what is made up.
    init(of method: Contract.Method, in service: String, atMost count: Int, seed: UInt64) {
        // A seed of its own, so that a method gets the same calls whichever others are tried.
        let seed = "\(service).\(method.name)".utf8.reduce(seed ^ 0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        func call(_ params: JSON, _ kind: ProbeCall.Kind, _ demand: ProbeCall.Demand, _ rule: ProbeRule? = nil)
            -> ProbeCall
        {
            ProbeCall(service: service, method: method.name, params: params, kind: kind, demand: demand, rule: rule)
        }
        // Where few calls are allowed, none is made again.
        let (again, last) = (min(Self.mostRepeated, count / 15), min(Self.mostLater, count / 60))
        let values = Values(of: method, atMost: count - again - last, seed: seed)
        let demand: ProbeCall.Demand = method.isNotification ? .nothing : .result
        let valid = values.valid.map { call($0, .valid, demand) }
        calls = method.isNotification ? [] : valid
        if !method.isNotification {
            calls += values.broken.map { call($0.value, .invalid, .invalidParams, ProbeRule($0.rule)) }
            // Params by position, where the method has no positions.
            let array = JSON((values.valid.first?.members ?? []).map(\.value))
            if method.positions == nil, method.params.validate(array) == .invalid {
                let rule = ProbeRule(instance: JSONPointer(), keyword: "type")
                calls.append(call(array, .protocol, .invalidParams, rule))
            }
            later = Array(valid.prefix(last))
            let left = min(Self.mostRepeated, count - last - values.valid.count - values.broken.count)
            repeated = valid.isEmpty ? [] : (0..<max(0, left)).map { valid[$0 % valid.count] }
        } else {
            // Whether its handler fails, a caller cannot see; with an id, an answer would show.
            calls += values.valid.prefix(20).map { call($0, .protocol, .nothing) }
            calls += values.valid.prefix(3).map { call($0, .protocol, .noReply) }
        }
        coverage = values.coverage
    }
}

/// Params for a method: those that it takes, and those that break one rule.
private struct Values {
    private(set) var valid: [JSON] = []
    private(set) var broken: [SingleViolation] = []
    private(set) var coverage = ProbeCoverage()

    /// Through so many turns the ordinary values beside those that are tried change.
    private static let mostTurns = 8
    /// So many turns break rules.
    private static let turnsOfViolations = 2
    /// So many values with several parts at their bounds are tried beside the others.
    private static let mostExtremes = 32

    init(of method: Contract.Method, atMost count: Int, seed: UInt64) {
        let root = method.params.root
        let takesObjects = !root.types.isDisjoint(with: .object)
        func isStructured(_ value: JSON) -> Bool { value.kind == (takesObjects ? .object : .array) }
        var seen: Set<JSON> = []
        for example in method.examples.map(\.params.compact) where isStructured(example) {
            if method.params.isValid(example), seen.insert(example).inserted { valid.append(example) }
        }
        var trials = SchemaTrials(of: root, seed: seed)
        var tried: [Trial] = []
        var extremes: [Trial] = []
        let most = max(1, count / 2)
        for turn in 0..<Self.mostTurns where tried.count < most && !trials.isExhausted && (turn == 0 || !tried.isEmpty)
        {
            let turn = (turn, trials.turn(turn))
            if turn.0 == 0 { extremes = trials.extremes(of: turn.1).filter { isStructured($0.value) } }
            let fresh = turn.1.valid.filter { isStructured($0.value) && seen.insert($0.value).inserted }
            tried += Self.spread(fresh, atMost: most - tried.count) { "\($0.path) \($0.keyword?.rawValue ?? "")" }
            guard turn.0 < Self.turnsOfViolations, !method.isNotification else { continue }
            let violations = turn.1.violations.filter { isStructured($0.value) }
            broken += Self.spread(violations, atMost: max(1, count / 3) - broken.count) {
                "\($0.rule.generalPath) \($0.rule.keyword.rawValue) \($0.rule.name?.string ?? "")"
            }
        }
        // They come last: what one bound alone shows is made smaller with fewer calls.
        tried += extremes.filter { seen.insert($0.value).inserted }.prefix(Self.mostExtremes)
        valid += tried.map(\.value)
        coverage = ProbeCoverage(
            root, tried: tried, broken: broken, examples: valid, isNotification: method.isNotification)
        let room = count - valid.count - broken.count
        valid += trials.combinations(of: tried, atMost: max(0, room / 2), besides: &seen)
        var generator = ValueGenerator(seed: seed)
        var plan = GenerationPlan(root)
        // Drawn in a row, and known already.
        var failures = 0
        // Each other value has numbers from all of what is allowed.
        var turn = Int(seed % 1000)
        while failures < 20, valid.count + broken.count < count {
            turn += 1
            guard let value = try? generator.value(by: &plan, spreading: turn.isMultiple(of: 2) ? nil : turn / 2),
                isStructured(value)
            else { break }
            let isNew = seen.insert(value).inserted
            if isNew { valid.append(value) }
            failures = isNew ? 0 : failures + 1
        }
        if valid.isEmpty { coverage.isEmpty = true }
        valid = Array(valid.prefix(count))
        broken = Array(broken.prefix(count - valid.count))
    }

    /// So many of some things, of each group one after another.
    private static func spread<Element>(
        _ elements: [Element], atMost limit: Int, by group: (Element) -> String
    ) -> [Element] {
        guard elements.count > limit else { return elements }
        var counts: [ExactString: Int] = [:]
        let ranked = elements.enumerated().map { index, element -> (round: Int, index: Int) in
            let name = ExactString(group(element))
            counts[name, default: 0] += 1
            return (counts[name] ?? 0, index)
        }
        let chosen = ranked.sorted { ($0.round, $0.index) < ($1.round, $1.index) }.prefix(max(0, limit))
        return chosen.map(\.index).sorted().map { elements[$0] }
    }
}
