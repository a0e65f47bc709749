import ClamatorJSON
import ClamatorSchema

/// What a conjunction of schemas says of a value, merged: the tightest bounds, all patterns, the values that are left.
///
/// It says no more than the schemas do, so what follows from it follows from them.
struct Facts: Sendable {
    private(set) var types: TypeSet
    /// All values that can follow the schemas, where they are few.
    private(set) var values: [JSON]?
    private(set) var lower: NumberBound?
    private(set) var upper: NumberBound?
    private(set) var factors: [JSON] = []
    private(set) var minimumLength = 0
    private(set) var maximumLength = Int.max
    private(set) var patterns: Set<ExactString> = []
    private(set) var formats: Set<ExactString> = []
    private(set) var minimumItems = 0
    private(set) var maximumItems = Int.max
    private(set) var hasUniqueItems = false
    private(set) var minimumProperties = 0
    private(set) var maximumProperties = Int.max
    private(set) var required: Set<ExactString>
    /// The required names in the order of the schemas.
    private(set) var requiredInOrder: [ExactString]
    /// Names that no object has.
    private(set) var forbidden: Set<ExactString> = []
    /// The names that each name brings with it.
    private(set) var dependents: [ExactString: Set<ExactString>] = [:]

    /// From so many values on they are not counted up.
    private static let mostValues = 256

    init(_ conjunction: Conjunction) {
        types = conjunction.isContradictory ? [] : conjunction.types
        required = conjunction.names
        requiredInOrder = conjunction.names.sorted()
        for part in conjunction.parts { read(part) }
        for schema in conjunction.denied { refuse(schema) }
        // What a required name brings is required.
        var waiting = requiredInOrder
        while let name = waiting.popLast() {
            for other in (dependents[name] ?? []).sorted() where required.insert(other).inserted {
                requiredInOrder.append(other)
                waiting.append(other)
            }
        }
        if !types.isDisjoint(with: .number) { tightenIntegers() }
        countUp()
    }

    private mutating func read(_ part: Subschema) {
        if part.source.bool == false { types = [] }
        if let type = part[.type] { types.formIntersection(TypeSet(keyword: type)) }
        if let value = part[.const] { restrict(to: [value]) }
        if let list = part[.enum] { restrict(to: list.elements) }
        if let bound = part[.minimum] { addLower(NumberBound(value: bound, isExclusive: false)) }
        if let bound = part[.exclusiveMinimum] { addLower(NumberBound(value: bound, isExclusive: true)) }
        if let bound = part[.maximum] { addUpper(NumberBound(value: bound, isExclusive: false)) }
        if let bound = part[.exclusiveMaximum] { addUpper(NumberBound(value: bound, isExclusive: true)) }
        if let factor = part[.multipleOf] { factors.append(factor) }
        minimumLength = max(minimumLength, part[.minLength]?.clampedCount ?? 0)
        maximumLength = min(maximumLength, part[.maxLength]?.clampedCount ?? .max)
        if let pattern = part[.pattern]?.exactString { patterns.insert(pattern) }
        if part.assertsFormat, let format = part[.format]?.exactString { formats.insert(format) }
        if let lengths = part.lengthsOfAssertedFormat {
            minimumLength = max(minimumLength, lengths.lowerBound)
            maximumLength = min(maximumLength, lengths.upperBound)
        }
        minimumItems = max(minimumItems, part[.minItems]?.clampedCount ?? 0)
        maximumItems = min(maximumItems, part[.maxItems]?.clampedCount ?? .max)
        if part[.uniqueItems]?.bool == true { hasUniqueItems = true }
        if let schema = part.schemas(.contains).first?.schema {
            minimumItems = max(minimumItems, part[.minContains]?.clampedCount ?? 1)
            if schema.isAnything { maximumItems = min(maximumItems, part[.maxContains]?.clampedCount ?? .max) }
        }
        minimumProperties = max(minimumProperties, part[.minProperties]?.clampedCount ?? 0)
        maximumProperties = min(maximumProperties, part[.maxProperties]?.clampedCount ?? .max)
        for name in part[.required]?.elements.compactMap(\.exactString) ?? [] where required.insert(name).inserted {
            requiredInOrder.append(name)
        }
        for keyword in [Keyword.dependentRequired, .dependencies] {
            for (name, names) in part[keyword]?.lastMembers ?? [] {
                dependents[name, default: []].formUnion(names.elements.compactMap(\.exactString))
            }
        }
    }

    /// Takes in that no value follows a schema, as far as it says one thing alone.
    private mutating func refuse(_ schema: Subschema) {
        if schema.isAnything { types = [] }
        guard let (keyword, part) = schema.onlyAssertion, let value = part[keyword] else { return }
        /// Values of other types follow the keyword.
        func only(_ type: TypeSet, _ change: (inout Self) -> Void) {
            types.formIntersection(type)
            change(&self)
        }
        let count = value.clampedCount
        let isNumber = value.kind == .number
        switch keyword {
        case .type:
            let refused = TypeSet(keyword: value)
            // Numbers that are no integers have no type of their own.
            types.subtract(refused.contains(.number) ? refused : refused.subtracting(.number))
        case .minLength: only(.string) { $0.maximumLength = min($0.maximumLength, count - 1) }
        case .maxLength where count < .max: only(.string) { $0.minimumLength = max($0.minimumLength, count + 1) }
        case .minItems: only(.array) { $0.maximumItems = min($0.maximumItems, count - 1) }
        case .maxItems where count < .max: only(.array) { $0.minimumItems = max($0.minimumItems, count + 1) }
        case .minProperties: only(.object) { $0.maximumProperties = min($0.maximumProperties, count - 1) }
        case .maxProperties where count < .max:
            only(.object) { $0.minimumProperties = max($0.minimumProperties, count + 1) }
        case .minimum where isNumber: only(.number) { $0.addUpper(NumberBound(value: value, isExclusive: true)) }
        case .exclusiveMinimum where isNumber:
            only(.number) { $0.addUpper(NumberBound(value: value, isExclusive: false)) }
        case .maximum where isNumber: only(.number) { $0.addLower(NumberBound(value: value, isExclusive: true)) }
        case .exclusiveMaximum where isNumber:
            only(.number) { $0.addLower(NumberBound(value: value, isExclusive: false)) }
        case .required where value.count == 1:
            if let name = value[0]?.exactString { only(.object) { $0.forbidden.insert(name) } }
        default: break
        }
    }

    private mutating func restrict(to list: [JSON]) {
        values =
            values.map { known in
                let others = Set(list)
                return known.filter(others.contains)
            } ?? list
    }

    private mutating func addLower(_ bound: NumberBound) {
        if lower.map({ bound.implies($0, isUpper: false) }) ?? true { lower = bound }
    }

    private mutating func addUpper(_ bound: NumberBound) {
        if upper.map({ bound.implies($0, isUpper: true) }) ?? true { upper = bound }
    }

    /// What integers are multiples of, as far as one factor tells; nil where that is too large.
    private var integerStep: Int? {
        let step = factors.compactMap(\.int).max() ?? 1
        return 1...(1 << 60) ~= step ? step : nil
    }

    /// Moves the bounds to integers, and to multiples, where nothing else lies at them.
    private mutating func tightenIntegers() {
        if types.contains(.number), factors.contains(where: { NumberBound.isMultiple($0, of: 1) }) {
            types = types.subtracting(.number).union(.integer)
        }
        guard types.contains(.integer), !types.contains(.number) else { return }
        guard let step = integerStep else { return }
        if let least = lower?.integer(isUpper: false) {
            let rest = ((least % step) + step) % step
            lower = NumberBound(value: JSON(rest == 0 ? least : least + step - rest), isExclusive: false)
        }
        if let most = upper?.integer(isUpper: true) {
            upper = NumberBound(value: JSON(most - ((most % step) + step) % step), isExclusive: false)
        }
    }

    /// Counts the values up where these are few: null, booleans, integers in a small range, what is empty where nothing
    /// else may be.
    private mutating func countUp() {
        let empty: [(type: TypeSet, most: Int, value: JSON)] = [
            (.string, maximumLength, ""), (.array, maximumItems, []), (.object, maximumProperties, [:]),
        ].filter { types.contains($0.type) && $0.most == 0 }
        let few = empty.reduce(into: [.null, .boolean, .integer] as TypeSet) { $0.formUnion($1.type) }
        guard values == nil, types.isSubset(of: few) else { return }
        var found: [JSON] = (types.contains(.boolean) ? [false, true] : []) + (types.contains(.null) ? [.null] : [])
        found += empty.map(\.value)
        if types.contains(.integer) {
            guard let least = lower?.value.int, let most = upper?.value.int else { return }
            guard let step = integerStep, least.magnitude < 1 << 61, most.magnitude < 1 << 61,
                (most - least) / step < Self.mostValues
            else { return }
            if least <= most { found += stride(from: least, through: most, by: step).map { JSON($0) } }
        }
        values = found
    }

    /// Whether no value can follow the schemas, as far as this tells.
    var isImpossible: Bool {
        if types.isEmpty || values?.isEmpty == true { return true }
        var left = types
        if minimumLength > maximumLength { left.remove(.string) }
        if minimumItems > maximumItems { left.remove(.array) }
        if max(minimumProperties, required.count) > maximumProperties || !forbidden.isDisjoint(with: required) {
            left.remove(.object)
        }
        if let lower, let upper {
            let order = NumberBound.compare(lower.value, upper.value)
            if order > 0 || (order == 0 && (lower.isExclusive || upper.isExclusive)) { left.subtract(.number) }
        }
        return left.isEmpty
    }
}
