import ClamatorJSON
package import ClamatorKit
import ClamatorSchema

/// What changes for callers and servers between two sets of contracts.
package struct ContractComparison: Sendable {
    /// The changes, service by service and method by method in the order of the old contracts, then what is new.
    package private(set) var changes: [ContractChange] = []
    /// The methods that both have, by their names on the wire.
    package private(set) var methods: [(service: String, fullName: String)] = []
    /// Whether a limit ended the comparison of some schemas.
    package private(set) var isIncomplete = false

    /// The worst of the changes.
    package var verdict: ComparisonVerdict { changes.map(\.verdict).max() ?? .compatible }

    /// What the comparison of two schemas may cost, that of all, and that of two when this is used up: enough to see
    /// that they are equal.
    private let workOfSchemas: Int
    private static let workOfAll = 200_000_000
    private static let leastWorkOfSchemas = 1000
    /// What it may cost to find what all schemas say that refuses no value, and two schemas when that is used up.
    private static let workOfAnnotations = 20_000_000
    private static let leastWorkOfAnnotations = 500

    private var steps = Self.workOfAll
    private var stepsOfAnnotations = Self.workOfAnnotations

    /// Compares contracts.
    ///
    /// - Parameters:
    ///   - old: Those that callers know.
    ///   - new: Those that are to replace them.
    ///   - workOfSchemas: What the comparison of two schemas may cost.
    package init(_ old: [Contract], _ new: [Contract], workOfSchemas: Int = 20_000_000) {
        self.workOfSchemas = workOfSchemas
        let pairing = MethodPairing(old, new)
        let newServices = Set(new.map { ExactString($0.service) })
        let oldServices = Set(old.map { ExactString($0.service) })
        var comparers: [ServicePair: SchemaComparer] = [:]
        let removed = Dictionary(grouping: pairing.removed) { ExactString($0.service) }
        for contract in old {
            let service = ExactString(contract.service)
            let gone = removed[service] ?? []
            if !newServices.contains(service), gone.count == contract.methods.count {
                changes.append(.ofService(contract.service, "removed", .breaking))
                continue
            }
            compareDocumentation(of: contract, new.first { $0.service.utf8.elementsEqual(contract.service.utf8) })
            for (before, after) in pairing.pairs where ExactString(before.service) == service {
                let key = ServicePair(old: service, new: ExactString(after.service))
                // Where it is kept: a copy would copy all that is known with each method.
                compare(before, after, &comparers[key, default: SchemaComparer(budget: WorkBudget(steps: 0))])
            }
            for method in gone { changes.append(.ofMethod(method, "removed", .breaking)) }
        }
        let added = Dictionary(grouping: pairing.added) { ExactString($0.service) }
        for contract in new {
            let more = added[ExactString(contract.service)] ?? []
            if !oldServices.contains(ExactString(contract.service)), more.count == contract.methods.count {
                changes.append(.ofService(contract.service, "added", .compatible))
            } else {
                for method in more { changes.append(.ofMethod(method, "added", .compatible)) }
            }
        }
    }

    private struct ServicePair: Hashable {
        let old: ExactString
        let new: ExactString
    }

    private mutating func compare(_ old: ServiceMethod, _ new: ServiceMethod, _ comparer: inout SchemaComparer) {
        methods.append((old.service, old.fullName))
        changes += MethodChanges.of(old, new)
        guard old.method.fault == nil, new.method.fault == nil else {
            changes.append(.ofMethod(old, "schema", .possibly))
            return
        }
        compare(old, .params, old.method.params, new.method.params, &comparer)
        if let result = old.method.result, let other = new.method.result {
            compare(old, .result, result, other, &comparer)
        }
    }

    private mutating func compareDocumentation(of contract: Contract, _ other: Contract?) {
        guard let other, contract.description != other.description else { return }
        changes.append(.ofService(contract.service, "description", .compatible, .documentation))
    }

    // MARK: Schemas

    private mutating func compare(
        _ method: ServiceMethod, _ part: ContractChange.Part, _ old: Schema, _ new: Schema,
        _ comparer: inout SchemaComparer
    ) {
        let granted = max(Self.leastWorkOfSchemas, min(workOfSchemas, steps))
        comparer.budget = WorkBudget(steps: granted)
        defer { steps -= granted - max(0, comparer.budget.steps) }
        if comparer.areSame(old.root, new.root, .old) {
            noteAnnotations(method, part, old, new, &comparer)
            return
        }
        // Params are given by callers, who know the old contract; results by servers, who know the new one.
        let isParams = part == .params
        let types: TypeSet = isParams ? [.object, .array] : .all
        let before = Conjunction([old.root], .old).narrowed(to: types)
        let after = Conjunction([new.root], .new).narrowed(to: types)
        let (broken, loosened) = isParams ? (before, after) : (after, before)
        let (target, other) = isParams ? (new, old) : (old, new)
        add(Pair(broken, target.root), other.root, method, part, isBreaking: true, &comparer)
        add(Pair(loosened, other.root), target.root, method, part, isBreaking: false, &comparer)
        noteAnnotations(method, part, old, new, &comparer)
    }

    /// Adds what one schema refuses of what follows the other.
    private mutating func add(
        _ claim: Pair, _ schema: Subschema, _ method: ServiceMethod, _ part: ContractChange.Part, isBreaking: Bool,
        _ comparer: inout SchemaComparer
    ) {
        var search = DifferenceSearch()
        for difference in search.differences(claim, of: schema, triesHard: isBreaking, &comparer) {
            var change = ContractChange.ofMethod(method, difference.keyword.rawValue, .compatible, part)
            change.path = difference.path
            change.name = difference.name
            change.witness = difference.witness
            change.validIn = claim.conjunction.side
            change.locatedIn = claim.conjunction.side.other
            if difference.part.isOwn {
                change.location = difference.part.locationInFile.appending(ExactString(difference.keyword.rawValue))
            }
            change.after = difference.argument
            if let witness = difference.witness { change.reason = reason(witness, claim.target, difference) }
            if isBreaking { change.verdict = difference.witness == nil ? .possibly : .breaking }
            changes.append(change)
        }
        guard comparer.budget.reached != nil else { return }
        isIncomplete = true
        if isBreaking { changes.append(.ofMethod(method, "limit", .possibly, part)) }
    }

    /// Why a schema refuses a value, by the rule of a difference where that is among the reasons.
    private func reason(_ value: JSON, _ schema: Subschema, _ difference: SchemaDifference) -> String? {
        var budget = WorkBudget(steps: 1_000_000)
        let units = schema.explain(value, spending: &budget)
        let rule = ExactString(difference.keyword.rawValue)
        let unit = units.first { OutputUnit.lastStep(of: $0.keywordLocation) == rule } ?? units.first
        return unit.map(\.error)
    }

    private mutating func noteAnnotations(
        _ method: ServiceMethod, _ part: ContractChange.Part, _ old: Schema, _ new: Schema,
        _ comparer: inout SchemaComparer
    ) {
        let granted = max(Self.leastWorkOfAnnotations, stepsOfAnnotations)
        var budget = WorkBudget(steps: granted)
        let found = comparer.annotations.between(old.root, new.root, spending: &budget)
        stepsOfAnnotations -= granted - max(0, budget.steps)
        for (path, rule, before, after) in found {
            var change = ContractChange.ofMethod(method, rule, .compatible, .documentation)
            change.path = JSONPointer([ExactString(part.rawValue)] + path.tokens)
            (change.before, change.after) = (before, after)
            changes.append(change)
        }
        guard budget.reached != nil else { return }
        isIncomplete = true
        var change = ContractChange.ofMethod(method, "limit", .compatible, .documentation)
        change.path = JSONPointer([ExactString(part.rawValue)])
        changes.append(change)
    }
}

extension ContractChange {
    static func ofService(
        _ service: String, _ rule: String, _ verdict: ComparisonVerdict, _ part: Part = .method
    ) -> ContractChange {
        ContractChange(service: service, fullName: service, part: part, rule: rule, verdict: verdict)
    }

    static func ofMethod(
        _ method: ServiceMethod, _ rule: String, _ verdict: ComparisonVerdict, _ part: Part = .method
    ) -> ContractChange {
        ContractChange(
            service: method.service, method: method.method.name, fullName: method.fullName, part: part, rule: rule,
            verdict: verdict)
    }
}
