import ClamatorJSON
import ClamatorSchema
import StringFormats

/// What schemas ask beside what a type tells.
extension PythonWriter {
    /// A type with what schemas ask besides, as far as Pydantic has it. The rest is noted.
    ///
    /// - Parameters:
    ///   - type: The type.
    ///   - parts: The schemas.
    ///   - types: The types of JSON that its values have.
    ///   - told: Keywords that the type tells already.
    ///   - isModel: Whether it is a model, of which Pydantic asks nothing as a whole.
    /// - Returns: The type with its constraints.
    mutating func constrained(
        _ type: PythonType, by parts: [Subschema], on types: TypeSet, except told: Set<Keyword> = [],
        isModel: Bool = false
    ) -> PythonType {
        var type = type
        var constraints = PythonConstraints()
        for part in parts {
            let choices = Set(SchemaView([part]).choices.filter { $0.key.part == part.identity }.map(\.key.keyword))
            for keyword in part.assertions where !told.contains(keyword) && !choices.contains(keyword) {
                let subject = keyword.subject
                if subject.isEmpty || types.isDisjoint(with: subject) { continue }
                let isTold = types.subtracting(subject).isEmpty && !isModel && constraints.add(keyword, of: part)
                if !isTold && !(keyword.isStructural && types != .all) { note(part, keyword) }
            }
        }
        type.metadata += texts(of: constraints, isInteger: types == .integer)
        if let values = SchemaView(parts).values, !isModel {
            // What is left of several lists may be no value at all.
            type.metadata.append(
                "\(helped("_one_of", by: .oneOf))(\(values.map(PythonLiterals.text).joined(separator: ", ")))")
        }
        return type
    }

    /// Notes what Pydantic does not ask.
    mutating func note(_ part: Subschema, _ keyword: Keyword) {
        let note = ServiceModel.Note(location: part.locationInFile, message: "`\(keyword.rawValue)`")
        if knownNotes.insert(note).inserted { notes.append(note) }
    }

    private mutating func texts(of constraints: PythonConstraints, isInteger: Bool) -> [String] {
        var arguments: [String] = []
        func add(_ name: String, _ value: String?) {
            if let value { arguments.append("\(name)=\(value)") }
        }
        add("min_length", constraints.fewest.map(String.init))
        add("max_length", constraints.most.map(String.init))
        add("pattern", constraints.patterns.first.map(PythonLiterals.pattern))
        for (name, bound) in zip(["ge", "gt", "le", "lt"], constraints.bounds) {
            add(name, bound.map(PythonLiterals.number))
        }
        var texts: [String] = []
        if !arguments.isEmpty {
            texts.append("\(imported("Field", from: "pydantic"))(\(arguments.joined(separator: ", ")))")
        }
        for pattern in constraints.patterns.dropFirst() {
            texts.append("\(helped("_Matches", by: .matches))(\(PythonLiterals.pattern(pattern)))")
        }
        for format in constraints.formats { texts.append(helped(format.name, by: format.helper)) }
        for divisor in constraints.divisors {
            let text = PythonLiterals.string(ExactString(divisor.description))
            texts.append("\(helped("_multiple_of", by: .multipleOf))(\(text))")
        }
        if constraints.isUnique { texts.append(helped("_UNIQUE", by: .unique)) }
        return texts
    }
}

/// What Pydantic, or a helper, asks of a value.
struct PythonConstraints {
    fileprivate(set) var fewest: Int?
    fileprivate(set) var most: Int?
    fileprivate(set) var patterns: [String] = []
    /// At least, above, at most, below.
    fileprivate(set) var bounds: [JSON?] = [nil, nil, nil, nil]
    fileprivate(set) var divisors: [JSON] = []
    fileprivate(set) var formats: [(name: String, helper: PythonHelper)] = []
    fileprivate(set) var isUnique = false

    /// Adds what a keyword of a schema asks.
    ///
    /// - Returns: Whether it can be said.
    fileprivate mutating func add(_ keyword: Keyword, of part: Subschema) -> Bool {
        guard let value = part[keyword] else { return false }
        switch keyword {
        case .minLength, .minItems, .minProperties:
            guard let count = value.int else { return false }
            if count > 0 { fewest = max(count, fewest ?? 0) }
        case .maxLength, .maxItems, .maxProperties:
            guard let count = value.int else { return false }
            most = min(count, most ?? .max)
        case .pattern:
            guard let pattern = value.exactString.flatMap(part.linearText(ofPattern:)) else { return false }
            patterns.append(pattern)
        case .format:
            guard let name = value.string else { return false }
            // One that is unknown only says something.
            guard let format = Format(rawValue: name) else { return true }
            guard let check = PythonFormats.check(of: format) else { return false }
            formats.append(check)
        case .minimum: setBound(0, value, isLower: true)
        case .exclusiveMinimum: setBound(1, value, isLower: true)
        case .maximum: setBound(2, value, isLower: false)
        case .exclusiveMaximum: setBound(3, value, isLower: false)
        case .multipleOf: divisors.append(value)
        case .uniqueItems: isUnique = isUnique || value.bool == true
        default: return false
        }
        return true
    }

    private mutating func setBound(_ index: Int, _ value: JSON, isLower: Bool) {
        if let bound = bounds[index]?.double, let new = value.double, isLower ? bound >= new : bound <= new { return }
        bounds[index] = value
    }
}

extension Keyword {
    /// The types of values that a keyword refuses some of; none where a type is made of it.
    fileprivate var subject: TypeSet {
        switch self {
        case .type, .enum, .const, .ref, .dynamicRef, .recursiveRef, .allOf: []
        case .minLength, .maxLength, .pattern, .format, .contentEncoding, .contentMediaType, .contentSchema: .string
        case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf: .number
        case .minItems, .maxItems, .uniqueItems, .contains, .minContains, .maxContains, .items, .prefixItems,
            .additionalItems, .unevaluatedItems:
            .array
        case .minProperties, .maxProperties, .required, .dependentRequired, .dependentSchemas, .dependencies,
            .properties, .patternProperties, .additionalProperties, .unevaluatedProperties, .propertyNames:
            .object
        default: .all
        }
    }

    /// Whether the keyword says of what parts values consist, as types do.
    fileprivate var isStructural: Bool {
        [
            .properties, .required, .additionalProperties, .unevaluatedProperties, .items, .prefixItems,
            .additionalItems, .unevaluatedItems,
        ].contains(self)
    }
}
