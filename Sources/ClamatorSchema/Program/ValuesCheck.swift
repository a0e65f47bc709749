import ClamatorJSON

/// `enum` and `const`.
extension Validator {
    @inline(never)
    mutating func checkOther(_ values: ArenaPointer<ValuesRule>, _ tapeIndex: Int) -> Bool {
        let value = view(tapeIndex)
        let others = values.pointee.others
        if let hashes = values.pointee.hashes {
            guard spend(costOfComparing(tapeIndex)) else { return false }
            let hash = EnumerationHash.of(value)
            var index = EnumerationHash.first(hash, in: hashes)
            while index < others.count, hashes[index] == hash {
                guard spend(costOfComparing(tapeIndex)) else { return false }
                if value.isEqual(to: others[index]) { return true }
                index &+= 1
            }
            return false
        }
        for index in 0..<others.count {
            let other = others[index]
            guard spend(other.kind == value.kind ? costOfComparing(tapeIndex) &+ other.count &* 8 : 1) else {
                return false
            }
            if value.isEqual(to: others[index]) { return true }
        }
        return false
    }

    /// What it costs to hash a value or to compare it with another.
    func costOfComparing(_ tapeIndex: Int) -> Int {
        let values = Int(nodes[tapeIndex].next) &- tapeIndex
        // The members of an object are compared in the order of their names.
        return (values > 1 ? values &* 8 : 1) &+ Int(nodes[tapeIndex].length) &>> 4
    }
}
