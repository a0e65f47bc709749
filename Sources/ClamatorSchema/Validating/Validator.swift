import ClamatorJSON

/// Answers whether values of one document follow rules. It allocates nothing where the answer is yes, and counts its
/// steps, so that it ends.
///
/// Raw-pointer code: it reads rules, which whoever made the validator keeps alive by holding the `Program`, and a
/// document's tape, for as long as the view it was made from may be used.
struct Validator {
    let text: UnsafePointer<UInt8>
    let nodes: UnsafePointer<Node>
    /// The steps left before the validator gives up.
    var steps: Int
    private var depth = 0
    /// Why there is no answer; the booleans mean nothing once it is set.
    private(set) var surrender: Surrender?

    enum Surrender {
        case steps, depth, pattern
    }

    /// How much work a validation may be whatever the value, and how much more for each value in it. A step is a rule
    /// applied, a member or element passed, or sixteen bytes searched.
    static let steps = (atLeast: 5_000_000, perValue: 32)
    /// How deep rules may nest, references and branches among them.
    static let maximumDepth = 2500

    init(_ view: JSONView) {
        text = view.text
        nodes = view.nodes
        steps = Self.steps.atLeast &+ Self.steps.perValue &* (Int(view.node.next) &- view.index)
    }

    func view(_ place: Int) -> JSONView { JSONView(text: text, nodes: nodes, index: place) }

    /// Notes that there will be no answer.
    @inline(never)
    mutating func giveUp(_ reason: Surrender) -> Bool {
        if surrender == nil { surrender = reason }
        return false
    }

    /// Counts work; false where it was too much.
    @inline(__always)
    mutating func spend(_ count: Int) -> Bool {
        steps &-= count
        return steps >= 0 ? true : giveUp(.steps)
    }

    // MARK: Any value

    /// Whether the value at this place of the tape follows the rule.
    @inline(__always)
    mutating func check(_ rule: RulePointer, _ place: Int) -> Bool {
        let bit = nodes[place].kindBit
        if rule.pointee.kinds & bit == 0 { return false }
        if rule.pointee.checked & bit == 0 { return true }
        return checkFurther(rule, place)
    }

    /// One small function for each kind, so that a scalar pays for no more than it needs.
    @inline(never)
    private mutating func checkFurther(_ rule: RulePointer, _ place: Int) -> Bool {
        switch nodes[place].kind {
        case .string: checkString(rule, place)
        case .number: checkNumber(rule, place)
        case .null, .true, .false: checkInPlace(of: rule, place)
        // With it the check goes down in the value, which nests no deeper than a parser lets it: no need to count.
        case .array where rule.pointee.isPlain, .object where rule.pointee.isPlain: checkPlain(rule, place)
        case .array, .object: checkContainer(rule, place)
        }
    }

    @inline(never)
    private mutating func checkPlain(_ rule: RulePointer, _ place: Int) -> Bool {
        spend(1) && checkParts(rule, place)
    }

    /// Checks members or elements.
    @inline(__always)
    private mutating func checkParts(_ rule: RulePointer, _ place: Int) -> Bool {
        if nodes[place].kind == .object {
            guard let object = rule.pointee.object else { return true }
            return checkObject(object, place)
        }
        guard let array = rule.pointee.array else { return true }
        return checkArray(array, place)
    }

    @inline(never)
    private mutating func checkNumber(_ rule: RulePointer, _ place: Int) -> Bool {
        guard spend(1) else { return false }
        if rule.pointee.isIntegerOnly, !isInteger(place) { return false }
        if let number = rule.pointee.number, !NumberRule.accepts(view(place), number) { return false }
        if let values = rule.pointee.values, !checkOther(values, place) { return false }
        return rule.pointee.inPlace == nil || checkInPlace(of: rule, place)
    }

    @inline(never)
    private mutating func checkString(_ rule: RulePointer, _ place: Int) -> Bool {
        guard spend(1) else { return false }
        if let values = rule.pointee.values, placeOfName(values.pointee.strings, place) < 0 { return false }
        if let string = rule.pointee.string, !checkString(string, place) { return false }
        return rule.pointee.inPlace == nil || checkInPlace(of: rule, place)
    }

    @inline(never)
    private mutating func checkContainer(_ rule: RulePointer, _ place: Int) -> Bool {
        guard spend(1) else { return false }
        if let values = rule.pointee.values, !checkOther(values, place) { return false }
        depth &+= 1
        defer { depth &-= 1 }
        guard depth <= Self.maximumDepth else { return giveUp(.depth) }
        guard checkParts(rule, place) else { return false }
        if rule.pointee.inPlace != nil, !checkInPlace(of: rule, place) { return false }
        return !rule.pointee.hasUnevaluated || checkUnevaluated(rule, place)
    }

    @inline(never)
    private mutating func checkInPlace(of rule: RulePointer, _ place: Int) -> Bool {
        guard let inPlace = rule.pointee.inPlace else { return true }
        guard spend(1) else { return false }
        depth &+= 1
        defer { depth &-= 1 }
        guard depth <= Self.maximumDepth else { return giveUp(.depth) }
        return checkInPlace(inPlace, place)
    }

    @inline(__always)
    private func isInteger(_ place: Int) -> Bool {
        nodes[place].isPlainInteger || JSONDecimal(view(place).bytes).isInteger
    }

    // MARK: Enumerated values

    /// The place in a table of a string of the document, or -1.
    @inline(__always)
    func placeOfName(_ table: UnsafePointer<NameTable>, _ place: Int) -> Int {
        if nodes[place].isEscaped { return Self.placeOfEscapedName(table, view(place)) }
        return NameTable.place(of: text + Int(nodes[place].offset), length: Int(nodes[place].length), in: table)
    }

    @inline(never)
    private static func placeOfEscapedName(_ table: UnsafePointer<NameTable>, _ view: JSONView) -> Int {
        view.withUTF8 { name in
            name.baseAddress.map { NameTable.place(of: $0, length: name.count, in: table) } ?? -1
        }
    }

    @inline(never)
    private mutating func checkOther(_ values: UnsafePointer<ValuesRule>, _ place: Int) -> Bool {
        let value = view(place)
        guard spend(values.pointee.others.count) else { return false }
        for index in 0..<values.pointee.others.count where value.isEqual(to: values.pointee.others[index]) {
            return true
        }
        return false
    }

    // MARK: Strings

    @inline(__always)
    private mutating func checkString(_ rule: UnsafePointer<StringRule>, _ place: Int) -> Bool {
        let node = nodes[place]
        let bytes = Int(node.length)
        if rule.pointee.minimumLength > 0 || bytes > rule.pointee.maximumLength {
            // A text of any bytes has a character, and never more characters than bytes.
            if rule.pointee.minimumLength > 1 || bytes == 0 || bytes > rule.pointee.maximumLength {
                let length = view(place).codePointCount
                if length < rule.pointee.minimumLength || length > rule.pointee.maximumLength { return false }
            }
        }
        if let pattern = rule.pointee.pattern {
            guard spend(bytes &>> 4) else { return false }
            let verdict =
                node.isEscaped
                ? view(place).withUTF8 { PatternRule.search($0, pattern) }
                : PatternRule.search(UnsafeBufferPointer(start: text + Int(node.offset), count: bytes), pattern)
            switch verdict {
            case .matches: break
            case .doesNotMatch: return false
            case .gaveUp: return giveUp(.pattern)
            }
        }
        if let text = rule.pointee.text {
            guard spend(text.cost(bytes)) else { return false }
            return view(place).withUTF8 { text.accepts($0) }
        }
        return true
    }
}
