import ClamatorJSON

/// The walk over one value that finds what it lacks, and writes it with that.
///
/// It reads rules and a document's tape as a validator does, and under the same conditions.
struct FillingWalk {
    /// A member that an object lacks.
    struct Gap {
        /// Where it is put into the text.
        fileprivate var offset: Int
        fileprivate var property: ArenaPointer<DefaultRule>
    }

    private(set) var validator: Validator
    private var gaps: [Gap]
    /// The first of the gaps that are in this value; those before it are in values around it.
    private var firstGap = 0
    private var isSorted = true
    /// Whether the same member can be found to lack by more than one rule.
    private let canRepeat: Bool
    /// Where it can: the offsets and names of the gaps.
    private var known: Set<GapName> = []
    /// The defaults that are being filled, so that one that contains itself ends.
    private var open: [ArenaPointer<DefaultRule>] = []
    /// The rule of the whole value, and where that stands in its document.
    private let root: RulePointer
    private var rootOffset: UInt32 = 0
    /// Whether the value is a default that is filled in within itself, by the same rule, which has no end.
    private(set) var leadsBack = false
    private var depth = 0
    /// With fewer steps left than these, it is remembered where by which rules was looked for gaps.
    private let remembersBelow: Int
    private var visits: Set<Visit> = []
    /// The most that is remembered; what is not, is only looked at again.
    private static let maximumVisits = 50_000

    private struct Visit: Hashable {
        let rule: RulePointer
        let tapeIndex: Int
    }

    private struct GapName: Hashable {
        let offset: Int
        let name: Int
    }

    init(_ validator: Validator, _ root: RulePointer, gaps: [Gap]) {
        self.validator = validator
        self.root = root
        let canRepeat = root.pointee.breaksByFilling
        // As the validator does.
        remembersBelow = canRepeat ? validator.budget.steps &- validator.budget.steps &>> 3 : .min
        self.canRepeat = canRepeat
        self.gaps = gaps
    }

    var hasGaps: Bool { gaps.count > firstGap }
    /// What is left; where a limit was reached, the rest means nothing.
    var budget: WorkBudget { validator.budget }

    /// Gives up the memory of the gaps.
    mutating func takeGaps() -> [Gap] {
        // More than a few are not worth keeping memory for.
        guard gaps.capacity <= 1024 else { return [] }
        // For a few this is less work than to remove them all at once.
        while gaps.popLast() != nil {}
        return gaps
    }

    // MARK: Finding

    /// Finds what the value lacks, and what is in it.
    mutating func find(in view: JSONView) {
        rootOffset = view.node.offset
        find(root, view.index)
    }

    /// Finds what the value at this index of the tape lacks, and what is in it.
    private mutating func find(_ rule: RulePointer, _ tapeIndex: Int) {
        guard rule.pointee.fills, validator.spend(1) else { return }
        if budget.steps < remembersBelow {
            let visit = Visit(rule: rule, tapeIndex: tapeIndex)
            if visits.contains(visit) { return }
            if visits.count < Self.maximumVisits { visits.insert(visit) }
        }
        depth &+= 1
        defer { depth &-= 1 }
        guard depth <= Validator.maximumDepth else {
            _ = validator.budget.stop(at: .depth)
            return
        }
        switch validator.nodes[tapeIndex].kind {
        case .object: if let object = rule.pointee.object { findInObject(object, tapeIndex) }
        case .array: if let array = rule.pointee.array { findInArray(array, tapeIndex) }
        default: return
        }
        if let inPlace = rule.pointee.inPlace { findInPlace(inPlace, tapeIndex) }
    }

    private mutating func findInPlace(_ rule: ArenaPointer<InPlaceRule>, _ tapeIndex: Int) {
        for index in 0..<rule.pointee.all.count { find(rule.pointee.all[index], tapeIndex) }
        for index in 0..<rule.pointee.choices.count {
            if let branch = branch(rule.pointee.choices.pointer(index), tapeIndex) { find(branch, tapeIndex) }
        }
        guard let condition = rule.pointee.condition else { return }
        let holds = validator.check(condition, tapeIndex)
        if holds { find(condition, tapeIndex) }
        if let branch = holds ? rule.pointee.then : rule.pointee.otherwise { find(branch, tapeIndex) }
    }

    /// The first branch that holds.
    private mutating func branch(_ choice: ArenaPointer<Choice>, _ tapeIndex: Int) -> RulePointer? {
        let branches = choice.pointee.branches
        guard (0..<branches.count).contains(where: { branches[$0].pointee.fills }) else { return nil }
        if let discriminator = choice.pointee.discriminator { return validator.branch(discriminator, tapeIndex) }
        for index in 0..<branches.count where validator.check(branches[index], tapeIndex) { return branches[index] }
        return nil
    }

    private mutating func findInArray(_ rule: ArenaPointer<ArrayRule>, _ tapeIndex: Int) {
        let prefix = rule.pointee.prefix
        var element = tapeIndex &+ 1
        let count = validator.nodes[tapeIndex].count
        guard validator.spend(count) else { return }
        for index in 0..<count {
            if index < prefix.count {
                find(prefix[index], element)
            } else if let items = rule.pointee.items, items.pointee.fills {
                find(items, element)
            } else {
                return
            }
            element = Int(validator.nodes[element].next)
        }
    }

    private mutating func findInObject(_ rule: ArenaPointer<ObjectRule>, _ tapeIndex: Int) {
        if rule.pointee.defaults.count == 0 && !rule.pointee.fillsMembers { return }
        if rule.pointee.names.pointee.names.count <= 64 {
            var seen: UInt64 = 0
            findInMembers(rule, tapeIndex) { seen |= 1 &<< UInt64(truncatingIfNeeded: $0) }
            if seen & rule.pointee.defaulted == rule.pointee.defaulted { return }
            addGaps(rule, tapeIndex) { seen & (1 &<< UInt64(truncatingIfNeeded: $0)) != 0 }
            return
        }
        let words = (rule.pointee.names.pointee.names.count + 63) / 64
        Scratch.with(words, of: 0 as UInt64, capacity: words) { seen in
            findInMembers(rule, tapeIndex) { seen[$0 &>> 6] |= 1 &<< UInt64($0 & 63) }
            addGaps(rule, tapeIndex) { seen[$0 &>> 6] & (1 &<< UInt64($0 & 63)) != 0 }
        }
    }

    /// Walks the members. `see` hears the index of each name.
    @inline(__always)
    private mutating func findInMembers(
        _ rule: ArenaPointer<ObjectRule>, _ tapeIndex: Int, _ see: (Int) -> Void
    ) {
        let members = validator.view(tapeIndex)
        let names = rule.pointee.names.pointee.names
        let (nameCount, fillsMembers) = (names.count, rule.pointee.fillsMembers)
        var expected = 0
        var key = tapeIndex &+ 1
        let count = members.count
        guard validator.spend(count) else { return }
        for _ in 0..<count {
            let isExpected = expected < nameCount && members.at(key).hasRawText(names.pointer(expected))
            let known = isExpected ? expected : validator.indexOfName(rule.pointee.names, key)
            expected = known &+ 1
            if known >= 0 { see(known) }
            // Nothing can be put into a scalar.
            if fillsMembers, members.at(key &+ 1).isContainer { findInMember(rule, key, known) }
            key = Int(members.nodes[key &+ 1].next)
        }
    }

    private mutating func findInMember(_ rule: ArenaPointer<ObjectRule>, _ key: Int, _ known: Int) {
        let value = key &+ 1
        var isCovered = false
        if known >= 0, let property = rule.pointee.properties[known] {
            isCovered = true
            find(property, value)
        }
        if !rule.pointee.fillsOthers { return }
        for index in 0..<rule.pointee.patterns.count where validator.matches(rule.pointee.patterns[index].pattern, key)
        {
            isCovered = true
            find(rule.pointee.patterns[index].rule, value)
        }
        if !isCovered, let additional = rule.pointee.additional { find(additional, value) }
    }

    @inline(__always)
    private mutating func addGaps(_ rule: ArenaPointer<ObjectRule>, _ tapeIndex: Int, _ isSeen: (Int) -> Bool) {
        let defaults = rule.pointee.defaults
        guard validator.spend(defaults.count) else { return }
        var offset = -1
        for index in 0..<defaults.count {
            let property = defaults.pointer(index)
            if isSeen(property.pointee.nameIndex) { continue }
            if offset < 0 { offset = endOfMembers(tapeIndex) }
            add(Gap(offset: offset, property: property))
        }
    }

    private mutating func add(_ gap: Gap) {
        let property = gap.property
        guard budget.reached == nil else { return }
        if canRepeat, !known.insert(GapName(offset: gap.offset, name: property.pointee.name)).inserted { return }
        // The comma, the name, and what is put in at least.
        let bytes = 1 &+ property.pointee.label.count &+ property.pointee.value.rawText.count
        guard validator.budget.spend(bytes: bytes) else { return }
        if hasGaps, let last = gaps.last, last.offset > gap.offset { isSorted = false }
        gaps.append(gap)
    }

    /// Where the text of an object's members ends.
    private func endOfMembers(_ tapeIndex: Int) -> Int {
        let object = validator.nodes[tapeIndex]
        guard object.count > 0 else { return Int(object.offset) + 1 }
        var value = tapeIndex &+ 2
        while Int(validator.nodes[value].next) < Int(object.next) { value = Int(validator.nodes[value].next) &+ 1 }
        let node = validator.nodes[value]
        return Int(node.offset) + Int(node.length) + (node.kind == .string ? 1 : 0)
    }

    // MARK: Writing

    /// A value whose text and tape are copied with what it lacks.
    private struct Copy {
        var source: JSONSplicer.Source
        /// The gap that is come to next, and the one behind the last.
        var next: Int
        let end: Int
    }

    /// Writes the value with what it lacks.
    ///
    /// - Parameters:
    ///   - view: The value, in which gaps were found.
    ///   - mayHaveLineBreaks: Whether a line break may stand in its text.
    ///   - level: How many arrays and objects it will be in.
    ///   - splicer: What it is written into.
    /// - Returns: False where a limit was reached.
    mutating func write(
        _ view: JSONView, mayHaveLineBreaks: Bool, level: Int = 0, into splicer: inout JSONSplicer
    ) -> Bool {
        sortGaps()
        let source = splicer.begin(view, mayHaveLineBreaks: mayHaveLineBreaks)
        var copy = Copy(source: source, next: firstGap, end: gaps.count)
        guard write(container: view.index, level: level &+ 1, &copy, into: &splicer) else { return false }
        splicer.end(&copy.source)
        return true
    }

    /// Writes an array or object that has the next gap, or has in it what has it.
    private mutating func write(
        container index: Int, level: Int, _ copy: inout Copy, into splicer: inout JSONSplicer
    ) -> Bool {
        let node = validator.nodes[index]
        let position = splicer.open(index, of: copy.source)
        // What is to be copied begins here.
        var rest = index &+ 1
        // In an object a name stands before each value.
        let names = node.kind == .object ? 1 : 0
        var child = rest &+ names
        var offset = gaps[copy.next].offset
        while child < Int(node.next), offset < .max {
            let value = validator.nodes[child]
            if offset < value.end {
                splicer.copyNodes(rest..<child, of: copy.source)
                guard write(container: child, level: level &+ 1, &copy, into: &splicer) else { return false }
                rest = Int(value.next)
                offset = copy.next < copy.end ? gaps[copy.next].offset : .max
            }
            child = Int(value.next) &+ names
        }
        splicer.copyNodes(rest..<Int(node.next), of: copy.source)
        let first = copy.next
        while copy.next < copy.end, gaps[copy.next].offset < node.end {
            let gap = gaps[copy.next]
            if copy.next == first { splicer.copyText(upTo: gap.offset, of: &copy.source) }
            let label = gap.property.pointee.label
            splicer.name(
                label.bytes(label.indices), flags: gap.property.pointee.labelFlags,
                isFirst: node.count == 0 && copy.next == first)
            guard write(gap.property, level: level, into: &splicer) else { return false }
            copy.next &+= 1
        }
        let added = copy.next &- first
        if added > 0 { splicer.resume(&copy.source, behind: index) }
        return splicer.close(position, index, of: copy.source, members: added) || validator.budget.stop(at: .bytes)
    }

    /// Puts the gaps into the order of the text; those of one object stay in the order in which they were found.
    private mutating func sortGaps() {
        if isSorted { return }
        let sorted = gaps[firstGap...].enumerated().sorted { left, right in
            (left.element.offset, left.offset) < (right.element.offset, right.offset)
        }
        for (index, gap) in sorted.enumerated() { gaps[firstGap + index] = gap.element }
    }

    /// Writes a default with the defaults that it lacks itself, within so many arrays and objects.
    private mutating func write(
        _ property: ArenaPointer<DefaultRule>, level: Int, into splicer: inout JSONSplicer
    ) -> Bool {
        let (value, mayHaveLineBreaks) = (property.pointee.value, property.pointee.mayHaveLineBreaks)
        if value.isNested(deeperThan: JSONParser.maximumDepth &- level) { return validator.budget.stop(at: .depth) }
        guard property.pointee.isOpen, !open.contains(property) else {
            splicer.value(value, mayHaveLineBreaks: mayHaveLineBreaks)
            return true
        }
        guard validator.spend(1 + open.count) else { return false }
        let outer = (validator, firstGap, isSorted, known, depth, visits)
        let left = validator.budget
        (validator, firstGap, isSorted, known, depth, visits) = (Validator(value), gaps.count, true, [], 0, [])
        validator.budget = left
        if property.pointee.rule == root, value.node.offset == rootOffset { leadsBack = true }
        open.append(property)
        find(property.pointee.rule, value.index)
        if hasGaps {
            _ = write(value, mayHaveLineBreaks: mayHaveLineBreaks, level: level, into: &splicer)
        } else {
            splicer.value(value, mayHaveLineBreaks: mayHaveLineBreaks)
        }
        open.removeLast()
        gaps.removeLast(gaps.count - firstGap)
        let rest = validator.budget
        (validator, firstGap, isSorted, known, depth, visits) = outer
        validator.budget = rest
        return rest.reached == nil
    }
}
