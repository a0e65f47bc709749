import ClamatorJSON

/// Schemas for the same value: `allOf`, `anyOf`, `oneOf`, `not`, `if`, references.
extension Validator {
    /// Checks the rules for the same value. Whether marks are open for it is a constant at each call, so that schemas
    /// without `unevaluated…` are not asked.
    @inline(__always)
    mutating func checkInPlace(_ rule: ArenaPointer<InPlaceRule>, _ tapeIndex: Int, isMarking: Bool) -> Bool {
        let all = rule.pointee.all
        for index in 0..<all.count where !check(all[index], tapeIndex) { return false }
        let choices = rule.pointee.choices
        for index in 0..<choices.count where !checkChoice(choices.pointer(index), tapeIndex, isMarking) { return false }
        if let not = rule.pointee.not {
            if isMarking ? checkUnmarking(not, tapeIndex) : check(not, tapeIndex) { return false }
            if budget.reached != nil { return false }
        }
        if let condition = rule.pointee.condition {
            let holds = attempt(condition, tapeIndex, isMarking)
            if budget.reached != nil { return false }
            if let branch = holds ? rule.pointee.then : rule.pointee.otherwise { return check(branch, tapeIndex) }
        }
        return true
    }

    /// Whether a rule that may fail holds.
    @inline(__always)
    private mutating func attempt(_ rule: RulePointer, _ tapeIndex: Int, _ isMarking: Bool) -> Bool {
        isMarking ? attemptMarking(rule, tapeIndex) : check(rule, tapeIndex)
    }

    @inline(__always)
    private mutating func checkChoice(_ choice: ArenaPointer<Choice>, _ tapeIndex: Int, _ isMarking: Bool) -> Bool {
        if let discriminator = choice.pointee.discriminator {
            guard let branch = self.branch(discriminator, tapeIndex) else { return false }
            return check(branch, tapeIndex)
        }
        var found = false
        for index in 0..<choice.pointee.branches.count {
            let holds = attempt(choice.pointee.branches[index], tapeIndex, isMarking)
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

    /// The one branch that can hold for the value at this index; nil where none can.
    @inline(__always)
    mutating func branch(_ discriminator: ArenaPointer<Discriminator>, _ tapeIndex: Int) -> RulePointer? {
        guard nodes[tapeIndex].kind == .object, nodes[tapeIndex].count > 0 else { return nil }
        let name = discriminator.pointee.name
        var found = -1
        var key = tapeIndex &+ 1
        let end = Int(nodes[tapeIndex].next)
        guard spend(nodes[tapeIndex].count) else { return nil }
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
        let value = indexOfName(discriminator.pointee.values, found &+ 1)
        return value < 0 ? nil : discriminator.pointee.branches[value]
    }
}
