import ClamatorJSON
import ClamatorSchema

/// A claim: each value that follows some schemas of one contract follows a schema of the other.
struct Pair: Sendable, Hashable {
    let conjunction: Conjunction
    let target: Subschema

    init(_ conjunction: Conjunction, _ target: Subschema) {
        self.conjunction = conjunction
        self.target = target.referred
    }

    static func == (left: Pair, right: Pair) -> Bool {
        left.target.identity == right.target.identity && left.conjunction == right.conjunction
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(target.identity)
        hasher.combine(conjunction)
    }
}

extension Pair {
    /// Whether a value follows the conjunction and not the schema.
    func isDisproved(by value: JSON, _ comparer: inout SchemaComparer) -> Bool {
        comparer.follows(value, conjunction) && comparer.follows(value, target) == false
    }
}

extension Subschema {
    /// How many references are followed from one to the next.
    private static let longestChain = 100

    /// What a schema refers to that says nothing itself; the schema, where it says something. So claims are the same
    /// that are about one type, whichever reference leads there.
    var referred: Subschema {
        var schema = self
        for _ in 0..<Self.longestChain {
            // Few have one, and these are soon told.
            guard let target = schema.schemas(.ref).first?.schema, schema.assertions == [.ref] else { break }
            schema = target
        }
        return schema
    }
}

/// What a claim comes to: what can fail at the value itself, and claims on its members and elements.
struct Obligations: Sendable {
    private(set) var gaps: [Gap] = []
    private(set) var children: [Child] = []
    private var knownChildren: [Child: Int] = [:]
    private var knownGaps: Set<Gap> = []
    /// So many values around the same child are remembered.
    private static let mostAround = 8

    /// Adds a claim, once.
    mutating func add(_ child: Child) {
        if let index = knownChildren[child] {
            if children[index].around.count < Self.mostAround { children[index].around += child.around }
        } else {
            knownChildren[child] = children.count
            children.append(child)
        }
    }

    /// Adds what can fail, once.
    mutating func add(_ gap: Gap) {
        if knownGaps.insert(gap).inserted { gaps.append(gap) }
    }
}

/// A way from a value to one in it.
enum Step: Sendable, Hashable {
    /// To the value itself.
    case here
    case member(ExactString)
    case element(Int)
}

/// A claim on a member or element.
struct Child: Sendable, Hashable {
    let step: Step
    /// The keyword that the claim comes from, and the schema that it stands in.
    let keyword: Keyword
    let part: Subschema
    let pair: Pair
    /// What the values around it follow, in one case or another.
    var around: [Conjunction]

    static func == (left: Child, right: Child) -> Bool {
        left.step == right.step && left.keyword == right.keyword && left.part.identity == right.part.identity
            && left.pair == right.pair
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(step)
        hasher.combine(pair)
    }
}

/// A keyword of which it is not certain that all values follow it.
struct Gap: Sendable, Hashable {
    /// What the values follow.
    let conjunction: Conjunction
    /// The schema that has the keyword.
    let part: Subschema
    /// The keyword; nil where the schema is `false`.
    let keyword: Keyword?
    /// The member that it is about, where it is about one.
    var name: ExactString?
    /// Values that follow the conjunction and are refused, where some are known already.
    var values: [JSON] = []
    /// Claims of which one would do, on the same value.
    var branches: [Pair] = []

    static func == (left: Gap, right: Gap) -> Bool {
        left.part.identity == right.part.identity && left.keyword == right.keyword && left.name == right.name
            && left.conjunction == right.conjunction
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(part.identity)
        hasher.combine(keyword)
        hasher.combine(name)
    }
}
