import ClamatorJSON

/// `unevaluatedProperties` and `unevaluatedItems` (2020-12 Core §11).
///
/// What is evaluated is marked while it is checked, so that nothing is checked twice. A rule with one of the keywords
/// opens marks for its value; each rule for the same value that holds marks what it evaluates. What fails marks
/// nothing: where a branch may fail, the marks are put back as they were. Only rules that can stand under such a
/// keyword look for marks; other schemas pay nothing.
struct OpenMarks {
    /// The value, as an index on the tape; -1 where no marks are open.
    var tapeIndex = -1
    /// A bit for each member or element. It is valid for as long as the rule that opened it is being checked.
    var words: Scratch<UInt64>?

    subscript(index: Int) -> Bool {
        guard let words else { return false }
        return words[index &>> 6] & (1 &<< UInt64(index & 63)) != 0
    }

    func set(_ index: Int) {
        guard let words else { return }
        words[index &>> 6] |= 1 &<< UInt64(index & 63)
    }

    func setAll() { words?.fill(.max) }

    /// The marks of the first members or elements, a bit each.
    var firstWord: UInt64 {
        guard let words, words.count > 0 else { return 0 }
        return words[0]
    }

    /// Marks others of the first besides.
    func formUnion(_ first: UInt64) {
        guard let words, words.count > 0 else { return }
        words[0] |= first
    }
}

extension Validator {
    /// Checks an array or object by a rule that can stand under an `unevaluated…`, or has one.
    @inline(never)
    mutating func checkMarking(_ rule: RulePointer, _ tapeIndex: Int) -> Bool {
        let outer = marks
        guard let unevaluated = unevaluated(rule, tapeIndex) else {
            guard checkContents(rule, tapeIndex, isMarking: outer.tapeIndex == tapeIndex) else { return false }
            if outer.tapeIndex == tapeIndex { markOwn(rule, tapeIndex) }
            return true
        }
        let holds = withMarks(tapeIndex) { validator in
            guard validator.checkContents(rule, tapeIndex, isMarking: true) else { return false }
            validator.markOwn(rule, tapeIndex)
            return validator.checkUnmarked(unevaluated, tapeIndex)
        }
        // What nothing else has evaluated, the keyword has.
        if holds, outer.tapeIndex == tapeIndex { outer.setAll() }
        return holds
    }

    /// The same once for each rule and value as far as the table goes, where marks are open for the value: what the
    /// rule marks is remembered with its verdict, and is the same whatever was marked before. Of more members or
    /// elements than a word has bits only the refusals are remembered.
    @inline(never)
    mutating func checkRememberingMarks(_ rule: RulePointer, _ tapeIndex: Int, _ table: VerdictTable) -> Bool {
        if let entry = table.entry(rule, tapeIndex) {
            if !entry.holds { return false }
            if let marked = entry.marked {
                marks.formUnion(marked)
                return true
            }
        }
        guard nodes[tapeIndex].count <= UInt64.bitWidth else {
            let holds = checkMarking(rule, tapeIndex)
            if !holds, budget.reached == nil { table.note(rule, tapeIndex, holds) }
            return holds
        }
        var marked: UInt64 = 0
        let holds = withMarks(tapeIndex) { validator in
            guard validator.checkMarking(rule, tapeIndex) else { return false }
            marked = validator.marks.firstWord
            return true
        }
        if budget.reached == nil { table.note(rule, tapeIndex, holds, marked: marked) }
        if holds { marks.formUnion(marked) }
        return holds
    }

    /// What members or elements must be that no other keyword evaluates; nil where the rule does not say, or there are
    /// none.
    private func unevaluated(_ rule: RulePointer, _ tapeIndex: Int) -> RulePointer? {
        guard nodes[tapeIndex].count > 0 else { return nil }
        return nodes[tapeIndex].kind == .object
            ? rule.pointee.object?.pointee.unevaluated : rule.pointee.array?.pointee.unevaluated
    }

    /// Runs the body with marks of its own, all unset, for a value.
    private mutating func withMarks<Result>(_ tapeIndex: Int, _ body: (inout Validator) -> Result) -> Result {
        let outer = marks
        defer { marks = outer }
        return withWords(nodes[tapeIndex].count) { validator, words in
            validator.marks = OpenMarks(tapeIndex: tapeIndex, words: words)
            return body(&validator)
        }
    }

    /// Runs the body with memory for so many bits.
    private mutating func withWords<Result>(
        _ bits: Int, _ body: (inout Validator, Scratch<UInt64>) -> Result
    ) -> Result {
        let words = (bits + 63) / 64
        // Of a size that is known to the compiler, so that it lies on the stack; few objects have more members.
        if words <= 4 {
            return Scratch.with(words, of: 0, capacity: 4) { body(&self, $0) }
        }
        return Scratch.with(words, of: 0, capacity: words) { body(&self, $0) }
    }

    /// Whether a rule that may fail holds; where it fails, the open marks are put back as they were.
    @inline(never)
    mutating func attemptMarking(_ rule: RulePointer, _ tapeIndex: Int) -> Bool {
        guard let open = marks.words else { return check(rule, tapeIndex) }
        return withWords(open.count * 64) { validator, saved in
            saved.copy(open)
            let holds = validator.check(rule, tapeIndex)
            if !holds { open.copy(saved) }
            return holds
        }
    }

    /// Whether a rule holds of which no annotation counts.
    @inline(never)
    mutating func checkUnmarking(_ rule: RulePointer, _ tapeIndex: Int) -> Bool {
        let open = marks
        defer { marks = open }
        marks = OpenMarks()
        return check(rule, tapeIndex)
    }

    /// Marks what a rule that holds evaluates by its own keywords; those for the same value have marked theirs.
    private mutating func markOwn(_ rule: RulePointer, _ tapeIndex: Int) {
        if nodes[tapeIndex].kind == .object {
            if let object = rule.pointee.object { markMembers(object, tapeIndex) }
        } else if let array = rule.pointee.array {
            if array.pointee.items != nil { return marks.setAll() }
            for index in 0..<min(array.pointee.prefix.count, nodes[tapeIndex].count) { marks.set(index) }
        }
    }

    private mutating func markMembers(_ rule: ArenaPointer<ObjectRule>, _ tapeIndex: Int) {
        if rule.pointee.additional != nil { return marks.setAll() }
        var key = tapeIndex &+ 1
        for index in 0..<nodes[tapeIndex].count {
            guard spend(1) else { return }
            let known = indexOfName(rule.pointee.names, key)
            var isEvaluated = known >= 0 && rule.pointee.properties[known] != nil
            for pattern in 0..<rule.pointee.patterns.count where !isEvaluated {
                isEvaluated = matches(rule.pointee.patterns[pattern].pattern, key)
            }
            if isEvaluated { marks.set(index) }
            key = Int(nodes[key &+ 1].next)
        }
    }

    /// Whether what is not marked follows the rule for such.
    private mutating func checkUnmarked(_ unevaluated: RulePointer, _ tapeIndex: Int) -> Bool {
        let isObject = nodes[tapeIndex].kind == .object
        let open = marks
        var child = tapeIndex &+ 1
        let end = Int(nodes[tapeIndex].next)
        for index in 0..<nodes[tapeIndex].count {
            guard spend(1) else { return false }
            let value = isObject ? child &+ 1 : child
            if !open[index], !check(unevaluated, value) {
                guard isObject, isRepeatedLater(child, end) else { return false }
            }
            child = Int(nodes[value].next)
        }
        return true
    }
}

extension Lowering {
    /// Finds the rules that can stand under an `unevaluated…`. The rules of all nodes must be there.
    func findMarking() {
        var waiting = graph.nodes.indices.filter { index in
            graph.nodes[index].edges.contains {
                $0.keyword == .unevaluatedProperties || $0.keyword == .unevaluatedItems
            }
        }
        var seen = Set(waiting)
        while let next = waiting.popLast() {
            arena.change(rules.pointer(resolved[next])) { ($0.mayMark, $0.isPlain) = (true, false) }
            for edge in graph.nodes[next].edges where edge.keyword.isInPlace {
                if seen.insert(edge.target).inserted { waiting.append(edge.target) }
            }
        }
    }
}
