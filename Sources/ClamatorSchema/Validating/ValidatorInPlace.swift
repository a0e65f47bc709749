import ClamatorJSON

/// Schemas for the same value: `allOf`, `anyOf`, `oneOf`, `not`, `if`, references.
extension Validator {
    @inline(__always)
    mutating func checkInPlace(_ rule: UnsafePointer<InPlaceRule>, _ place: Int) -> Bool {
        let all = rule.pointee.all
        for index in 0..<all.count where !check(all[index], place) { return false }
        let choices = rule.pointee.choices
        for index in 0..<choices.count where !checkChoice(choices.base + index, place) { return false }
        if let not = rule.pointee.not, check(not, place) || budget.reached != nil { return false }
        if let condition = rule.pointee.condition {
            let holds = check(condition, place)
            if budget.reached != nil { return false }
            if let branch = holds ? rule.pointee.then : rule.pointee.otherwise { return check(branch, place) }
        }
        return true
    }

    @inline(__always)
    private mutating func checkChoice(_ choice: UnsafePointer<Choice>, _ place: Int) -> Bool {
        if let discriminator = choice.pointee.discriminator {
            guard let branch = self.branch(discriminator, place) else { return false }
            return check(branch, place)
        }
        var found = false
        for index in 0..<choice.pointee.branches.count {
            let holds = check(choice.pointee.branches[index], place)
            if budget.reached != nil { return false }
            if holds {
                if !choice.pointee.isOne { return true }
                if found { return false }
                found = true
            }
        }
        return found
    }

    /// The one branch that can hold for the value at this place; nil where none can.
    @inline(__always)
    mutating func branch(_ discriminator: UnsafePointer<Discriminator>, _ place: Int) -> RulePointer? {
        guard nodes[place].kind == .object, nodes[place].count > 0 else { return nil }
        let name = discriminator.pointee.name
        var found = -1
        var key = place &+ 1
        let end = Int(nodes[place].next)
        guard spend(nodes[place].count) else { return nil }
        while key < end {
            let node = nodes[key]
            if node.isEscaped {
                let spelled = UnsafeBufferPointer(start: name.pointee.bytes, count: name.pointee.length)
                if view(key).stringEquals(spelled) { found = key }
            } else {
                let bytes = text + Int(node.offset)
                // Of a repeated name the last counts, so the walk goes on to the end.
                if Name.equals(bytes, word: Name.word(bytes), length: Int(node.length), name) { found = key }
            }
            key = Int(nodes[key &+ 1].next)
        }
        guard found >= 0, nodes[found &+ 1].kind == .string else { return nil }
        let value = placeOfName(discriminator.pointee.values, found &+ 1)
        return value < 0 ? nil : discriminator.pointee.branches[value]
    }
}
