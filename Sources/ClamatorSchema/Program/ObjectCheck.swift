import ClamatorJSON

/// Objects: one walk over the members, each name looked up once.
///
/// Unsafe code. Invariant: `properties` has an element for each name of the table, so the index of a name is one of it;
/// its bounds would be asked for each member.
extension Validator {
    @inline(__always)
    mutating func checkObject(_ rule: ArenaPointer<ObjectRule>, _ tapeIndex: Int) -> Bool {
        let count = nodes[tapeIndex].count
        guard spend(count) else { return false }
        if count < rule.pointee.minimumCount { return false }
        if count > rule.pointee.maximumCount || rule.pointee.minimumCount > 1 {
            let distinct = view(tapeIndex).distinctCount
            if distinct < rule.pointee.minimumCount || distinct > rule.pointee.maximumCount { return false }
        }
        return rule.pointee.isNarrow ? checkNarrowObject(rule, tapeIndex) : checkWideObject(rule, tapeIndex)
    }

    @inline(never)
    private mutating func checkWideObject(_ rule: ArenaPointer<ObjectRule>, _ tapeIndex: Int) -> Bool {
        // To find a name takes a look at all of it; where names can be long, the text of the object is paid for.
        guard spend(rule.pointee.hasLongNames ? Int(nodes[tapeIndex].length) &>> 4 : 0) else { return false }
        let words = (rule.pointee.names.pointee.names.count + 63) / 64
        return Scratch.with(words, of: 0, capacity: words) { checkWideObject(rule, tapeIndex, $0) }
    }

    /// Where the names that the rule speaks of fit in one word of bits, and are short.
    @inline(never)
    private mutating func checkNarrowObject(_ rule: ArenaPointer<ObjectRule>, _ tapeIndex: Int) -> Bool {
        var seen: UInt64 = 0
        guard checkMembers(rule, tapeIndex, { seen |= 1 &<< UInt64(truncatingIfNeeded: $0) }) else { return false }
        let expected = rule.pointee.expected
        if seen & expected != expected {
            let required = rule.pointee.required
            if seen & required != required { return false }
            lacksDefaults = true
        }
        if rule.pointee.dependents.count == 0 { return true }
        return checkDependents(rule, tapeIndex) { seen & (1 &<< UInt64(truncatingIfNeeded: $0)) != 0 }
    }

    private mutating func checkWideObject(
        _ rule: ArenaPointer<ObjectRule>, _ tapeIndex: Int, _ seen: Scratch<UInt64>
    ) -> Bool {
        func isSeen(_ name: Int) -> Bool { seen[name &>> 6] & (1 &<< UInt64(name & 63)) != 0 }
        guard checkMembers(rule, tapeIndex, { seen[$0 &>> 6] |= 1 &<< UInt64($0 & 63) }) else { return false }
        let required = rule.pointee.requiredIndices
        guard spend(required.count) else { return false }
        for index in 0..<required.count where !isSeen(required[index]) { return false }
        let defaults = rule.pointee.defaults
        guard spend(defaults.count) else { return false }
        for index in 0..<defaults.count where !isSeen(defaults[index].nameIndex) { lacksDefaults = true }
        return checkDependents(rule, tapeIndex, isSeen)
    }

    /// Checks each member by its name. `see` hears the index of each name.
    @inline(__always)
    private mutating func checkMembers(
        _ rule: ArenaPointer<ObjectRule>, _ tapeIndex: Int, _ see: (Int) -> Void
    ) -> Bool {
        let knowsAll = rule.pointee.patterns.count == 0 && rule.pointee.propertyNames == nil
        let names = rule.pointee.names.pointee.names
        let nameCount = rule.pointee.names.pointee.names.count
        // An object that has most of the members mostly has them in the order of the schema.
        let isDense = nodes[tapeIndex].count &* 2 >= nameCount
        var expected = isDense ? 0 : nameCount
        var key = tapeIndex &+ 1
        let end = nodes[tapeIndex].count == 0 ? key : Int(nodes[tapeIndex].next)
        if knowsAll, !checkExpected(rule, &key, end, &expected, see) { return false }
        while key < end {
            let value = key &+ 1
            var member: RulePointer?
            var known = expected
            if expected < nameCount, view(key).hasRawText(names.pointer(expected)) {
                expected &+= 1
            } else {
                known = indexOfName(rule.pointee.names, key)
                if isDense { expected = known &+ 1 }
            }
            if known >= 0 {
                see(known)
                member = unsafe rule.pointee.properties.base[known]
            }
            if knowsAll {
                if let schema = member ?? rule.pointee.additional, !check(schema, value) {
                    guard isRepeatedLater(key, end) else { return false }
                }
            } else if !checkMember(rule, key, known) {
                guard isRepeatedLater(key, end) else { return false }
            }
            key = Int(nodes[value].next)
        }
        return true
    }

    /// Checks the first members, as long as they are those of `properties` in its order.
    @inline(__always)
    private mutating func checkExpected(
        _ rule: ArenaPointer<ObjectRule>, _ key: inout Int, _ end: Int, _ expected: inout Int, _ see: (Int) -> Void
    ) -> Bool {
        let members = view(key)
        let names = rule.pointee.names.pointee.names
        let nameCount = rule.pointee.names.pointee.names.count
        while key < end, expected < nameCount {
            guard members.at(key).hasRawText(names.pointer(expected)),
                let property = unsafe rule.pointee.properties.base[expected]
            else {
                return true
            }
            if !check(property, key &+ 1), !isRepeatedLater(key, end) { return false }
            see(expected)
            expected &+= 1
            key = Int(members.nodes[key &+ 1].next)
        }
        return true
    }

    /// Checks a member where patterns or `propertyNames` have a say.
    @inline(never)
    private mutating func checkMember(_ rule: ArenaPointer<ObjectRule>, _ key: Int, _ known: Int) -> Bool {
        let value = key &+ 1
        var isKnown = false
        if let names = rule.pointee.propertyNames, !check(names, key) { return false }
        if known >= 0, let property = rule.pointee.properties[known] {
            isKnown = true
            if !check(property, value) { return false }
        }
        for index in 0..<rule.pointee.patterns.count where matches(rule.pointee.patterns[index].pattern, key) {
            isKnown = true
            if !check(rule.pointee.patterns[index].rule, value) { return false }
        }
        guard !isKnown, let additional = rule.pointee.additional else { return true }
        return check(additional, value)
    }

    /// Whether the member's name stands again further on, so that this value does not count.
    @inline(never)
    mutating func isRepeatedLater(_ key: Int, _ end: Int) -> Bool {
        if budget.reached != nil { return false }
        let name = view(key)
        var other = Int(nodes[key &+ 1].next)
        while other < end {
            guard spend(1 &+ Int(name.node.length) &>> 4) else { return false }
            let isEqual =
                name.node.isEscaped ? name.sameString(as: view(other)) : view(other).stringEquals(name.bytes)
            if isEqual { return true }
            other = Int(nodes[other &+ 1].next)
        }
        return false
    }

    @inline(__always)
    private mutating func checkDependents(
        _ rule: ArenaPointer<ObjectRule>, _ tapeIndex: Int, _ isSeen: (Int) -> Bool
    ) -> Bool {
        let dependents = rule.pointee.dependents
        guard spend(dependents.count) else { return false }
        for index in 0..<dependents.count where isSeen(dependents[index].trigger) {
            let required = dependents[index].required
            guard spend(required.count) else { return false }
            for other in 0..<required.count where !isSeen(required[other]) { return false }
            if let rule = dependents[index].rule, !check(rule, tapeIndex) { return false }
        }
        return true
    }
}

extension JSONView {
    /// The number of members with different names.
    var distinctCount: Int { hasRepeatedName ? lastMembers().count : count }
}
