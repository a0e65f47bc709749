import ClamatorJSON

/// `enum` and `const`, as far as the kinds of value leave something to compare.
struct ValuesRule {
    var strings: ArenaPointer<NameTable>
    /// The numbers, arrays and objects. The views lead into documents that the program's graph keeps alive.
    var others: ArenaSlice<JSONView>
    /// The hashes of `others`, in ascending order, where there are many.
    var hashes: ArenaSlice<Int>?
}

/// Finds a value among many by its hash.
enum EnumerationHash {
    /// More values than these are hashed.
    static let fewest = 9

    static func of(_ value: JSONView) -> Int {
        var hasher = Hasher()
        value.hash(into: &hasher)
        return hasher.finalize()
    }

    /// The index of the first hash, among those in ascending order, that is no less than a value's.
    static func first(_ hash: Int, in hashes: ArenaSlice<Int>) -> Int {
        var (low, high) = (0, hashes.count)
        while low < high {
            let middle = (low &+ high) / 2
            if hashes[middle] < hash { low = middle &+ 1 } else { high = middle }
        }
        return low
    }
}

extension Lowering {
    func lowerValues(_ node: Graph.Node, into rule: inout Rule) {
        var values: [JSON]
        switch (node[.enum]?.elements, node[.const]) {
        case (nil, nil): return
        case (let several?, nil): values = several
        case (nil, let one?): values = [one]
        case (let several?, let one?): values = several.filter { $0 == one }
        }
        var kinds: UInt8 = 0
        var strings: [ExactString] = []
        var isNew: Set<ExactString> = []
        var others: [JSONView] = []
        for value in values {
            kinds |= value.kind.bit
            switch value.kind {
            case .null, .true, .false: break
            case .string:
                if let string = value.exactString, isNew.insert(string).inserted { strings.append(string) }
            case .number, .array, .object: value.withView { others.append($0) }
            }
        }
        rule.kinds &= kinds
        let comparable: [JSON.Kind] = [.number, .string, .array, .object]
        rule.checked |= comparable.reduce(0) { $0 | ($1.bit & kinds) }
        var hashes: ArenaSlice<Int>?
        if others.count >= EnumerationHash.fewest {
            let hashed = others.map { (EnumerationHash.of($0), $0) }.sorted { $0.0 < $1.0 }
            others = hashed.map(\.1)
            hashes = arena.slice(hashed.map(\.0))
        }
        rule.values = arena.pointer(
            ValuesRule(strings: NameTable.make(strings, in: arena), others: arena.slice(others), hashes: hashes))
    }
}
