import ClamatorJSON

/// `enum` and `const`.
extension Validator {
    @inline(never)
    mutating func checkOther(_ values: ArenaPointer<ValuesRule>, _ place: Int) -> Bool {
        let value = view(place)
        let others = values.pointee.others
        if let hashes = values.pointee.hashes {
            guard spend(costOfComparing(place)) else { return false }
            let hash = EnumerationHash.of(value)
            var index = EnumerationHash.first(hash, in: hashes)
            while index < others.count, hashes[index] == hash {
                guard spend(costOfComparing(place)) else { return false }
                if value.isEqual(to: others[index]) { return true }
                index &+= 1
            }
            return false
        }
        for index in 0..<others.count {
            let other = others[index]
            guard spend(other.kind == value.kind ? costOfComparing(place) &+ other.count &* 8 : 1) else { return false }
            if value.isEqual(to: others[index]) { return true }
        }
        return false
    }

    /// What it costs to hash a value or to compare it with another.
    func costOfComparing(_ place: Int) -> Int {
        let values = Int(nodes[place].next) &- place
        // The members of an object are compared in the order of their names.
        return (values > 1 ? values &* 8 : 1) &+ Int(nodes[place].length) &>> 4
    }
}
