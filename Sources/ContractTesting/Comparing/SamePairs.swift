import ClamatorJSON
import ClamatorSchema

/// Which schemas of two contracts are the same, with all that they lead to. Each pair is looked at once, however many
/// methods lead to it.
struct SamePairs {
    private struct Key: Hashable {
        let old: Int
        let new: Int
    }

    private var known: [Key: Bool] = [:]

    /// Whether two schemas are the same, as a function tells that has the schemas in two that must be the same too, or
    /// nil where the two differ in themselves. A pair that comes up again while it is looked at counts as the same.
    mutating func areSame(
        _ old: Subschema, _ new: Subschema, spending budget: inout WorkBudget,
        _ children: (Subschema, Subschema, inout WorkBudget) -> [(Subschema, Subschema)]?
    ) -> Bool {
        let root = Key(old: old.identity, new: new.identity)
        if let same = known[root] { return same }
        var pairs = [(old, new)]
        var indices = [root: 0]
        var users: [[Int]] = [[]]
        var different: [Int] = []
        var next = 0
        while next < pairs.count {
            let (old, new) = pairs[next]
            guard budget.spend(steps: 10) else { return false }
            guard let children = children(old, new, &budget) else {
                different.append(next)
                next += 1
                continue
            }
            for (old, new) in children {
                let key = Key(old: old.identity, new: new.identity)
                if let same = known[key] {
                    if !same { different.append(next) }
                } else if let index = indices[key] {
                    users[index].append(next)
                } else {
                    indices[key] = pairs.count
                    pairs.append((old, new))
                    users.append([next])
                }
            }
            next += 1
        }
        guard budget.reached == nil else { return false }
        var isSame = [Bool](repeating: true, count: pairs.count)
        while let index = different.popLast() {
            if !isSame[index] { continue }
            isSame[index] = false
            different += users[index]
        }
        for (key, index) in indices { known[key] = isSame[index] }
        return isSame[0]
    }
}
