import ClamatorJSON

/// Answers whether values of one document follow rules. It allocates nothing where the answer is yes, and counts its
/// steps, so that it ends.
///
/// It reads rules, which the maker of the validator keeps alive by holding the `Program`, and a document's tape, for as
/// long as the view it was made from may be used.
struct Validator {
    /// The value; by its view others of the document are seen.
    private let root: JSONView
    /// What the check may still cost; the booleans mean nothing once a limit is reached.
    var budget: WorkBudget
    /// Whether an object was found, by a rule that holds or not, without a member that has a default.
    var lacksDefaults = false
    private var depth = 0
    /// What has been evaluated of the value that an `unevaluated…` stands over.
    var marks = OpenMarks()
    /// With fewer steps left than these, verdicts are remembered: when an eighth of all is used up, which few checks
    /// take.
    private var remembersBelow: Int
    private var remembered: VerdictTable?

    /// How much work a validation may be whatever the value, how much more for each value in it, and how much at all:
    /// what takes less than a second. A step is a rule applied, a member or element passed, or sixteen bytes searched.
    static let steps = (atLeast: 5_000_000, perValue: 32, atMost: 40_000_000)
    /// How many times as much the reasons for a refusal may cost: they check again, level by level, what they walk
    /// over.
    private static let checksForReasons = 4
    /// How deep rules may nest, references and branches among them.
    static let maximumDepth = 2500

    /// Makes a validator for a value and those in it. One that remembers verdicts in a long check has to be released.
    @inline(__always)
    init(_ view: JSONView, remembersVerdicts: Bool = false) {
        root = view
        budget = WorkBudget(steps: Self.steps(for: view))
        remembersBelow = remembersVerdicts ? budget.steps &- budget.steps &>> 3 : .min
    }

    /// How much work a check of the value may be.
    @inline(__always)
    private static func steps(for view: JSONView) -> Int {
        min(steps.atLeast &+ steps.perValue &* (Int(view.node.next) &- view.index), steps.atMost)
    }

    /// Allows the work that the reasons for refusing the value may be, beyond that of a check.
    mutating func extendForReasons(_ view: JSONView) {
        let steps = Self.steps(for: view)
        let more = min(steps * Self.checksForReasons, Self.steps.atMost) - steps
        budget = WorkBudget(steps: budget.steps + more)
        remembersBelow += more
    }

    /// Frees what was remembered.
    @inline(__always)
    func release() {
        if let remembered { remembered.deallocate() }
    }

    /// Takes no more steps than another budget has left, and returns how many it may take.
    mutating func limit(to other: WorkBudget) -> Int {
        if other.steps < budget.steps {
            budget = WorkBudget(steps: max(0, other.steps))
            // The table for that takes longer to make than most checks.
            remembersBelow = min(remembersBelow, budget.steps &- budget.steps &>> 3)
        }
        return budget.steps
    }

    @inline(__always)
    var nodes: Tape { root.nodes }

    @inline(__always)
    func view(_ tapeIndex: Int) -> JSONView { root.at(tapeIndex) }

    /// Counts work; false where it was too much.
    @inline(__always)
    mutating func spend(_ count: Int) -> Bool { budget.spend(steps: count) }

    // MARK: Any value

    /// Whether the value at this index of the tape follows the rule.
    @inline(__always)
    mutating func check(_ rule: RulePointer, _ tapeIndex: Int) -> Bool {
        rule.pointee.verdict(on: nodes[tapeIndex]) ?? checkFurther(rule, tapeIndex)
    }

    /// One small function for each kind, so that a scalar pays for no more than it needs.
    @inline(never)
    mutating func checkFurther(_ rule: RulePointer, _ tapeIndex: Int) -> Bool {
        switch nodes[tapeIndex].kind {
        case .string: checkString(rule, tapeIndex)
        case .number: checkNumber(rule, tapeIndex)
        case .null, .true, .false: checkInPlace(of: rule, tapeIndex)
        // With it the check goes down in the value, which nests no deeper than a parser lets it: no need to count.
        case .array where rule.pointee.isPlain, .object where rule.pointee.isPlain: checkPlain(rule, tapeIndex)
        case .array, .object: checkContainer(rule, tapeIndex)
        }
    }

    @inline(never)
    private mutating func checkPlain(_ rule: RulePointer, _ tapeIndex: Int) -> Bool {
        guard spend(1) else { return false }
        if budget.steps < remembersBelow { return checkRemembering(rule, tapeIndex) }
        return checkParts(rule, tapeIndex)
    }

    /// Checks members or elements.
    @inline(__always)
    private mutating func checkParts(_ rule: RulePointer, _ tapeIndex: Int) -> Bool {
        if nodes[tapeIndex].kind == .object {
            guard let object = rule.pointee.object else { return true }
            return checkObject(object, tapeIndex)
        }
        guard let array = rule.pointee.array else { return true }
        return checkArray(array, tapeIndex)
    }

    @inline(never)
    private mutating func checkContainer(_ rule: RulePointer, _ tapeIndex: Int) -> Bool {
        guard spend(1) else { return false }
        if let values = rule.pointee.values, !checkOther(values, tapeIndex) { return false }
        depth &+= 1
        defer { depth &-= 1 }
        guard depth <= Self.maximumDepth else { return budget.stop(at: .depth) }
        if budget.steps < remembersBelow { return checkRemembering(rule, tapeIndex) }
        return rule.pointee.mayMark ? checkMarking(rule, tapeIndex) : checkContents(rule, tapeIndex, isMarking: false)
    }

    /// Checks members or elements, and the rules for the same value.
    @inline(__always)
    mutating func checkContents(_ rule: RulePointer, _ tapeIndex: Int, isMarking: Bool) -> Bool {
        guard checkParts(rule, tapeIndex) else { return false }
        guard let inPlace = rule.pointee.inPlace else { return true }
        guard spend(inPlace.pointee.cost) else { return false }
        return isMarking ? checkInPlaceMarking(inPlace, tapeIndex) : checkInPlacePlainly(inPlace, tapeIndex)
    }

    @inline(never)
    private mutating func checkInPlacePlainly(_ rule: ArenaPointer<InPlaceRule>, _ tapeIndex: Int) -> Bool {
        checkInPlace(rule, tapeIndex, isMarking: false)
    }

    @inline(never)
    private mutating func checkInPlaceMarking(_ rule: ArenaPointer<InPlaceRule>, _ tapeIndex: Int) -> Bool {
        checkInPlace(rule, tapeIndex, isMarking: true)
    }

    /// The rules for the same value, of a value without members or elements.
    @inline(never)
    mutating func checkInPlace(of rule: RulePointer, _ tapeIndex: Int) -> Bool {
        guard let inPlace = rule.pointee.inPlace else { return true }
        guard spend(inPlace.pointee.cost) else { return false }
        depth &+= 1
        defer { depth &-= 1 }
        guard depth <= Self.maximumDepth else { return budget.stop(at: .depth) }
        if budget.steps < remembersBelow { return checkRemembering(rule, tapeIndex) }
        return checkInPlacePlainly(inPlace, tapeIndex)
    }

    // MARK: Long checks

    /// Checks what `checkPlain`, `checkContainer` and `checkInPlace(of:)` check, once for each rule and value as far as
    /// the table goes. A grammar that tries several branches on each level of a value would cost a power of them.
    @inline(never)
    private mutating func checkRemembering(_ rule: RulePointer, _ tapeIndex: Int) -> Bool {
        let isScalar = nodes[tapeIndex].kind != .array && nodes[tapeIndex].kind != .object
        let table = remembered ?? VerdictTable()
        remembered = table
        if rule.pointee.mayMark, marks.tapeIndex == tapeIndex, !isScalar {
            return checkRememberingMarks(rule, tapeIndex, table)
        }
        if let entry = table.entry(rule, tapeIndex) { return entry.holds }
        let holds: Bool
        if isScalar {
            holds = rule.pointee.inPlace.map { checkInPlacePlainly($0, tapeIndex) } ?? true
        } else {
            holds =
                rule.pointee.mayMark ? checkMarking(rule, tapeIndex) : checkContents(rule, tapeIndex, isMarking: false)
        }
        if budget.reached == nil { table.note(rule, tapeIndex, holds) }
        return holds
    }

    // MARK: Strings in tables

    /// The index in a table of a string of the document, or -1.
    @inline(__always)
    mutating func indexOfName(_ table: ArenaPointer<NameTable>, _ tapeIndex: Int) -> Int {
        if nodes[tapeIndex].isEscaped { return indexOfEscapedName(table, tapeIndex) }
        return NameTable.index(of: view(tapeIndex), in: table)
    }

    @inline(never)
    private mutating func indexOfEscapedName(_ table: ArenaPointer<NameTable>, _ tapeIndex: Int) -> Int {
        guard spend(Int(nodes[tapeIndex].length) &>> 4) else { return -1 }
        return NameTable.index(ofEscaped: view(tapeIndex), in: table)
    }
}
