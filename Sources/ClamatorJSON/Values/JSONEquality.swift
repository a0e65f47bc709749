extension JSON: Hashable {
    /// Whether two values are equal as JSON Schema has it (Core §4.2.2): numbers by value, however they are spelled,
    /// strings by their characters, objects whatever the order of their members. Of a repeated name the last counts.
    public static func == (left: JSON, right: JSON) -> Bool {
        left.withView { left in right.withView { right in left.isEqual(to: right) } }
    }

    /// Feeds what equality looks at.
    public func hash(into hasher: inout Hasher) {
        withView { $0.hash(into: &hasher) }
    }
}

extension JSONView {
    /// Whether two values are equal as JSON Schema has it.
    package func isEqual(to other: JSONView) -> Bool {
        guard kind == other.kind else { return false }
        switch kind {
        case .null, .true, .false: return true
        case .number: return compareNumber(to: other) == 0
        case .string: return sameString(as: other)
        case .array:
            return count == other.count && zip(elements, other.elements).allSatisfy { $0.isEqual(to: $1) }
        case .object: return objectIsEqual(to: other)
        }
    }

    private func objectIsEqual(to other: JSONView) -> Bool {
        let small = 16
        if count == other.count, count <= small, !hasRepeatedName, !other.hasRepeatedName {
            // A name at the same position, which is the rule, is found without a search.
            return zip(members, other.members).allSatisfy { ours, theirs in
                if ours.key.sameString(as: theirs.key) { return ours.value.isEqual(to: theirs.value) }
                guard let value = ours.key.withUTF8({ other.member($0) }) else { return false }
                return ours.value.isEqual(to: value)
            }
        }
        let ours = lastMembers()
        let theirs = other.lastMembers()
        return ours.count == theirs.count
            && ours.allSatisfy { name, value in theirs[name].map { value.isEqual(to: $0) } ?? false }
    }

    /// Whether two strings have the same value.
    package func sameString(as other: JSONView) -> Bool {
        withUTF8(other.stringEquals)
    }

    /// Whether some name stands more than once in the object.
    package var hasRepeatedName: Bool {
        if count > 16 { return lastMembers().count < count }
        var cursor = children
        while let key = cursor.next(), cursor.next() != nil {
            var rest = cursor
            while let other = rest.next(), rest.next() != nil {
                if key.sameString(as: other) { return true }
            }
        }
        return false
    }

    /// Whether that is so in it or in an object inside it.
    package var hasRepeatedNameInside: Bool {
        (index..<Int(node.next)).contains { nodes[$0].kind == .object && at($0).hasRepeatedName }
    }

    /// The members by name; of a repeated name the last.
    package func lastMembers() -> [ExactString: JSONView] {
        var last: [ExactString: JSONView] = [:]
        last.reserveCapacity(count)
        for (key, value) in members { last[key.exactString] = value }
        return last
    }

    /// The order of two numbers: negative, 0 or positive as this one is less, equal or greater. Exact.
    package func compareNumber(to other: JSONView) -> Int {
        if let one = plainInteger, let two = other.plainInteger { return one < two ? -1 : (one == two ? 0 : 1) }
        return JSONDecimal.compare(JSONDecimal(bytes), JSONDecimal(other.bytes))
    }

    /// Feeds what equality looks at.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind.rawValue)
        switch kind {
        case .null, .true, .false: break
        case .number: JSONDecimal(bytes).hash(into: &hasher)
        case .string: withUTF8 { $0.hash(into: &hasher) }
        case .array:
            hasher.combine(count)
            for element in elements { element.hash(into: &hasher) }
        case .object:
            // The order of members does not count: their hashes are added up.
            var sum = 0
            func add(_ name: ByteView, _ value: JSONView) {
                var member = Hasher()
                name.hash(into: &member)
                member.combine(name.count)
                value.hash(into: &member)
                sum &+= member.finalize()
            }
            if count <= 16, !hasRepeatedName {
                for (key, value) in members { key.withUTF8 { add($0, value) } }
            } else {
                for (name, value) in lastMembers() { name.withUTF8 { add($0, value) } }
            }
            hasher.combine(sum)
        }
    }
}
