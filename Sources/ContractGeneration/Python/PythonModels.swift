import ClamatorJSON
import ClamatorSchema

/// How the types of a model are written where they are declared.
extension PythonWriter {
    /// Writes the types: models, then what is made of them and what they are made of, since annotations are read last.
    mutating func writeTypes() {
        var models: [String] = []
        for type in model.types {
            switch type.shape {
            case .structure(let structure): write(structure, of: type)
            case .alias(let use) where isRoot(type.id) && self.structure(use) != nil: continue
            case _ where isRoot(type.id): writeRoot(type)
            default: continue
            }
            models.append(type.name)
        }
        let others = model.types.filter { type in
            if case .structure = type.shape { return false }
            guard isRoot(type.id) else { return true }
            if case .alias(let use) = type.shape { return structure(use) != nil }
            return false
        }
        if !others.isEmpty { text.line() }
        for (type, isLazy) in PythonOrder(others, in: model).types { write(type, isLazy: isLazy) }
        if models.isEmpty { return }
        text.line()
        text.line()
        text.line("for _model in (")
        text.indented { text in for model in models { text.line(model + ",") } }
        text.line("):")
        text.indented { $0.line("_model.model_rebuild()") }
    }

    /// Begins a class.
    mutating func writeClass(_ head: String, documentation: String, _ body: (inout PythonWriter) -> Void) {
        text.line()
        text.line()
        text.line(head + ":")
        indented { writer in
            writer.text.documentation(documentation)
            body(&writer)
        }
    }

    /// Writes what the body writes deeper.
    mutating func indented(_ body: (inout PythonWriter) -> Void) {
        var whole = SourceText()
        swap(&whole, &text)
        whole.indented { text in
            swap(&self.text, &text)
            body(&self)
            swap(&self.text, &text)
        }
        swap(&whole, &text)
    }

    private func documentation(of type: TypeDeclaration) -> String {
        let words = type.description ?? defaultDocumentation(of: type)
        return type.isDeprecated ? "\(words)\n\nDeprecated." : words
    }

    private func defaultDocumentation(of type: TypeDeclaration) -> String {
        for method in model.methods {
            if method.params == type.id { return "The params of `\(method.wireName)`." }
            if method.result == type.id { return "The result of `\(method.wireName)`." }
        }
        return "The type at `\(type.location)`."
    }

    // MARK: Models

    private mutating func write(_ structure: Structure, of type: TypeDeclaration) {
        let isTagged = structure.members.contains { $0.constant != nil }
        let base = isTagged ? helped("_Tagged", by: .tagged) : helped("_Object", by: .object)
        _ = constrained(PythonType(base: type.name), by: type.schemas.conjuncts, on: .object, isModel: true)
        writeClass("class \(type.name)(\(base))", documentation: documentation(of: type)) { writer in
            let extra = structure.additional != nil ? "allow" : structure.isClosed ? "forbid" : nil
            if let extra {
                writer.use("ConfigDict", from: "pydantic")
                writer.text.line()
                writer.text.line("model_config = ConfigDict(extra=\"\(extra)\")")
            }
            if let additional = structure.additional {
                let values = writer.text(of: additional.type)
                if !values.utf8.elementsEqual("Any".utf8) {
                    writer.text.line()
                    writer.text.line("__pydantic_extra__: dict[str, \(values)]")
                }
            }
            if !structure.members.isEmpty { writer.text.line() }
            for member in structure.members { writer.write(member) }
        }
    }

    private mutating func write(_ member: Structure.Member) {
        var type: PythonType
        var value: String?
        if let constant = member.constant {
            type = self.type(constant: constant)
            type.metadata.append(helped("_CONSTANT", by: .constant))
            value = PythonLiterals.text(constant)
        } else {
            type = self.type(of: member.type)
            if let given = member.defaultValue, !member.isRequired {
                value = text(default: given, of: member.type)
            } else if !member.isRequired {
                value = "None"
                if !isNullable(member.type) {
                    type = PythonType(
                        base: "\(annotation(type)) | None", metadata: [helped("_NOT_NULL", by: .notNull)])
                }
            }
        }
        // Python normalises what is not ASCII.
        if !member.wireName.utf8.elementsEqual(member.name.utf8) || !member.name.utf8.allSatisfy({ $0 < 0x80 }) {
            type.metadata.append("\(helped("_wire", by: .wire))(\(PythonLiterals.string(member.wireName)))")
        }
        if member.isDeprecated {
            type.metadata.append("\(imported("Field", from: "pydantic"))(deprecated=True)")
        }
        text.statement("\(member.name): \(annotation(type))\(value.map { " = \($0)" } ?? "")")
        if let description = member.description, !description.isEmpty { text.documentation(description) }
    }

    /// The type of a value that is always the same.
    private mutating func type(constant: JSON) -> PythonType {
        switch constant.kind {
        case .null: PythonType(base: "None")
        case .number where constant.int == nil:
            PythonType(
                base: helped("Number", by: .number),
                metadata: ["\(helped("_one_of", by: .oneOf))(\(PythonLiterals.text(constant)))"])
        default: literal([constant])
        }
    }

    private mutating func text(default value: JSON, of use: TypeUse) -> String {
        var isPlain = true
        if case .declared(let id) = resolved(use).kind, case .enumeration = model[id].shape {
            isPlain = !isRoot(id)
        } else if case .declared = resolved(use).kind {
            isPlain = false
        }
        switch value.kind {
        case .array, .object:
            useField()
            return "Field(default_factory=lambda: \(PythonLiterals.text(value)), validate_default=True)"
        default:
            if isPlain { return PythonLiterals.text(value) }
            useField()
            return "Field(default=\(PythonLiterals.text(value)), validate_default=True)"
        }
    }

    private mutating func useField() { use("Field", from: "pydantic") }

    /// Writes a model for a value that is no object with members of its own. It has the value as its `root`.
    private mutating func writeRoot(_ type: TypeDeclaration) {
        let value = expression(of: type)
        use("RootModel", from: "pydantic")
        writeClass("class \(type.name)(RootModel)", documentation: documentation(of: type)) { writer in
            writer.text.line()
            // Params that are left out are an object without members.
            let isObject = value.base.utf8.starts(with: "dict[".utf8) && value.metadata.isEmpty
            if isObject { writer.useField() }
            let end = isObject ? " = Field(default_factory=dict)" : ""
            writer.text.statement("root: \(writer.annotation(value))\(end)")
        }
    }

    // MARK: Others

    private mutating func write(_ type: TypeDeclaration, isLazy: Bool) {
        text.line()
        let value = annotation(expression(of: type))
        if isLazy {
            use("TypeAliasType", from: "typing_extensions")
            text.statement(
                "\(type.name) = TypeAliasType(\"\(type.name)\", \(PythonLiterals.string(ExactString(value))))")
        } else {
            text.statement("\(type.name) = \(value)")
        }
        if let description = type.description, !description.isEmpty { text.documentation(documentation(of: type)) }
    }

    /// What a type is that is no model.
    private mutating func expression(of type: TypeDeclaration) -> PythonType {
        switch type.shape {
        case .alias(let use), .wrapper(let use): self.type(of: use)
        case .enumeration(let enumeration): expression(of: enumeration, type)
        case .union(let union): expression(of: union, type)
        case .tuple(let tuple): expression(of: tuple, type)
        case .structure: PythonType(base: type.name)
        }
    }

    private mutating func literal(_ values: [JSON]) -> PythonType {
        use("Literal", from: "typing")
        let text = "Literal[\(values.map(PythonLiterals.text).joined(separator: ", "))]"
        switch values.first?.kind {
        case .number: return PythonType(base: text, metadata: [helped("_WHOLE", by: .whole)])
        // In Python, 1 is True.
        case .true, .false:
            let check = "\(helped("_one_of", by: .oneOf))(\(values.map(PythonLiterals.text).joined(separator: ", ")))"
            return PythonType(base: text, metadata: [check])
        default: return PythonType(base: text)
        }
    }

    private mutating func expression(of enumeration: Enumeration, _ type: TypeDeclaration) -> PythonType {
        let values = enumeration.cases.map(\.value)
        let allowed = values.filter { value in type.schemas.allSatisfy { $0.accepts(value) } }
        var result = literal(allowed.isEmpty ? values : allowed)
        if enumeration.otherName != nil {
            let other =
                enumeration.isOfIntegers ? helped("Integer", by: .integer) : imported("StrictStr", from: "pydantic")
            result.base += " | \(other)"
        }
        return result
    }

    private mutating func expression(of union: Union, _ type: TypeDeclaration) -> PythonType {
        var names: [String] = []
        for branch in union.branches { names.append(text(of: branch.type)) }
        let inBranches = Set(union.branches.flatMap { ($0.type.schemas + [$0.schema]).conjuncts }.map(\.identity))
        let others = type.schemas.conjuncts.filter { !inBranches.contains($0.identity) }
        var result = PythonType(base: joined(names))
        if let member = discriminator(of: union) {
            use("Field", from: "pydantic")
            result.metadata.append("Field(discriminator=\(PythonLiterals.string(ExactString(member))))")
        } else {
            if case .schema = union.selection {
                for part in others where !part.schemas(.oneOf).isEmpty { note(part, .oneOf) }
            }
            result.metadata.append("\(helped("_First", by: .first))()")
        }
        return constrained(result, by: others, on: .all)
    }

    /// The member of models by which Pydantic tells the branches of a union, as it is named in all of them.
    private func discriminator(of union: Union) -> String? {
        guard case .member(let wireName) = union.selection,
            union.branches.allSatisfy({ $0.tags.allSatisfy { $0.kind == .string } })
        else { return nil }
        var names: Set<ExactString> = []
        for branch in union.branches {
            guard let (_, structure) = structure(branch.type),
                let member = structure.members.first(where: { $0.wireName == wireName }), isLiteral(member)
            else { return nil }
            names.insert(ExactString(member.name))
        }
        return names.count == 1 ? names.first?.string : nil
    }

    private func isLiteral(_ member: Structure.Member) -> Bool {
        if member.constant != nil { return true }
        guard case .declared(let id) = resolved(member.type).kind, case .enumeration(let enumeration) = model[id].shape
        else { return false }
        return enumeration.otherName == nil && !isRoot(id)
    }

    private mutating func expression(of tuple: Tuple, _ type: TypeDeclaration) -> PythonType {
        var elements: [String] = []
        for element in tuple.elements { elements.append(text(of: element.type)) }
        let fewest = tuple.elements.prefix { $0.isRequired }.count
        var lengths = (fewest..<elements.count).map { Self.tuple(Array(elements.prefix($0))) }
        if let rest = tuple.rest {
            use("Annotated", from: "typing")
            let types = (elements + ["rest=\(text(of: rest.type))"]).joined(separator: ", ")
            let any = imported("Any", from: "typing")
            lengths.append("Annotated[tuple[\(any), ...], \(helped("_Elements", by: .rest))(\(types))]")
        } else {
            lengths.append(Self.tuple(elements))
        }
        // How long it may be is told where nothing is behind the elements.
        let told: Set<Keyword> = tuple.rest == nil ? [.minItems, .maxItems] : []
        return constrained(
            PythonType(base: joined(lengths)), by: type.schemas.conjuncts, on: .array,
            except: told)
    }

    /// One of several types, in a form that can be laid out in lines where it is long.
    private mutating func joined(_ types: [String]) -> String {
        let short = types.joined(separator: " | ")
        if short.count <= 80 { return short }
        return "\(imported("Union", from: "typing"))[\(types.joined(separator: ", "))]"
    }

    private static func tuple(_ elements: [String]) -> String {
        elements.isEmpty ? "tuple[()]" : "tuple[\(elements.joined(separator: ", "))]"
    }
}
