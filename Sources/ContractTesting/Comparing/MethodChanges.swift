import ClamatorJSON
import ClamatorKit

/// What changes about a method beside its schemas.
enum MethodChanges {
    static func of(_ old: ServiceMethod, _ new: ServiceMethod) -> [ContractChange] {
        names(old, new) + kind(old, new) + structure(old, new) + errors(old, new) + documentation(old, new)
    }

    private static func change(
        _ method: ServiceMethod, _ rule: String, _ verdict: ComparisonVerdict, _ before: String?, _ after: String?,
        _ part: ContractChange.Part = .method
    ) -> ContractChange {
        var change = ContractChange.ofMethod(method, rule, verdict, part)
        (change.before, change.after) = (before, after)
        return change
    }

    private static func names(_ old: ServiceMethod, _ new: ServiceMethod) -> [ContractChange] {
        if !old.fullName.utf8.elementsEqual(new.fullName.utf8) {
            return [change(old, "wireName", .breaking, old.fullName, new.fullName)]
        }
        // What it is called on the wire is the same.
        if !old.ownName.utf8.elementsEqual(new.ownName.utf8) {
            return [change(old, "name", .compatible, old.ownName, new.ownName)]
        }
        return []
    }

    private static func kind(_ old: ServiceMethod, _ new: ServiceMethod) -> [ContractChange] {
        let (before, after) = (old.method.isNotification, new.method.isNotification)
        return before == after ? [] : [change(old, "notification", .breaking, "\(before)", "\(after)")]
    }

    // MARK: How params are given

    private static func structure(_ old: ServiceMethod, _ new: ServiceMethod) -> [ContractChange] {
        var changes: [ContractChange] = []
        let (before, after) = (old.method.paramStructure, new.method.paramStructure)
        if before != after {
            let isWider = after == .either
            changes.append(
                change(
                    old, "paramStructure", isWider ? .compatible : .breaking, before.rawValue, after.rawValue))
        }
        // Where no old caller may give params by position, the positions are free.
        let (own, other) = (old.method.positions ?? [], new.method.positions ?? [])
        if old.method.positions != new.method.positions {
            let isPrefix = own.count <= other.count && zip(own, other).allSatisfy { $0 == $1 }
            let isFree = before == .byName || old.method.positions == nil
            changes.append(
                change(
                    old, "positions", isPrefix || isFree ? .compatible : .breaking, text(old.method.positions),
                    text(new.method.positions)))
        }
        return changes
    }

    private static func text(_ positions: [ExactString]?) -> String? {
        positions.map { JSON($0.map { JSON($0) }).description }
    }

    // MARK: Errors

    private static func errors(_ old: ServiceMethod, _ new: ServiceMethod) -> [ContractChange] {
        let (before, after) = (old.method.errors, new.method.errors)
        func text(_ error: RpcError) -> String { "\(error.code.rawValue) \(error.message)" }
        let removed = before.filter { !after.contains($0) }.map {
            change(old, "removed", .compatible, text($0), nil, .error)
        }
        let added = after.filter { !before.contains($0) }.map {
            change(old, "added", .compatible, nil, text($0), .error)
        }
        return removed + added
    }

    // MARK: Documentation

    private static func documentation(_ old: ServiceMethod, _ new: ServiceMethod) -> [ContractChange] {
        let (before, after) = (old.method, new.method)
        func isSame(_ one: String?, _ two: String?) -> Bool {
            one.map { ExactString($0) } == two.map { ExactString($0) }
        }
        var rules: [String] = []
        if !isSame(before.summary, after.summary) { rules.append("summary") }
        if !isSame(before.description, after.description) { rules.append("description") }
        if before.isDeprecated != after.isDeprecated { rules.append("deprecated") }
        if before.tags != after.tags { rules.append("tags") }
        if before.externalDocs != after.externalDocs { rules.append("externalDocs") }
        if before.servers != after.servers { rules.append("servers") }
        let areSame = before.examples.elementsEqual(after.examples) { $0.params == $1.params && $0.result == $1.result }
        if !areSame { rules.append("examples") }
        return rules.map { change(old, $0, .compatible, nil, nil, .documentation) }
    }
}
