import ClamatorJSON

/// `unevaluatedProperties` and `unevaluatedItems` (2020-12 Core §11).
///
/// What was evaluated is found by a second walk over the schemas for the same value, made only where one of the two
/// keywords stands; schemas without them pay nothing.
extension Validator {
    /// Members or elements by place, a bit each.
    typealias Marks = UnsafeMutableBufferPointer<UInt64>

    /// Whether what no other keyword has evaluated follows the rule for such.
    @inline(never)
    mutating func checkUnevaluated(_ rule: RulePointer, _ place: Int) -> Bool {
        let isObject = nodes[place].kind == .object
        let unevaluated = isObject ? rule.pointee.object?.pointee.unevaluated : rule.pointee.array?.pointee.unevaluated
        guard let unevaluated, nodes[place].count > 0 else { return true }
        return withMarks(rule, place) { validator, marks in
            var child = place &+ 1
            let end = Int(validator.nodes[place].next)
            for index in 0..<validator.nodes[place].count {
                let value = isObject ? child &+ 1 : child
                if marks[index &>> 6] & (1 &<< UInt64(index & 63)) == 0, !validator.check(unevaluated, value) {
                    guard isObject, validator.isRepeatedLater(child, end) else { return false }
                }
                child = Int(validator.nodes[value].next)
            }
            return true
        }
    }

    /// Runs the body with a mark on each member or element that the rule evaluates, its `unevaluated…` aside.
    mutating func withMarks<Result>(
        _ rule: RulePointer, _ place: Int, _ body: (inout Validator, Marks) -> Result
    ) -> Result {
        let words = (nodes[place].count + 63) / 64
        if words <= 64 {
            // Of a size that is known to the compiler, so that it lies on the stack.
            return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { memory in
                fillMarks(rule, place, Marks(rebasing: memory[..<words]), body)
            }
        }
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words) { fillMarks(rule, place, $0, body) }
    }

    private mutating func fillMarks<Result>(
        _ rule: RulePointer, _ place: Int, _ marks: Marks, _ body: (inout Validator, Marks) -> Result
    ) -> Result {
        marks.initialize(repeating: 0)
        markOwn(rule, place, marks)
        return body(&self, marks)
    }

    /// Marks what a rule that holds evaluates.
    private mutating func mark(_ rule: RulePointer, _ place: Int, _ marks: Marks) {
        guard spend(1) else { return }
        let isObject = nodes[place].kind == .object
        let unevaluated = isObject ? rule.pointee.object?.pointee.unevaluated : rule.pointee.array?.pointee.unevaluated
        if unevaluated != nil {
            markAll(place, marks)
        } else {
            markOwn(rule, place, marks)
        }
    }

    private mutating func markAll(_ place: Int, _ marks: Marks) {
        for index in 0..<nodes[place].count { marks[index &>> 6] |= 1 &<< UInt64(index & 63) }
    }

    private mutating func markOwn(_ rule: RulePointer, _ place: Int, _ marks: Marks) {
        if nodes[place].kind == .object {
            if let object = rule.pointee.object { markMembers(object, place, marks) }
        } else if let array = rule.pointee.array {
            markElements(array, place, marks)
        }
        guard let inPlace = rule.pointee.inPlace else { return }
        for index in 0..<inPlace.pointee.all.count { mark(inPlace.pointee.all[index], place, marks) }
        for index in 0..<inPlace.pointee.choices.count {
            let branches = inPlace.pointee.choices[index].branches
            for branch in 0..<branches.count { markIfHeld(branches[branch], place, marks) }
        }
        if let condition = inPlace.pointee.condition {
            let holds = markIfHeld(condition, place, marks)
            if let branch = holds ? inPlace.pointee.then : inPlace.pointee.otherwise { mark(branch, place, marks) }
        }
    }

    @discardableResult
    private mutating func markIfHeld(_ rule: RulePointer, _ place: Int, _ marks: Marks) -> Bool {
        guard check(rule, place), budget.reached == nil else { return false }
        mark(rule, place, marks)
        return true
    }

    private mutating func markMembers(_ rule: UnsafePointer<ObjectRule>, _ place: Int, _ marks: Marks) {
        if rule.pointee.additional != nil {
            markAll(place, marks)
        } else {
            var key = place &+ 1
            for index in 0..<nodes[place].count {
                guard spend(1) else { return }
                let known = placeOfName(rule.pointee.names, key)
                var isEvaluated = known >= 0 && rule.pointee.properties[known] != nil
                for pattern in 0..<rule.pointee.patterns.count where !isEvaluated {
                    isEvaluated = matches(rule.pointee.patterns[pattern].pattern, key)
                }
                if isEvaluated { marks[index &>> 6] |= 1 &<< UInt64(index & 63) }
                key = Int(nodes[key &+ 1].next)
            }
        }
        for index in 0..<rule.pointee.dependents.count {
            let dependent = rule.pointee.dependents[index]
            guard let inner = dependent.rule else { continue }
            let trigger = rule.pointee.names.pointee.names[dependent.trigger]
            if view(place).member(UnsafeBufferPointer(start: trigger.bytes, count: trigger.length)) != nil {
                mark(inner, place, marks)
            }
        }
    }

    private mutating func markElements(_ rule: UnsafePointer<ArrayRule>, _ place: Int, _ marks: Marks) {
        if rule.pointee.items != nil { return markAll(place, marks) }
        let contains = rule.pointee.containsEvaluates ? rule.pointee.contains : nil
        var element = place &+ 1
        for index in 0..<nodes[place].count {
            guard spend(1) else { return }
            if index < rule.pointee.prefix.count || contains.map({ check($0, element) }) ?? false {
                marks[index &>> 6] |= 1 &<< UInt64(index & 63)
            }
            element = Int(nodes[element].next)
        }
    }
}
