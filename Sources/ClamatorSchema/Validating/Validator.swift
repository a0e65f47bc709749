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
    var steps = Validator.maximumSteps
    private var depth = 0
    /// Why there is no answer; the booleans mean nothing once it is set.
    private(set) var surrender: Surrender?

    enum Surrender {
        case steps, depth, pattern
    }

    /// How much work a validation may be; a step is a rule applied, a member or element passed, or sixteen bytes searched.
    static let maximumSteps = 20_000_000
    /// How deep rules may nest, references and branches among them.
    static let maximumDepth = 2500

    init(_ view: JSONView) {
        text = view.text
        nodes = view.nodes
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

    @inline(never)
    private mutating func checkFurther(_ rule: RulePointer, _ place: Int) -> Bool {
        guard spend(1) else { return false }
        let kind = nodes[place].kind
        switch kind {
        case .string:
            if let values = rule.pointee.values, !checkString(values, place) { return false }
            if let string = rule.pointee.string, !checkString(string, place) { return false }
        case .number:
            if rule.pointee.isIntegerOnly, !isInteger(place) { return false }
            if let values = rule.pointee.values, !checkOther(values, place) { return false }
            if let number = rule.pointee.number, !number.pointee.accepts(view(place)) { return false }
        case .null, .true, .false: break
        case .array, .object:
            return checkContainer(rule, place, kind)
        }
        if let inPlace = rule.pointee.inPlace { return enter(inPlace, place) }
        return true
    }

    @inline(__always)
    private mutating func checkContainer(_ rule: RulePointer, _ place: Int, _ kind: JSON.Kind) -> Bool {
        if let values = rule.pointee.values, !checkOther(values, place) { return false }
        depth &+= 1
        defer { depth &-= 1 }
        guard depth <= Self.maximumDepth else { return giveUp(.depth) }
        if kind == .object {
            if let object = rule.pointee.object, !checkObject(object, place) { return false }
        } else {
            if let array = rule.pointee.array, !checkArray(array, place) { return false }
        }
        if let inPlace = rule.pointee.inPlace, !checkInPlace(inPlace, place) { return false }
        return !rule.pointee.hasUnevaluated || checkUnevaluated(rule, place)
    }

    @inline(never)
    private mutating func enter(_ inPlace: UnsafePointer<InPlaceRule>, _ place: Int) -> Bool {
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

    @inline(__always)
    private func checkString(_ values: UnsafePointer<ValuesRule>, _ place: Int) -> Bool {
        placeOfName(values.pointee.strings, place) >= 0
    }

    /// The place in a table of a string of the document, or -1.
    @inline(__always)
    func placeOfName(_ table: NameTable, _ place: Int) -> Int {
        let node = nodes[place]
        if node.isEscaped { return placeOfEscapedName(table, place) }
        return table.place(of: text + Int(node.offset), length: Int(node.length))
    }

    @inline(never)
    private func placeOfEscapedName(_ table: NameTable, _ place: Int) -> Int {
        view(place).withUTF8 { name in name.baseAddress.map { table.place(of: $0, length: name.count) } ?? -1 }
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

    @inline(never)
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
                ? view(place).withUTF8 { pattern.pointee.search($0) }
                : pattern.pointee.search(UnsafeBufferPointer(start: text + Int(node.offset), count: bytes))
            switch verdict {
            case .matches: break
            case .doesNotMatch: return false
            case .gaveUp: return giveUp(.pattern)
            }
        }
        if let format = rule.pointee.format {
            guard spend(bytes &>> 4) else { return false }
            return view(place).withUTF8 { format.asserts($0) }
        }
        return true
    }
}
