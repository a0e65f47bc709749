import ClamatorJSON

/// The walk over one value that finds what it lacks, and writes it with that.
///
/// It reads rules and a document's tape as a validator does, and under the same conditions.
struct FillingWalk {
    /// A member that an object lacks.
    struct Gap {
        /// Where it is put into the text.
        fileprivate var offset: Int
        /// Whether the object has no member of its own.
        fileprivate var isInEmpty: Bool
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

    init(_ validator: Validator, canRepeat: Bool, gaps: [Gap]) {
        self.validator = validator
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

    /// Finds what the value at this index of the tape lacks, and what is in it.
    mutating func find(_ rule: RulePointer, _ tapeIndex: Int) {
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
        let names = rule.pointee.names
        var expected = 0
        var key = tapeIndex &+ 1
        let count = validator.nodes[tapeIndex].count
        guard validator.spend(count) else { return }
        for _ in 0..<count {
            let isExpected =
                expected < names.pointee.names.count
                && validator.view(key).hasRawText(names.pointee.names.pointer(expected))
            let known = isExpected ? expected : validator.indexOfName(names, key)
            expected = known &+ 1
            if known >= 0 { see(known) }
            // Nothing can be put into a scalar.
            let kind = validator.nodes[key &+ 1].kind
            if kind == .object || kind == .array, rule.pointee.fillsMembers { findInMember(rule, key, known) }
            key = Int(validator.nodes[key &+ 1].next)
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
        for index in 0..<defaults.count where !isSeen(defaults[index].nameIndex) {
            if offset < 0 { offset = endOfMembers(tapeIndex) }
            add(
                Gap(
                    offset: offset, isInEmpty: validator.nodes[tapeIndex].count == 0, property: defaults.pointer(index))
            )
        }
    }

    private mutating func add(_ gap: Gap) {
        let property = gap.property.pointee
        guard budget.reached == nil else { return }
        if canRepeat, !known.insert(GapName(offset: gap.offset, name: property.name)).inserted { return }
        // The comma, the name, and what is put in at least.
        guard validator.budget.spend(bytes: 1 + property.label.count + property.value.rawText.count) else { return }
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

    /// Writes the value with what it lacks.
    mutating func write(_ view: JSONView, into writer: inout JSONWriter) {
        let end = gaps.count
        sortGaps()
        let text = view.rawText
        let start = Int(view.node.offset) - (view.kind == .string ? 1 : 0)
        var written = 0
        var last = -1
        for index in firstGap..<end {
            let gap = gaps[index]
            writer.append(text.part(written..<(gap.offset - start)))
            written = gap.offset - start
            if !gap.isInEmpty || gap.offset == last { writer.append(UInt8(ascii: ",")) }
            last = gap.offset
            let label = gap.property.pointee.label
            writer.append(label.bytes(label.indices))
            write(gap.property, into: &writer)
            if budget.reached != nil { return }
        }
        writer.append(text.part(written...))
    }

    /// Puts the gaps into the order of the text; those of one object stay in the order in which they were found.
    private mutating func sortGaps() {
        if isSorted { return }
        let sorted = gaps[firstGap...].enumerated().sorted { left, right in
            (left.element.offset, left.offset) < (right.element.offset, right.offset)
        }
        for (index, gap) in sorted.enumerated() { gaps[firstGap + index] = gap.element }
    }

    /// Writes a default with the defaults that it lacks itself.
    private mutating func write(_ property: ArenaPointer<DefaultRule>, into writer: inout JSONWriter) {
        let value = property.pointee.value
        if !property.pointee.isOpen || open.contains(property) { return writer.append(value.rawText) }
        guard validator.spend(1 + open.count) else { return }
        guard open.count < JSONParser.maximumDepth else {
            _ = validator.budget.stop(at: .depth)
            return
        }
        let outer = (validator, firstGap, isSorted, known, depth, visits)
        let left = validator.budget
        (validator, firstGap, isSorted, known, depth, visits) = (Validator(value), gaps.count, true, [], 0, [])
        validator.budget = left
        open.append(property)
        find(property.pointee.rule, value.index)
        if budget.reached == nil { write(value, into: &writer) }
        open.removeLast()
        gaps.removeLast(gaps.count - firstGap)
        let rest = validator.budget
        (validator, firstGap, isSorted, known, depth, visits) = outer
        validator.budget = rest
    }
}
