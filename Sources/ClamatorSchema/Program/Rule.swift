import ClamatorJSON

/// A subschema as the yes/no check reads it: sixty-four bytes, one cache line.
///
/// Every pointer in a rule and in what hangs on it leads into memory that the `Program` owns, which neither changes nor
/// goes away as long as the program lives; the code that runs rules holds the program.
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
    var values: ArenaPointer<ValuesRule>?
    var number: ArenaPointer<NumberRule>?
    var string: ArenaPointer<StringRule>?
    var array: ArenaPointer<ArrayRule>?
    var object: ArenaPointer<ObjectRule>?
    var inPlace: ArenaPointer<InPlaceRule>?

    static let allKinds: UInt8 = 0x7F

    /// Whether a value follows the rule, where its kind alone says so; nil where more is asked of it.
    @inline(__always)
    func verdict(on node: Node) -> Bool? {
        if kinds & node.kindBit == 0 { return false }
        return checked & node.kindBit == 0 ? true : nil
    }
}

typealias RulePointer = ArenaPointer<Rule>
