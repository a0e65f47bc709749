import ClamatorJSON
import ClamatorSchema

/// How many values the smallest value of a schema consists of, at least: 1 for a scalar, and one more for each hundred
/// characters that a string must have. Tells which branch of a recursion
/// ends, and what is too large to be made.
///
/// Worked out for all schemas that were compiled together at once, from the smallest up (Knuth, "A Generalization of
/// Dijkstra's Algorithm", 1977), in time in proportion to what they say.
struct LeastSizes: Sendable {
    /// The size where every value would contain another, without end.
    static let endless = Int.max

    /// By the schemas' identities.
    private let sizes: [Int]

    init(from root: Subschema) {
        sizes = root.workedOutOnce { root in
            var system = SizeSystem(count: root.all.count)
            for schema in root.all { system.define(schema) }
            return system.solved()
        }
    }

    func size(of schema: Subschema) -> Int { sizes[schema.identity] }
}

/// Unknown sizes, each defined by others.
private struct SizeSystem {
    /// How a size comes from those that it is defined by.
    enum Form {
        /// Their sum, some of them several times.
        case sum
        case greatest
        case least
    }

    struct Unknown {
        var form: Form
        /// What there is besides: a constant of the sum, or the least there can be.
        var value: Int
        /// How many of the others are not known yet.
        var waiting = 0
        var users: [(index: Int, times: Int)] = []
    }

    /// Those of the schemas first.
    private var unknowns: [Unknown]

    init(count: Int) { unknowns = Array(repeating: Unknown(form: .greatest, value: 1), count: count) }

    private func index(of schema: Subschema) -> Int { schema.identity }

    private mutating func add(_ form: Form, _ value: Int) -> Int {
        unknowns.append(Unknown(form: form, value: value))
        return unknowns.count - 1
    }

    private mutating func relate(_ user: Int, to used: Int, times: Int = 1) {
        unknowns[used].users.append((user, times))
        unknowns[user].waiting += 1
    }

    mutating func define(_ schema: Subschema) {
        let size = index(of: schema)
        for keyword in [Keyword.ref, .dynamicRef, .recursiveRef, .allOf] {
            for target in schema.schemas(keyword) { relate(size, to: index(of: target.schema)) }
        }
        for keyword in [Keyword.anyOf, .oneOf] {
            let branches = schema.schemas(keyword)
            if branches.isEmpty { continue }
            let least = add(.least, 0)
            for branch in branches { relate(least, to: index(of: branch.schema)) }
            relate(size, to: least)
        }
        guard schema[.const] == nil, schema[.enum] == nil, let type = schema[.type] else { return }
        let types = TypeSet(keyword: type)
        if types == .string, let length = schema[.minLength]?.clampedCount { unknowns[size].value = 1 + length / 100 }
        guard !types.isEmpty, types.isSubset(of: [.object, .array]) else { return }
        let least = add(.least, 0)
        if types.contains(.object) { relate(least, to: object(schema)) }
        if types.contains(.array) { relate(least, to: array(schema)) }
        relate(size, to: least)
    }

    private mutating func object(_ schema: Subschema) -> Int {
        let required = Set(schema[.required]?.elements.compactMap(\.exactString) ?? [])
        let sum = add(.sum, 1)
        var undeclared = max(required.count, schema[.minProperties]?.clampedCount ?? 0)
        guard undeclared > 0 else { return sum }
        for (name, property) in schema.schemas(.properties) where required.contains(name) {
            relate(sum, to: index(of: property))
            undeclared -= 1
        }
        // Only where nothing else speaks of a name, all must be as `additionalProperties` says.
        if let rest = schema.schemas(.additionalProperties).first, undeclared > 0,
            schema.schemas(.properties).isEmpty, schema.schemas(.patternProperties).isEmpty
        {
            relate(sum, to: index(of: rest.schema), times: undeclared)
        } else {
            unknowns[sum].value = Self.sum(1, undeclared)
        }
        return sum
    }

    private mutating func array(_ schema: Subschema) -> Int {
        let sum = add(.sum, 1)
        let count = schema[.minItems]?.clampedCount ?? 0
        let isList = schema[.items]?.kind == .array
        let prefix = schema.schemas(isList ? .items : .prefixItems).prefix(count)
        for element in prefix { relate(sum, to: index(of: element.schema)) }
        let others = count - prefix.count
        guard others > 0 else { return sum }
        if let rest = schema.schemas(isList ? .additionalItems : .items).first {
            relate(sum, to: index(of: rest.schema), times: others)
        } else {
            unknowns[sum].value = Self.sum(1, others)
        }
        return sum
    }

    /// The sizes in the order of the unknowns.
    func solved() -> [Int] {
        var unknowns = unknowns
        var sizes = [Int](repeating: LeastSizes.endless, count: unknowns.count)
        var heap = SizeHeap()
        for index in unknowns.indices where unknowns[index].waiting == 0 { heap.push(unknowns[index].value, index) }
        while let (size, index) = heap.pop() {
            guard sizes[index] == LeastSizes.endless else { continue }
            sizes[index] = size
            for user in unknowns[index].users {
                unknowns[user.index].waiting -= 1
                switch unknowns[user.index].form {
                case .least:
                    heap.push(size, user.index)
                    continue
                case .greatest: unknowns[user.index].value = max(unknowns[user.index].value, size)
                case .sum:
                    let (product, isTooLarge) = size.multipliedReportingOverflow(by: user.times)
                    unknowns[user.index].value = Self.sum(
                        unknowns[user.index].value, isTooLarge ? LeastSizes.endless - 1 : product)
                }
                if unknowns[user.index].waiting == 0 { heap.push(unknowns[user.index].value, user.index) }
            }
        }
        return sizes
    }

    /// The sum; where that is too large, the largest size that is not endless.
    private static func sum(_ one: Int, _ two: Int) -> Int {
        let (sum, isTooLarge) = one.addingReportingOverflow(two)
        return isTooLarge ? LeastSizes.endless - 1 : min(sum, LeastSizes.endless - 1)
    }
}

/// Sizes of which the smallest is taken first.
private struct SizeHeap {
    private var entries: [(size: Int, index: Int)] = []

    mutating func push(_ size: Int, _ index: Int) {
        entries.append((size, index))
        var child = entries.count - 1
        while child > 0, entries[child].size < entries[(child - 1) / 2].size {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> (size: Int, index: Int)? {
        guard let top = entries.first, let last = entries.popLast() else { return nil }
        if entries.isEmpty { return top }
        entries[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].size < entries[least].size { least = child }
            }
            if least == parent { return top }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
