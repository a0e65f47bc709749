import ClamatorJSON

/// Schemas for the same value: `allOf`, `anyOf`, `oneOf`, `not`, `if`, references.
extension Validator {
    /// Checks the rules for the same value. Whether marks are open for it is a constant at each call, so that schemas
    /// without `unevaluated…` are not asked.
    @inline(__always)
    mutating func checkInPlace(_ rule: ArenaPointer<InPlaceRule>, _ place: Int, isMarking: Bool) -> Bool {
        let all = rule.pointee.all
        for index in 0..<all.count where !check(all[index], place) { return false }
        let choices = rule.pointee.choices
        for index in 0..<choices.count where !checkChoice(choices.pointer(index), place, isMarking) { return false }
        if let not = rule.pointee.not {
            if isMarking ? checkUnmarking(not, place) : check(not, place) { return false }
            if budget.reached != nil { return false }
        }
        if let condition = rule.pointee.condition {
            let holds = attempt(condition, place, isMarking)
            if budget.reached != nil { return false }
            if let branch = holds ? rule.pointee.then : rule.pointee.otherwise { return check(branch, place) }
        }
        return true
    }

    /// Whether a rule that may fail holds.
    @inline(__always)
    private mutating func attempt(_ rule: RulePointer, _ place: Int, _ isMarking: Bool) -> Bool {
        isMarking ? attemptMarking(rule, place) : check(rule, place)
    }

    @inline(__always)
    private mutating func checkChoice(_ choice: ArenaPointer<Choice>, _ place: Int, _ isMarking: Bool) -> Bool {
        if let discriminator = choice.pointee.discriminator {
            guard let branch = self.branch(discriminator, place) else { return false }
            return check(branch, place)
        }
        var found = false
        for index in 0..<choice.pointee.branches.count {
            let holds = attempt(choice.pointee.branches[index], place, isMarking)
            if budget.reached != nil { return false }
            if holds {
                // Where marks are open, every branch that holds has a say.
                if !choice.pointee.isOne && !isMarking { return true }
                if choice.pointee.isOne && found { return false }
                found = true
            }
        }
        return found
    }

    /// The one branch that can hold for the value at this place; nil where none can.
    @inline(__always)
    mutating func branch(_ discriminator: ArenaPointer<Discriminator>, _ place: Int) -> RulePointer? {
        guard nodes[place].kind == .object, nodes[place].count > 0 else { return nil }
        let name = discriminator.pointee.name
        var found = -1
        var key = place &+ 1
        let end = Int(nodes[place].next)
        guard spend(nodes[place].count) else { return nil }
        while key < end {
            let node = nodes[key]
            if node.isEscaped {
                guard spend(Int(node.length) &>> 4) else { return nil }
                if view(key).stringEquals(name.pointee.utf8) { found = key }
            } else {
                // Of a repeated name the last counts, so the walk goes on to the end.
                if Name.equals(view(key), name) { found = key }
            }
            key = Int(nodes[key &+ 1].next)
        }
        guard found >= 0, nodes[found &+ 1].kind == .string else { return nil }
        let value = placeOfName(discriminator.pointee.values, found &+ 1)
        return value < 0 ? nil : discriminator.pointee.branches[value]
    }
}
