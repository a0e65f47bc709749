import ClamatorKit

/// Reads `set`: what a rule makes of the state.
extension RulesReader {
    func updates(_ set: JSON?, at path: JSONPointer) -> [StateUpdate]? {
        var isSound = true
        var read: [StateUpdate] = []
        for (name, value) in set?.members ?? [] {
            let location = path.appending(name)
            guard let initial = state[name] else {
                reportUnknownState(name, at: location)
                isSound = false
                continue
            }
            if let operation = operation(value, on: name, beginningWith: initial, at: location) {
                read.append(StateUpdate(name: name, operation: operation, location: location))
            } else {
                isSound = false
            }
        }
        return isSound ? read : nil
    }

    private func operation(
        _ value: JSON, on name: ExactString, beginningWith initial: JSON, at path: JSONPointer
    ) -> StateUpdate.Operation? {
        let members = value.kind == .object ? value.members : []
        if let (key, operand) = members.first(where: { StateUpdate.operators.contains($0.name) }) {
            guard members.count == 1 else {
                let other = members.first { $0.name != key }?.name ?? ""
                report("\(key) stands alone, and \"\(other)\" stands beside it", path, .error)
                return nil
            }
            let fixed = ExpressionShape(like: initial).types
            let wanted = StateUpdate.types(for: key)
            if fixed.isDisjoint(with: wanted) {
                report(
                    "\(key) works on \(StateUpdate.words(for: key)), and \"\(name)\" begins as \(fixed.words)", path,
                    .error)
                return nil
            }
            return operation(key, operand, at: path.appending(key))
        }
        let isForeign = members.count == 1 && members[0].name.hasPrefix("$")
        if isForeign { reportUnknownOperator(members[0].name, at: path) }
        guard let template = template(value, at: path) else { return nil }
        if !isForeign { warnOfOtherType(template, value, than: initial, name, at: path) }
        return .assign(template)
    }

    private func reportUnknownOperator(_ name: ExactString, at path: JSONPointer) {
        let known = StateUpdate.operators
        let isNear = Suggestion.nearest(to: name, among: known) != nil
        let hint =
            isNear
            ? Suggestion.sentence(for: name, among: known)
            : "; the value is taken as it stands. Operators are \(known.map(\.string).joined(separator: ", "))"
        report("no operator \(name)\(hint)", path.appending(name), isNear ? .error : .warning)
    }

    /// Warns of a value that the checks at load do not expect in the state.
    private func warnOfOtherType(
        _ template: Template, _ value: JSON, than initial: JSON, _ name: ExactString, at path: JSONPointer
    ) {
        let fixed = ExpressionShape(like: initial).types
        var types = ExpressionValue.json(value).types
        if let whole = template.placeholders.first(where: { $0.path.tokens.isEmpty }) { types = whole.types }
        guard fixed.isDisjoint(with: types), types != .null else { return }
        report(
            "\"\(name)\" begins as \(fixed.words), which expressions are checked by, and becomes \(types.words) here",
            path, .warning)
    }

    private func operation(_ key: ExactString, _ operand: JSON, at path: JSONPointer) -> StateUpdate.Operation? {
        switch key {
        case "$inc":
            if operand.kind == .number { return template(operand, at: path).map { .increment($0) } }
            guard operand.kind == .string else {
                report("expected a number or one ${…} that gives a number, got \(operand)", path, .error)
                return nil
            }
            guard expression(operand, giving: .number, at: path) != nil else { return nil }
            return template(operand, at: path).map { .increment($0) }
        case "$push": return template(operand, at: path).map { .push($0) }
        case "$pull": return members(operand, at: path).map { .pull($0) }
        case "$patch":
            guard let parts = parts(operand, ["where", "with"], at: path),
                let condition = members(parts[0], at: path.appending("where")),
                let added = members(parts[1], at: path.appending("with"))
            else { return nil }
            return .patch(where: condition, with: added)
        case "$put":
            guard let parts = parts(operand, ["key", "value"], at: path),
                let key = self.key(parts[0], at: path.appending("key")),
                let added = template(parts[1], at: path.appending("value"))
            else { return nil }
            return .put(key: key, value: added)
        default: return self.key(operand, at: path).map { .delete($0) }
        }
    }

    /// The two members that an operator takes.
    private func parts(_ operand: JSON, _ names: [ExactString], at path: JSONPointer) -> [JSON]? {
        let form = "{\"\(names[0])\": …, \"\(names[1])\": …}"
        guard operand.kind == .object else {
            report("expected \(form), got \(operand)", path, .error)
            return nil
        }
        if let (name, _) = operand.members.first(where: { !names.contains($0.name) }) {
            report(
                "unknown property \"\(name)\"\(Suggestion.sentence(for: name, among: names)); expected \(form)",
                path.appending(name), .error)
            return nil
        }
        let found = names.compactMap { operand[$0] }
        if found.count < names.count { report("expected \(form)", path, .error) }
        return found.count == names.count ? found : nil
    }

    /// The template of an object's members.
    private func members(_ operand: JSON, at path: JSONPointer) -> Template? {
        guard operand.kind == .object, operand.count > 0 else {
            report("expected an object of members, got \(operand)", path, .error)
            return nil
        }
        return template(operand, at: path)
    }

    /// The template of a name, which must be able to give a string.
    private func key(_ value: JSON, at path: JSONPointer) -> Template? {
        guard value.kind == .string else {
            report("expected the name of a member, got \(value)", path, .error)
            return nil
        }
        guard let template = template(value, at: path) else { return nil }
        if let placeholder = template.placeholders.first, !placeholder.types.contains(.string) {
            report("expected a name, and the expression gives \(placeholder.types.words)", path, .error)
            return nil
        }
        return template
    }
}
