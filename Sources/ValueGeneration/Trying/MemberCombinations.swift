import ClamatorJSON
import ClamatorSchema
import ClamatorSystem

/// Objects whose members have values that were tried one at a time. What goes wrong only with several of them together
/// is shown by no value that departs from an ordinary one in one member.
struct MemberCombinations {
    private struct Member {
        let name: ExactString
        /// Values that are much alike, a group of them for each kind; nil where the member is absent.
        var groups: [[JSON?]]
    }

    private var members: [Member] = []

    /// So many members are combined, so many values are told apart one by one, and no longer ones are taken.
    private static let (mostMembers, mostSingle, longest) = (20, 8, 4096)
    /// So many objects are made in vain for each that is wanted.
    private static let attempts = 4

    /// - Parameter values: Values that follow a schema; those that are no objects do not count.
    init(_ values: [JSON]) {
        let objects = values.filter { $0.kind == .object }.map(\.lastMembers)
        var found: [ExactString: [JSON]] = [:]
        var seen: [ExactString: Set<JSON>] = [:]
        var counts: [ExactString: Int] = [:]
        var names: [ExactString] = []
        for object in objects {
            for (name, value) in object {
                if counts[name] == nil { names.append(name) }
                counts[name, default: 0] += 1
                guard value.size <= Self.longest, seen[name, default: []].insert(value).inserted else { continue }
                found[name, default: []].append(value)
            }
        }
        members = names.prefix(Self.mostMembers).map { name in
            let absent: [[JSON?]] = counts[name] == objects.count ? [] : [[nil]]
            return Member(name: name, groups: absent + Self.groups(of: found[name] ?? []))
        }
        members.removeAll { $0.groups.isEmpty }
    }

    /// Values by what they have in common, those at an end by themselves; each by itself where they are few.
    private static func groups(of values: [JSON]) -> [[JSON?]] {
        if values.count <= mostSingle { return values.map { [$0] } }
        var ends: [JSON.Kind: (least: JSON, most: JSON)] = [:]
        for value in values where extent(of: value) != nil {
            guard let known = ends[value.kind] else {
                ends[value.kind] = (value, value)
                continue
            }
            if extent(of: value) ?? 0 < extent(of: known.least) ?? 0 { ends[value.kind]?.least = value }
            if extent(of: value) ?? 0 > extent(of: known.most) ?? 0 { ends[value.kind]?.most = value }
        }
        var groups: [[JSON?]] = []
        var indexes: [Int: Int] = [:]
        for value in values {
            let end = ends[value.kind]
            if value == end?.least || value == end?.most {
                groups.append([value])
                continue
            }
            let isBelowNothing = value.kind == .number && value.double ?? 0 < 0
            let likeness = 2 * Int(value.kind.rawValue) + (isBelowNothing ? 1 : 0)
            if let index = indexes[likeness] {
                groups[index].append(value)
            } else {
                indexes[likeness] = groups.count
                groups.append([value])
            }
        }
        return groups
    }

    /// How large a value is; nil where its kind has no size.
    private static func extent(of value: JSON) -> Double? {
        switch value.kind {
        case .null, .false, .true: nil
        case .number: value.double
        case .string: Double(value.string?.unicodeScalars.count ?? 0)
        case .array, .object: Double(value.count)
        }
    }

    /// A group of one member and a group of another.
    private struct GroupPair: Hashable {
        /// The indexes of the members, the lower first, and those of their groups.
        var one: Int, group: Int, other: Int, otherGroup: Int
    }

    /// Objects that follow a schema: every combination of the groups where they are few enough, else such that groups
    /// of two members come together, as far as the limit goes.
    func values(
        of schema: Subschema, atMost limit: Int, besides seen: inout Set<JSON>, seed: UInt64,
        spending budget: inout WorkBudget
    ) -> [JSON] {
        guard members.count > 1, limit > 0 else { return [] }
        var random = SplitMix64(seed: seed)
        var found: [JSON] = []
        let count = members.reduce(1) { count, member in
            count > limit ? count : count * member.groups.count
        }
        var waiting = count > limit ? pairs(using: &random) : []
        var covered: Set<GroupPair> = []
        for attempt in 0..<(Self.attempts * limit) where found.count < limit && budget.reached == nil {
            var choice = members.map { random.below($0.groups.count) }
            if count <= limit, attempt < count {
                // Each combination is a number whose digits are the groups.
                var rest = attempt
                for (index, member) in members.enumerated() {
                    choice[index] = rest % member.groups.count
                    rest /= member.groups.count
                }
            }
            while let pair = waiting.popLast() {
                if covered.contains(pair) { continue }
                // Every other time without what need not be there.
                if attempt.isMultiple(of: 2) {
                    for index in members.indices where members[index].groups[0] == [nil] { choice[index] = 0 }
                }
                (choice[pair.one], choice[pair.other]) = (pair.group, pair.otherGroup)
                break
            }
            let chosen = zip(members, choice).compactMap { member, group -> (name: ExactString, value: JSON)? in
                let values = member.groups[group]
                return values[random.below(values.count)].map { (member.name, $0) }
            }
            let value = JSON(members: chosen)
            _ = budget.spend(steps: value.size)
            guard !seen.contains(value), schema.accepts(value, spending: &budget) else { continue }
            seen.insert(value)
            found.append(value)
            guard !waiting.isEmpty else { continue }
            for other in choice.indices {
                for one in 0..<other {
                    covered.insert(
                        GroupPair(one: one, group: choice[one], other: other, otherGroup: choice[other]))
                }
            }
        }
        return found
    }

    /// All pairs by chance, the best last: those of which each group has one value, as chance seldom finds these.
    private func pairs(using random: inout SplitMix64) -> [GroupPair] {
        var pairs: [GroupPair] = []
        for other in members.indices {
            for one in 0..<other {
                for group in members[one].groups.indices {
                    pairs += members[other].groups.indices.map {
                        GroupPair(one: one, group: group, other: other, otherGroup: $0)
                    }
                }
            }
        }
        pairs.shuffle(using: &random)
        func isSingle(_ pair: GroupPair) -> Bool {
            members[pair.one].groups[pair.group].count == 1 && members[pair.other].groups[pair.otherGroup].count == 1
        }
        return pairs.filter { !isSingle($0) } + pairs.filter(isSingle)
    }
}
