import ClamatorJSON

/// Arrays.
extension Validator {
    @inline(never)
    mutating func checkArray(_ rule: ArenaPointer<ArrayRule>, _ tapeIndex: Int) -> Bool {
        let count = nodes[tapeIndex].count
        guard spend(count) else { return false }
        if count < rule.pointee.minimumCount || count > rule.pointee.maximumCount { return false }
        var element = tapeIndex &+ 1
        var index = 0
        let prefix = rule.pointee.prefix
        while index < count, index < prefix.count {
            if !check(prefix[index], element) { return false }
            element = Int(nodes[element].next)
            index &+= 1
        }
        if let items = rule.pointee.items {
            while index < count {
                if !check(items, element) { return false }
                element = Int(nodes[element].next)
                index &+= 1
            }
        }
        if let contains = rule.pointee.contains, !checkContains(contains, rule, tapeIndex) { return false }
        return !rule.pointee.isUnique || count < 2 || hasUniqueElements(tapeIndex)
    }

    private mutating func checkContains(
        _ contains: RulePointer, _ rule: ArenaPointer<ArrayRule>, _ tapeIndex: Int
    ) -> Bool {
        var found = 0
        var element = tapeIndex &+ 1
        let isMarking = rule.pointee.containsEvaluates && marks.tapeIndex == tapeIndex
        let isUnbounded = rule.pointee.maximumContains == .max && !isMarking
        for index in 0..<nodes[tapeIndex].count {
            if isUnbounded && found >= rule.pointee.minimumContains { return true }
            if check(contains, element) {
                found &+= 1
                if isMarking { marks.set(index) }
                if found > rule.pointee.maximumContains { return false }
            }
            if budget.reached != nil { return false }
            element = Int(nodes[element].next)
        }
        return found >= rule.pointee.minimumContains
    }

    // MARK: uniqueItems

    /// Few elements are compared pair by pair, and need no memory; many are hashed.
    private mutating func hasUniqueElements(_ tapeIndex: Int) -> Bool {
        let count = nodes[tapeIndex].count
        if count > 12 { return hasUniqueHashes(tapeIndex) }
        var one = tapeIndex &+ 1
        for index in 0..<count {
            var other = Int(nodes[one].next)
            for _ in (index &+ 1)..<max(count, index &+ 1) {
                guard spend(costOfComparing(one)) else { return false }
                if view(one).isEqual(to: view(other)) { return false }
                other = Int(nodes[other].next)
            }
            one = Int(nodes[one].next)
        }
        return true
    }

    /// Puts the elements into an open table by their hash; equal hashes are compared.
    @inline(never)
    private mutating func hasUniqueHashes(_ tapeIndex: Int) -> Bool {
        let count = nodes[tapeIndex].count
        var size = 32
        while size < count &* 2 { size &*= 2 }
        // Up to 128 elements the table fits on the stack.
        if size <= 256 {
            return Scratch.with(size, of: 0, capacity: 256) { hasUniqueHashes(tapeIndex, $0) }
        }
        return Scratch.with(size, of: 0, capacity: size) { hasUniqueHashes(tapeIndex, $0) }
    }

    private mutating func hasUniqueHashes(_ tapeIndex: Int, _ table: Scratch<UInt32>) -> Bool {
        // A node's index is never 0 here, so 0 marks a free slot.
        var element = tapeIndex &+ 1
        for _ in 0..<nodes[tapeIndex].count {
            guard spend(costOfComparing(element)) else { return false }
            var hasher = Hasher()
            view(element).hash(into: &hasher)
            var slot = hasher.finalize() & (table.count &- 1)
            while table[slot] != 0 {
                guard spend(costOfComparing(element)) else { return false }
                if view(element).isEqual(to: view(Int(table[slot]))) { return false }
                slot = (slot &+ 1) & (table.count &- 1)
            }
            table[slot] = UInt32(truncatingIfNeeded: element)
            element = Int(nodes[element].next)
        }
        return true
    }
}
