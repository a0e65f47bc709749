import ClamatorKit
import ValueGeneration

/// The calls that try one method, and what of its params they try.
struct MethodCalls {
    /// How many valid calls are made again at most: after those of the method, and after those of all methods.
    private static let (mostRepeated, mostLater) = (40, 5)
    /// Of so many valid calls each comes right behind each of them when they are made again.
    private static let mostPaired = 4

    private(set) var calls: [ProbeCall] = []
    /// Calls to make once more after those: what goes wrong only the second time, or the tenth, shows by them.
    private(set) var repeated: [ProbeCall] = []
    /// Calls to make once more after those of all methods, since others may have changed what they meet.
    private(set) var later: [ProbeCall] = []
    private(set) var coverage = ProbeCoverage()

    /// - Parameters:
    ///   - method: The method.
    ///   - service: The service's name.
    ///   - limit: How many calls at most; nil for the usual number, or more where there is more to try.
    ///   - seed: Fixes what is made up.
    init(of method: Contract.Method, in service: String, atMost limit: Int?, seed: UInt64) {
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
        let (usual, most) = limit.map { ($0, $0) } ?? (Probe.Options.usualCalls, Probe.Options.mostUsualCalls)
        let (again, last) = (min(Self.mostRepeated, usual / 7), min(Self.mostLater, usual / 60))
        let values = MethodParams(
            of: method, usually: usual - again - last, atMost: most - again - last, seed: seed)
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
            repeated = Self.repetitions(of: valid.count, atMost: again).map { valid[$0] }
        } else {
            // Whether its handler fails, a caller cannot see; with an id, an answer would show.
            calls += values.valid.prefix(20).map { call($0, .protocol, .nothing) }
            calls += values.valid.prefix(3).map { call($0, .protocol, .noReply) }
        }
        coverage = values.coverage
    }

    /// Which of so many calls are made again: the first few in such an order that each of them comes once behind each
    /// other and behind itself, then all in their order, again and again.
    private static func repetitions(of count: Int, atMost limit: Int) -> [Int] {
        guard count > 0 else { return [] }
        let paired = min(count, mostPaired)
        // The sequence of de Bruijn in which each pair stands once, and its first again.
        let pairs = (0..<paired).flatMap { one in [one] + ((one + 1)..<paired).flatMap { [one, $0] } } + [0]
        return Array((pairs + (0..<limit).map { $0 % count }).prefix(limit))
    }
}
