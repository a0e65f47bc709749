import ClamatorKit
import ContractGeneration

/// Names that are what the contract says, but for digits in front: enough to see what a model has.
struct PlainNaming: NamingPolicy {
    var nestsTypes = true
    var joinsServices = true

    func name(_ words: [ExactString], as role: NameRole) -> String {
        role == .type
            ? words.map { $0.string.prefix(1).uppercased() + $0.string.dropFirst() }.joined()
            : words.map(\.string).joined()
    }

    func name(_ name: String, numbered number: Int) -> String { "\(name)_\(number)" }
    func key(of name: String) -> String { name }
    func namesBesideTypes(ofServiceNamed name: String) -> [String] { ["Reserved"] }
    func namesBesideService(named name: String) -> [String] { ["\(name)-client"] }
}

extension ServiceModel {
    /// The model of a contract of one method.
    init(params: String = "{}", result: String = "{}", definitions: String = "{}", naming: any NamingPolicy) throws {
        let contract = try Contract(
            parsing: #"""
                { "service": "s", "methods": { "go": { "params": \#(params), "result": \#(result) } },
                  "$defs": \#(definitions) }
                """#)
        self = ServiceModel.models(of: [contract], naming: naming)[0]
    }

    /// The types, a line each, indented as they stand in each other; and the notes.
    var outline: String {
        (lines(in: nil, indent: "") + notes.map { "! \($0.location): \($0.message)" }).joined(separator: "\n")
    }

    private func lines(in owner: TypeID?, indent: String) -> [String] {
        types(in: owner).flatMap {
            [indent + "\($0.name) = \(text($0.shape))"] + lines(in: $0.id, indent: indent + "  ")
        }
    }

    private func text(_ shape: TypeDeclaration.Shape) -> String {
        switch shape {
        case .structure(let structure):
            let members = structure.members.map { member in
                let value =
                    member.constant.map { "== \($0)" }
                    ?? text(member.type) + (member.defaultValue.map { " = \($0)" } ?? "")
                return "\(member.name)\(member.isRequired ? "" : "?")\(member.isRecursive ? "*" : ""): \(value)"
            }
            let rest = structure.additional.map { ["[\($0.name)]: \(text($0.type))"] } ?? []
            return "{\((members + rest).joined(separator: ", "))}\(structure.isClosed ? "" : "…")"
        case .enumeration(let enumeration):
            let cases = enumeration.cases.map { "\($0.name): \($0.value)" }
            return "enum(\((cases + (enumeration.otherName.map { [$0] } ?? [])).joined(separator: ", ")))"
        case .union(let union):
            let how =
                switch union.selection {
                case .member(let name): "by \(name)"
                case .kind: "by kind"
                case .schema: "by schema"
                }
            let branches = union.branches.map { branch in
                "\(branch.name)\(branch.tags.isEmpty ? "" : "\(branch.tags)") \(text(branch.type))"
            }
            return "union\(union.isRecursive ? "*" : "")(\(how): \(branches.joined(separator: " | ")))"
        case .tuple(let tuple):
            let elements = tuple.elements.map { "\($0.name)\($0.isRequired ? "" : "?"): \(text($0.type))" }
            return "(\((elements + (tuple.rest.map { ["...\(text($0.type))"] } ?? [])).joined(separator: ", ")))"
        case .alias(let use): return text(use)
        case .wrapper(let use): return "wrapper(\(text(use)))"
        }
    }

    private func text(_ use: TypeUse) -> String {
        switch use.kind {
        case .json: "json"
        case .null: "null"
        case .boolean: "boolean"
        case .integer(let isWide): isWide ? "wide integer" : "integer"
        case .number: "number"
        case .string: "string"
        case .array(let element): "[\(text(element))]"
        case .dictionary(let value): "[string: \(text(value))]"
        case .nullable(let value): "\(text(value))|null"
        case .declared(let id): path(id)
        }
    }

    private func path(_ id: TypeID) -> String {
        self[id].owner.map { "\(path($0)).\(self[id].name)" } ?? self[id].name
    }
}
