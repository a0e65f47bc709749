import ClamatorJSON

extension SwiftWriter {
    /// Writes the struct of an object's members.
    mutating func write(_ structure: Structure, of type: TypeDeclaration) {
        let members = structure.members.map { SwiftMember($0, of: type, literals) }
        text.line("\(access)struct \(type.name): JSONCodable, Hashable, Sendable {")
        indented { writer in
            for member in members { writer.writeProperty(member) }
            if let additional = structure.additional {
                writer.write(documentation: "The members that have no names in the contract.")
                writer.text.line("\(writer.access)var \(additional.name): \(writer.dictionary(of: additional, type))")
            }
            if !members.isEmpty || structure.additional != nil { writer.text.line() }
            var parameters = members.filter { $0.model.constant == nil }.map(\.parameter)
            if let additional = structure.additional {
                parameters.append("\(additional.name): \(writer.dictionary(of: additional, type)) = [:]")
            }
            writer.writeInitializer(members, parameters, rest: structure.additional?.name)
            writer.text.line()
            writer.writeReading(members, structure, of: type)
            writer.text.line()
            writer.writeWriting(members, structure.additional)
            writer.writeTypes(in: type)
        }
        text.line("}")
    }

    private func dictionary(of additional: Structure.Additional, _ type: TypeDeclaration) -> String {
        types.text(TypeUse(kind: .dictionary(additional.type), schemas: []), in: type.id)
    }

    /// Writes the property of a member.
    mutating func writeProperty(_ member: SwiftMember) {
        func document(_ writer: inout SwiftWriter) {
            writer.write(documentation: member.model.description)
            if member.model.isDeprecated { writer.text.line("@available(*, deprecated)") }
        }
        switch member.storage {
        case .none(let type, let value):
            document(&self)
            text.line("\(access)var \(member.name): \(type) { \(value) }")
        case .plain:
            document(&self)
            text.line("\(access)var \(member.name): \(member.type)")
        case .hidden(let isBoxed):
            let type = isBoxed ? "Indirect<\(member.type)>" : member.type
            text.line("private var \(member.storedName): \(type)")
            document(&self)
            block("\(access)var \(member.name): \(member.type)") { writer in
                let stored = member.storedName + (isBoxed ? ".value" : "")
                writer.text.line("get { \(stored) }")
                writer.text.line("set { \(member.storedName) = \(isBoxed ? "Indirect(newValue)" : "newValue") }")
            }
        }
    }

    /// Writes the initialiser that takes a value for each member.
    mutating func writeInitializer(_ members: [SwiftMember], _ parameters: [String], rest: String?) {
        if members.allSatisfy({ $0.model.constant != nil }), rest == nil { return text.line("\(access)init() {}") }
        text.list("\(access)init(", parameters, ") {")
        indented { writer in
            for member in members where member.model.constant == nil {
                let value = member.storage == .hidden(isBoxed: true) ? "Indirect(\(member.name))" : member.name
                writer.text.line("self.\(member.storedName) = \(value)")
            }
            if let rest { writer.text.line("self.\(rest) = \(rest)") }
        }
        text.line("}")
    }

    // MARK: Reading

    private mutating func writeReading(
        _ members: [SwiftMember], _ structure: Structure, of type: TypeDeclaration
    ) {
        var scope = NameScope(SwiftNaming(), taken: ["json", "members", "writer"])
        let locals = members.map { scope.name([$0.model.wireName], as: .member) }
        let rest = structure.additional.map { _ in scope.name(["additional"], as: .member) }
        writeReading { writer in
            for (member, local) in zip(members, locals) { writer.text.line(member.local(named: local)) }
            if let rest, let additional = structure.additional {
                let value = writer.types.text(additional.type, in: type.id)
                writer.text.line("var \(rest): [ExactString: \(value)] = [:]")
            }
            let isRead = !members.isEmpty || structure.additional != nil || structure.isClosed
            guard isRead else { return writer.text.line("_ = try json.members()") }
            writer.text.line("var members = try json.members()")
            writer.writeLoop(members, locals, rest, structure)
            for (member, local) in zip(members, locals) where member.isMissed {
                let name = SwiftLiterals.string(member.model.wireName)
                writer.text.line(
                    member.model.constant == nil
                        ? "guard let \(local) else { throw .missingMember(\(name)) }"
                        : "if !\(local) { throw .missingMember(\(name)) }")
            }
            var arguments = zip(members, locals).filter { $0.0.model.constant == nil }.map { member, local in
                "\(member.label): \(local)"
            }
            if let rest, let additional = structure.additional {
                arguments.append("\(additional.name): try Dictionary(\(rest))")
            }
            writer.text.list("self.init(", arguments, ")")
        }
    }

    private mutating func writeLoop(
        _ members: [SwiftMember], _ locals: [String], _ rest: String?, _ structure: Structure
    ) {
        if members.isEmpty, rest == nil {
            return text.line("if members.next() { throw members.refusal }")
        }
        block("while members.next()") { writer in
            for (index, (member, local)) in zip(members, locals).enumerated() {
                let name = SwiftLiterals.string(member.model.wireName)
                writer.text.line("\(index == 0 ? "" : "} else ")if members.isNamed(\(name)) {")
                writer.indented { writer in member.reading(local).forEach { writer.text.line($0) } }
            }
            if let rest {
                let statement = "\(rest)[members.name] = try members.value()"
                if members.isEmpty { return writer.text.line(statement) }
                writer.text.line("} else {")
                writer.indented { $0.text.line(statement) }
            } else if structure.isClosed {
                writer.text.line("} else {")
                writer.indented { $0.text.line("throw members.refusal") }
            }
            writer.text.line("}")
        }
    }

    // MARK: Writing

    private mutating func writeWriting(_ members: [SwiftMember], _ additional: Structure.Additional?) {
        writeWriting { writer in
            guard !members.isEmpty || additional != nil else {
                return writer.text.line("writer.object { _ in }")
            }
            writer.block("try writer.object { (writer) throws(JSONEncodingError) in", opens: false) { writer in
                for member in members { member.writing.forEach { writer.text.line($0) } }
                if let additional {
                    writer.text.line("try self.\(additional.name).writeMembers(into: &writer)")
                }
            }
        }
    }

    /// Writes a block whose head opens it already.
    mutating func block(_ head: String, opens: Bool, _ body: (inout SwiftWriter) -> Void) {
        text.line(head)
        indented(body)
        text.line("}")
    }
}
