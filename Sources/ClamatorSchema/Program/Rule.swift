import ClamatorJSON

/// A subschema as the yes/no check reads it: sixty-four bytes, one cache line.
///
/// Raw-pointer code. Every pointer in a rule and in what hangs on it leads into memory that the `Program` owns, which
/// neither changes nor goes away as long as the program lives; whoever runs rules holds the program.
struct Rule {
    /// The kinds of value that are not refused at once, a bit each.
    var kinds: UInt8 = Rule.allKinds
    /// The kinds of value that have to be looked at further.
    var checked: UInt8 = 0
    /// Whether a number must be an integer.
    var isIntegerOnly = false
    /// Whether `unevaluatedProperties` or `unevaluatedItems` stands in it, or in a rule whose values it may see too.
    var mayMark = false
    /// Whether an array or object is asked for nothing but what `array` and `object` say.
    var isPlain = false
    /// Whether a value may lack members that have defaults, itself or further down.
    var fills = false
    /// Whether a value that follows the rule may no longer do so once it has its defaults.
    var breaksByFilling = false
    var values: UnsafePointer<ValuesRule>?
    var number: UnsafePointer<NumberRule>?
    var string: UnsafePointer<StringRule>?
    var array: UnsafePointer<ArrayRule>?
    var object: UnsafePointer<ObjectRule>?
    var inPlace: UnsafePointer<InPlaceRule>?

    static let allKinds: UInt8 = 0x7F

    /// Whether a value follows the rule, where its kind alone says so; nil where more is asked of it.
    @inline(__always)
    func verdict(on node: Node) -> Bool? {
        if kinds & node.kindBit == 0 { return false }
        return checked & node.kindBit == 0 ? true : nil
    }
}

typealias RulePointer = UnsafePointer<Rule>

/// A flat array that the program owns.
struct Flat<Element> {
    let base: UnsafePointer<Element>
    let count: Int

    @inline(__always)
    subscript(index: Int) -> Element { base[index] }
}

/// `enum` and `const`, as far as the kinds of value leave something to compare.
struct ValuesRule {
    var strings: UnsafePointer<NameTable>
    /// The numbers, arrays and objects. The views lead into documents that the program's graph keeps alive.
    var others: Flat<JSONView>
    /// The hashes of `others`, in ascending order, where there are many.
    var hashes: UnsafePointer<Int>?
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

    /// The place of the first hash, among those in ascending order, that is no less than a value's.
    static func first(_ hash: Int, in hashes: UnsafePointer<Int>, _ count: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low &+ high) / 2
            if hashes[middle] < hash { low = middle &+ 1 } else { high = middle }
        }
        return low
    }
}

/// What is asked of strings.
struct StringRule {
    var minimumLength = 0
    var maximumLength = Int.max
    var pattern: UnsafePointer<PatternRule>?
    /// `format` and, in draft-07, what the string holds.
    var text: TextRule?
}

/// What is asked of arrays.
struct ArrayRule {
    var minimumCount = 0
    var maximumCount = Int.max
    /// For the first elements, one each.
    var prefix: Flat<RulePointer>
    /// For the elements behind those.
    var items: RulePointer?
    var isUnique = false
    var contains: RulePointer?
    var minimumContains = 1
    var maximumContains = Int.max
    /// Whether an element that `contains` accepts counts as evaluated: since 2020-12.
    var containsEvaluates = false
    var unevaluated: RulePointer?
}

/// What is asked of objects.
struct ObjectRule {
    var minimumCount = 0
    var maximumCount = Int.max
    /// The names that any keyword speaks of; those of `properties` first, in the order of the text.
    var names: UnsafePointer<NameTable>
    /// Whether there are no more names than a word has bits, all of them short.
    var isNarrow = true
    /// Whether some name is long, so that it takes time to look at it.
    var hasLongNames = false
    /// For each name of the table what its value must be; nil where `properties` does not speak of it.
    var properties: UnsafePointer<RulePointer?>
    /// The required names as bits; beyond the first 64 names `requiredPlaces` says.
    var required: UInt64 = 0 { didSet { expected |= required } }
    var requiredPlaces: Flat<Int>
    var patterns: Flat<(pattern: UnsafePointer<PatternRule>, rule: RulePointer)>
    /// For members that neither `properties` nor `patternProperties` speaks of.
    var additional: RulePointer?
    var propertyNames: RulePointer?
    var dependents: Flat<Dependent>
    var unevaluated: RulePointer?
    /// The properties that have defaults, in the order of the text.
    var defaults: Flat<DefaultRule>
    /// The same as bits; beyond the first 64 names `defaults` says.
    var defaulted: UInt64 = 0 { didSet { expected |= defaulted } }
    /// The names that are required or have defaults, as bits: in most values no other question is asked of them.
    private(set) var expected: UInt64 = 0
    /// Whether members may lack something.
    var fillsMembers = false
    /// Whether such members may that `properties` does not speak of.
    var fillsOthers = false

    /// What a member's presence demands.
    struct Dependent {
        /// The member, as a place in the table.
        var trigger: Int
        /// The members that must be there too.
        var required: Flat<Int>
        /// What the whole object must be.
        var rule: RulePointer?
    }
}

/// The schemas for the same value.
struct InPlaceRule {
    /// What it costs at least: each of its rules is looked at.
    var cost: Int
    /// `allOf` and the references: all must hold.
    var all: Flat<RulePointer>
    /// `anyOf` and `oneOf`.
    var choices: Flat<Choice>
    var not: RulePointer?
    var condition: RulePointer?
    var then: RulePointer?
    var otherwise: RulePointer?
}

/// `anyOf` or `oneOf`.
struct Choice {
    var branches: Flat<RulePointer>
    /// Whether exactly one branch may hold.
    var isOne: Bool
    /// The member whose value tells which branch alone can hold; nil where there is no such member.
    var discriminator: UnsafePointer<Discriminator>?
}

/// A member that every branch requires, with strings that differ from branch to branch.
struct Discriminator {
    var name: UnsafePointer<Name>
    var values: UnsafePointer<NameTable>
    /// The branch for each place of the table.
    var branches: UnsafePointer<RulePointer>
}
