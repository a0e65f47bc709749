import ClamatorJSON

extension SwiftWriter {
    /// Writes the struct of an array whose elements are of a type each.
    mutating func write(_ tuple: Tuple, of type: TypeDeclaration) {
        let elements = tuple.elements.map { element in
            Structure.Member(
                wireName: element.text, name: element.name, type: element.type, isRequired: element.isRequired,
                defaultValue: .none, constant: .none, description: element.description, isDeprecated: false,
                isRecursive: element.isRecursive)
        }.map { SwiftMember($0, of: type, literals) }
        let rest = tuple.rest.map { rest in
            (name: rest.name, type: "[\(types.text(rest.type, in: type.id))]", call: types.writingCall(rest.type))
        }
        text.line("\(access)struct \(type.name): JSONCodable, Hashable, Sendable {")
        indented { writer in
            for element in elements { writer.writeProperty(element) }
            if let rest {
                writer.write(documentation: "The elements behind those that have names.")
                writer.text.line("\(writer.access)var \(rest.name): \(rest.type)")
            }
            writer.text.line()
            let parameters = elements.map(\.parameter) + (rest.map { ["\($0.name): \($0.type) = []"] } ?? [])
            writer.writeInitializer(elements, parameters, rest: rest?.name)
            writer.text.line()
            writer.writeReading(elements, rest: rest?.name)
            writer.text.line()
            writer.writeWriting { writer in
                writer.block("try writer.array { (writer) throws(JSONEncodingError) in", opens: false) { writer in
                    writer.writeElements(elements, rest: rest.map { ($0.name, $0.call) })
                }
            }
            writer.writeTypes(in: type)
        }
        text.line("}")
    }

    private mutating func writeReading(_ elements: [SwiftMember], rest: String?) {
        writeReading { writer in
            writer.text.line("var elements = try json.elementsInTurn()")
            var arguments: [String] = []
            var scope = NameScope(SwiftNaming(), taken: ["json", "elements"])
            for element in elements {
                let local = scope.name([element.model.wireName], as: .member)
                writer.text.line("let \(local) = try elements.\(element.readingCall)")
                arguments.append("\(element.label): \(local)")
            }
            if let rest {
                arguments.append("\(rest): try elements.rest()")
            } else {
                writer.text.line("try elements.end()")
            }
            writer.text.list("self.init(", arguments, ")")
        }
    }

    /// Writes elements as long as they are there; none may be behind one that is not.
    private mutating func writeElements(_ elements: [SwiftMember], rest: (name: String, call: String)?) {
        for (index, element) in elements.enumerated() {
            if element.model.isRequired {
                text.line("\(element.writingCall)(self.\(element.storedValue))")
                continue
            }
            let value = element.storedName.filter { $0 != "`" } + "Value"
            block("guard let \(value) = self.\(element.storedValue) else") { writer in
                var behind = elements[(index + 1)...].map { "self.\($0.storedValue) == nil" }
                if let rest { behind.append("self.\(rest.name).isEmpty") }
                if !behind.isEmpty {
                    writer.text.list(
                        "guard", behind.map { " \($0)" },
                        " else { throw JSONEncodingError(.other(\"nothing can stand behind an element that is nil\")) }"
                    )
                }
                writer.text.line("return")
            }
            text.line("\(element.writingCall)(\(value))")
        }
        if let rest { text.line("for element in self.\(rest.name) { \(rest.call)(element) }") }
    }

    /// Writes the struct of a type that is another, but leads back to itself.
    mutating func write(wrapper use: TypeUse, of type: TypeDeclaration) {
        let value = types.text(use, in: type.id)
        text.line("\(access)struct \(type.name): JSONCodable, Hashable, Sendable {")
        indented { writer in
            writer.text.line("\(writer.access)var value: \(value)")
            writer.text.line()
            writer.block("\(writer.access)init(_ value: \(value))") { $0.text.line("self.value = value") }
            writer.text.line()
            writer.writeReading { $0.text.line("value = try json.read()") }
            writer.text.line()
            writer.writeWriting { $0.text.line("\($0.types.attempt(use))value.write(into: &writer)") }
            writer.writeTypes(in: type)
        }
        text.line("}")
    }
}
