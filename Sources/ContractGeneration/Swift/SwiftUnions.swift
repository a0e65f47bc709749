import ClamatorJSON
import ClamatorSchema

extension SwiftWriter {
    /// Writes the enum with a case for each type of a union.
    mutating func write(_ union: Union, of type: TypeDeclaration) {
        let indirect = union.isRecursive ? "indirect " : ""
        text.line("\(access)\(indirect)enum \(type.name): JSONCodable, Hashable, Sendable {")
        indented { writer in
            for branch in union.branches {
                writer.write(documentation: branch.description)
                writer.text.line("case \(branch.name)(\(writer.types.text(branch.type, in: type.id)))")
            }
            writer.text.line()
            switch union.selection {
            case .member(let name): writer.writeReading(union, byMember: name)
            case .kind: writer.writeReadingByKind(union)
            case .schema: writer.writeReadingBySchema(union)
            }
            writer.text.line()
            writer.writeWriting { writer in
                writer.text.line("switch self {")
                for branch in union.branches {
                    let attempt = writer.types.attempt(branch.type)
                    writer.text.line("case .\(branch.name)(let value): \(attempt)value.write(into: &writer)")
                }
                writer.text.line("}")
            }
            writer.writeTypes(in: type)
        }
        text.line("}")
    }

    private mutating func writeReading(_ union: Union, byMember name: ExactString) {
        let literal = SwiftLiterals.string(name)
        let areTexts = union.branches.allSatisfy { $0.tags.allSatisfy { $0.kind == .string } }
        writeReading { writer in
            writer.text.line("switch json.\(areTexts ? "text(ofMember: \(literal))" : "json[\(literal)]") {")
            for branch in union.branches {
                let tags = branch.tags.compactMap { SwiftLiterals.json($0) }.map { $0 + "?" }
                writer.text.line("case \(tags.joined(separator: ", ")): self = .\(branch.name)(try json.read())")
            }
            writer.text.line("default: throw json.refusal(byMember: \(literal))")
            writer.text.line("}")
        }
    }

    private mutating func writeReadingByKind(_ union: Union) {
        writeReading { writer in
            writer.text.line("switch json.kind {")
            for branch in union.branches {
                let kinds = Self.kinds(of: branch.types).joined(separator: ", ")
                writer.text.line("case \(kinds): self = .\(branch.name)(try json.read())")
            }
            let all = union.branches.reduce(into: TypeSet()) { $0.formUnion($1.types) }
            if all.union(.number) != .all { writer.text.line("default: throw json.refusal") }
            writer.text.line("}")
        }
    }

    private static func kinds(of types: TypeSet) -> [String] {
        let kinds: [(TypeSet, [String])] = [
            (.null, [".null"]), (.boolean, [".true", ".false"]), (.number, [".number"]), (.string, [".string"]),
            (.array, [".array"]), (.object, [".object"]),
        ]
        return kinds.filter { !types.isDisjoint(with: $0.0) }.flatMap(\.1)
    }

    private mutating func writeReadingBySchema(_ union: Union) {
        text.line("private static let branches = ContractBranches(")
        indented { writer in
            let paths = union.branches.map { SwiftLiterals.string(ExactString($0.schema.locationInFile.description)) }
            writer.text.line("at: [")
            writer.indented { writer in
                for path in paths { writer.text.line(path + ",") }
            }
            writer.text.line("], in: { () throws in try \(writer.model.name).contract })")
        }
        text.line()
        writeReading { writer in
            writer.text.line("switch Self.branches.first(acceptingValueAt: json) {")
            for (index, branch) in union.branches.enumerated() {
                writer.text.line("case \(index): self = .\(branch.name)(try json.read())")
            }
            writer.text.line("default: throw json.refusal")
            writer.text.line("}")
        }
    }
}
