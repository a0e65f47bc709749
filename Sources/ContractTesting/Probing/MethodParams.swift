import ClamatorKit
import ValueGeneration

/// Params for a method: those that it takes, and those that break one rule.
struct MethodParams {
    private(set) var valid: [JSON] = []
    private(set) var broken: [SingleViolation] = []
    private(set) var coverage = ProbeCoverage()

    /// Through so many turns the ordinary values beside those that are tried change.
    private static let mostTurns = 8
    /// So many turns break rules.
    private static let turnsOfViolations = 2
    /// So many values with several parts at their bounds are tried beside the others.
    private static let mostExtremes = 32

    /// - Parameters:
    ///   - method: The method.
    ///   - count: How many there are to be.
    ///   - most: How many there may be, so that each thing is tried and each rule broken.
    ///   - seed: Fixes what is made up.
    init(of method: Contract.Method, usually count: Int, atMost most: Int, seed: UInt64) {
        var count = count
        let root = method.params.root
        let takesObjects = !root.types.isDisjoint(with: .object)
        func isStructured(_ value: JSON) -> Bool { value.kind == (takesObjects ? .object : .array) }
        var positions = PositionFilling(method)
        var seen: Set<JSON> = []
        for example in method.examples.map(\.params.compact) where isStructured(example) {
            if positions.canBeSent(example), method.params.isValid(example), seen.insert(example).inserted {
                valid.append(example)
            }
        }
        var trials = SchemaTrials(of: root, seed: seed)
        var tried: [Trial] = []
        var extremes: [Trial] = []
        for turn in 0..<Self.mostTurns
        where tried.count < max(1, count / 2) && !trials.isExhausted && (turn == 0 || !tried.isEmpty) {
            var values = trials.turn(turn)
            values.valid = values.valid.filter { isStructured($0.value) }
            values.violations =
                turn < Self.turnsOfViolations && !method.isNotification
                ? values.violations.filter { isStructured($0.value) } : []
            positions.fill(&values, of: &trials)
            if turn == 0 { extremes = trials.extremes(of: values) }
            let fresh = values.valid.filter { seen.insert($0.value).inserted }
            if turn == 0 {
                let groups = (Set(fresh.map(\.group)).count, Set(values.violations.map(\.group)).count)
                count = max(count, min(most, max(2 * groups.0, 3 * groups.1)))
            }
            tried += fresh.inTurns(atMost: max(1, count / 2) - tried.count, by: \.group)
            broken += values.violations.inTurns(atMost: max(1, count / 3) - broken.count, by: \.group)
        }
        // They come last: what one bound alone shows is made smaller with fewer calls.
        tried += extremes.filter { positions.canBeSent($0.value) && seen.insert($0.value).inserted }
            .prefix(Self.mostExtremes)
        valid += tried.map(\.value)
        coverage = ProbeCoverage(
            root, tried: tried, broken: broken, examples: valid, isNotification: method.isNotification)
        let room = count - valid.count - broken.count
        valid += trials.combinations(of: tried, atMost: max(0, room / 2), besides: &seen)
            .filter { positions.canBeSent($0) }
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
            let isNew = positions.canBeSent(value) && seen.insert(value).inserted
            if isNew { valid.append(value) }
            failures = isNew ? 0 : failures + 1
        }
        if valid.isEmpty { coverage.isEmpty = true }
        valid = Array(valid.prefix(count))
        broken = Array(broken.prefix(count - valid.count))
    }
}
