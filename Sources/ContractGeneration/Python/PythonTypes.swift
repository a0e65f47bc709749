import ClamatorJSON
import ClamatorSchema

/// A type as annotations have it: what is checked first, and what is asked besides.
struct PythonType {
    var base: String
    var metadata: [String] = []

    /// The annotation.
    var text: String { metadata.isEmpty ? base : "Annotated[\(([base] + metadata).joined(separator: ", "))]" }
}

/// How the types of a model are written where they are used.
extension PythonWriter {
    /// A type, with what schemas ask besides that hold where it is used.
    mutating func type(of use: TypeUse, adding others: [Subschema] = []) -> PythonType {
        let parts = (use.schemas + others).conjuncts
        switch use.kind {
        case .json: return constrained(PythonType(base: imported("Any", from: "typing")), by: parts, on: .all)
        case .null: return PythonType(base: "None")
        case .boolean:
            return constrained(PythonType(base: imported("StrictBool", from: "pydantic")), by: parts, on: .boolean)
        case .integer: return constrained(PythonType(base: helped("Integer", by: .integer)), by: parts, on: .integer)
        case .number: return constrained(PythonType(base: helped("Number", by: .number)), by: parts, on: .number)
        case .string:
            return constrained(PythonType(base: imported("StrictStr", from: "pydantic")), by: parts, on: .string)
        case .array(let element):
            return constrained(PythonType(base: "list[\(text(of: element))]"), by: parts, on: .array)
        case .dictionary(let value):
            let (names, keywords) = names(of: parts)
            return constrained(
                PythonType(base: "dict[\(names), \(text(of: value))]"), by: parts, on: .object, except: keywords)
        case .nullable(let value):
            let text = type(of: value, adding: others).text
            return PythonType(base: text.utf8.elementsEqual("Any".utf8) ? text : "\(text) | None")
        case .declared(let id): return type(declared: id, parts)
        }
    }

    /// The annotation of a type.
    mutating func text(of use: TypeUse) -> String { annotation(type(of: use)) }

    /// The annotation, with what it needs.
    mutating func annotation(_ type: PythonType) -> String {
        if !type.metadata.isEmpty { use("Annotated", from: "typing") }
        return type.text
    }

    /// A type of the model, with the schemas that hold where it is used.
    private mutating func type(declared id: TypeID, _ parts: [Subschema]) -> PythonType {
        let declaration = model[id]
        let own = Set(declaration.schemas.conjuncts.map(\.identity))
        let others = parts.filter { !own.contains($0.identity) && $0.assertsItself }
        if others.isEmpty { return PythonType(base: declaration.name) }
        switch declaration.shape {
        case .alias(let use) where !isRoot(id): return type(of: use, adding: others)
        case .structure: return constrained(PythonType(base: declaration.name), by: others, on: .object, isModel: true)
        default: return constrained(PythonType(base: declaration.name), by: others, on: .all)
        }
    }

    /// Whether null is a value of a type.
    func isNullable(_ use: TypeUse) -> Bool {
        switch resolved(use).kind {
        case .json, .null, .nullable: true
        default: false
        }
    }

    /// What a type is by whatever other name.
    func resolved(_ use: TypeUse) -> TypeUse {
        var use = use
        while case .declared(let id) = use.kind, case .alias(let next) = model[id].shape { use = next }
        return use
    }

    /// The model that a type is, by whatever other name.
    func structure(_ use: TypeUse) -> (id: TypeID, structure: Structure)? {
        guard case .declared(let id) = resolved(use).kind, case .structure(let structure) = model[id].shape else {
            return nil
        }
        return (id, structure)
    }

    /// The names that the members of a dictionary may have, and the keywords that this tells.
    private mutating func names(of parts: [Subschema]) -> (text: String, keywords: Set<Keyword>) {
        let patterns = parts.flatMap { part in part.schemas(.patternProperties).map { (part, $0.name) } }
        let others = SchemaView(parts).otherMembers
        // Of members that a pattern declares the one pattern is what names must match, if no others may be.
        if patterns.count == 1, !others.areRefused, others.schema != nil,
            let pattern = patterns[0].0.linearText(ofPattern: patterns[0].1)
        {
            let type = PythonType(
                base: "str",
                metadata: ["\(imported("Field", from: "pydantic"))(pattern=\(PythonLiterals.pattern(pattern)))"])
            return (annotation(type), [.patternProperties])
        }
        let schemas = parts.flatMap { $0.schemas(.propertyNames).map(\.schema) }
        if schemas.isEmpty { return ("str", []) }
        let view = SchemaView(schemas)
        if let values = view.values?.compactMap(\.exactString), !values.isEmpty {
            let list = values.map(PythonLiterals.string).joined(separator: ", ")
            return ("\(imported("Literal", from: "typing"))[\(list)]", [.propertyNames])
        }
        let type = constrained(PythonType(base: "str"), by: view.parts, on: .string)
        return (annotation(type), [.propertyNames])
    }
}
