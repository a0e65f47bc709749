import ClamatorKit
import ValueGeneration

/// Sees to it that params which can only be given by position have no gap: a member that is left out before others gets
/// an ordinary value.
struct PositionFilling {
    private let method: Contract.Method
    /// Values for members that are missing.
    private var spare: [ExactString: JSON] = [:]

    init(_ method: Contract.Method) { self.method = method }

    /// Whether params can be given as the method takes them.
    func canBeSent(_ params: JSON) -> Bool { method.canTake(params) }

    /// Fills the gaps of values, and leaves out those that cannot be sent, or are not any more what they were.
    mutating func fill(_ values: inout SchemaTrials.Turn, of trials: inout SchemaTrials) {
        guard method.paramStructure == .byPosition else { return }
        for trial in values.valid {
            for (name, value) in trial.value.members where spare[name] == nil { spare[name] = value }
        }
        values.valid = values.valid.compactMap { trial in
            var trial = trial
            let value = filled(trial.value)
            guard canBeSent(value), method.params.isValid(value) else { return nil }
            trial.value = value
            return trial
        }
        values.violations = values.violations.compactMap { violation in
            var violation = violation
            let value = filled(violation.value)
            guard canBeSent(value) else { return nil }
            if value != violation.value {
                guard let rules = trials.rules(brokenBy: value), rules.count == 1,
                    ProbeRule(rules[0]) == ProbeRule(violation.rule)
                else { return nil }
                violation.value = value
            }
            return violation
        }
    }

    private func filled(_ params: JSON) -> JSON {
        let given = Set(params.members.map(\.name))
        let positions = method.positions ?? []
        guard let last = positions.lastIndex(where: given.contains) else { return params }
        let missing = positions[..<last].filter { !given.contains($0) }
        return JSON(members: params.members + missing.compactMap { name in spare[name].map { (name, $0) } })
    }
}

extension Contract.Method {
    /// Whether params can be given as the method takes them: where that is by position alone, there must be no gap, and
    /// each must have a position.
    func canTake(_ params: JSON) -> Bool {
        paramStructure != .byPosition || params.kind == .array || positionalParams(params) != nil
    }
}
