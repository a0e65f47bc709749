import ClamatorJSON
import ClamatorKit

/// Writes the Swift of one service.
struct SwiftWriter {
    let model: ServiceModel
    let types: SwiftTypes
    let literals: SwiftLiterals
    /// What stands before a declaration that others are to see: `public ` or nothing.
    let access: String
    var text = SourceText()

    init(_ model: ServiceModel, access: SwiftAccess) {
        self.model = model
        types = SwiftTypes(model)
        literals = SwiftLiterals(types: types)
        self.access = access == .public ? "public " : ""
    }

    /// The text of the file.
    ///
    /// - Parameters:
    ///   - model: The service.
    ///   - contract: The contract's text.
    ///   - access: Who sees what is declared.
    ///   - mark: The first line.
    /// - Returns: The text.
    static func text(of model: ServiceModel, contract: String, access: SwiftAccess, mark: String) -> String {
        var writer = SwiftWriter(model, access: access)
        writer.text.line(mark)
        writer.writeHead()
        // Beside plain imports of the same module an explicit `internal` is an error.
        writer.text.line("\(writer.access)import ClamatorKit")
        writer.text.line()
        writer.writeNamespace(contract)
        writer.text.line()
        writer.writeClient()
        writer.text.line()
        writer.writeService()
        return writer.text.text
    }

    private mutating func writeHead() {
        text.line("// It has the service \"\(model.service)\".")
        if !model.notes.isEmpty {
            text.line("//")
            text.line("// What no type says, and is left to the contract:")
            for note in model.notes { text.words("- \(note.location): \(note.message)", mark: "//") }
        }
        text.line()
        text.line("// swift-format-ignore-file")
        text.line()
    }

    // MARK: The service's types

    private mutating func writeNamespace(_ contract: String) {
        write(documentation: model.description ?? "The service `\(model.service)`.")
        text.line("\(access)enum \(model.name) {")
        indented { writer in
            writer.writeErrors()
            for type in writer.model.types(in: nil) {
                writer.write(type)
                writer.text.line()
            }
            writer.writeContract(contract)
        }
        text.line("}")
    }

    private mutating func writeContract(_ contract: String) {
        text.line("/// The contract.")
        text.block("\(access)static var contract: Contract") { text in
            text.line("get throws(ContractError) { try parsedContract.get() }")
        }
        text.line()
        text.line("private static let parsedContract = Result { () throws(ContractError) in")
        text.indented { text in
            text.line("try Contract(parsing: contractText, name: \(SwiftLiterals.string(model.service)))")
        }
        text.line("}")
        text.line()
        // Of raw strings, one with so many signs that nothing in the text ends it or means something.
        let signs = String(repeating: "#", count: Self.signsNeeded(around: contract))
        text.line("private static let contractText = \(signs)\"\"\"")
        text.indented { text in
            // What else Unicode takes for the end of a line may stand in a string.
            for line in contract.split(
                omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" })
            {
                text.line(String(line))
            }
            text.line("\"\"\"\(signs)")
        }
    }

    /// One more sign than stand anywhere behind a quotation mark or a backslash.
    private static func signsNeeded(around text: String) -> Int {
        var (most, current, counts) = (0, 0, false)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): (current, counts) = (0, true)
            case UInt8(ascii: "#") where counts:
                current += 1
                most = max(most, current)
            default: counts = false
            }
        }
        return most + 1
    }

    private mutating func writeErrors() {
        guard !model.errors.isEmpty else { return }
        text.line("/// The errors that the contract declares, to be thrown and to be caught.")
        text.line("\(access)enum Errors {")
        indented { writer in
            for error in writer.model.errors {
                writer.write(documentation: "\(error.error.code): \(error.error.message)")
                var arguments = ["code: \(error.error.code)"]
                arguments.append("message: \(SwiftLiterals.string(ExactString(error.error.message)))")
                if !error.error.data.isNull, let data = SwiftLiterals.json(error.error.data) {
                    arguments.append("data: \(data)")
                }
                if !error.hasOwnCode { arguments.append("isToldByMessage: true") }
                writer.text.list("\(writer.access)static let \(error.name) = RpcError(", arguments, ")")
            }
        }
        text.line("}")
        text.line()
    }

    private mutating func write(_ type: TypeDeclaration) {
        write(documentation: type.description ?? Self.defaultDocumentation(of: type, in: model))
        switch type.shape {
        case .alias(let use):
            text.line("\(access)typealias \(type.name) = \(types.text(use, in: type.owner))")
        case .structure(let structure): write(structure, of: type)
        case .enumeration(let enumeration): write(enumeration, of: type)
        case .union(let union): write(union, of: type)
        case .tuple(let tuple): write(tuple, of: type)
        case .wrapper(let use): write(wrapper: use, of: type)
        }
    }

    /// Writes the types that are declared in one.
    mutating func writeTypes(in type: TypeDeclaration) {
        for nested in model.types(in: type.id) {
            text.line()
            write(nested)
        }
    }

    private static func defaultDocumentation(of type: TypeDeclaration, in model: ServiceModel) -> String {
        for method in model.methods {
            if method.params == type.id { return "The params of `\(method.wireName)`." }
            if method.result == type.id { return "The result of `\(method.wireName)`." }
        }
        return "The type at `\(type.location)`."
    }

    // MARK: Parts

    /// Writes a text as a comment on what comes next.
    mutating func write(documentation: String?) {
        guard let documentation, !documentation.isEmpty else { return }
        text.words(documentation, mark: "///")
    }

    /// Writes what the body writes deeper.
    mutating func indented(_ body: (inout SwiftWriter) -> Void) {
        text.depth += 1
        body(&self)
        text.depth -= 1
    }

    /// Writes a block in braces.
    mutating func block(_ head: String, _ body: (inout SwiftWriter) -> Void) {
        text.line("\(head) {")
        indented(body)
        text.line("}")
    }

    /// Writes the initialiser that reads a value.
    mutating func writeReading(_ body: (inout SwiftWriter) -> Void) {
        block("\(access)init(from json: borrowing JSONReader) throws(JSONDecodingError)", body)
    }

    /// Writes the method that writes a value.
    mutating func writeWriting(_ body: (inout SwiftWriter) -> Void) {
        block("\(access)func write(into writer: inout JSONWriter) throws(JSONEncodingError)", body)
    }
}

/// Who sees what is declared in generated Swift.
package enum SwiftAccess: String, CaseIterable, Sendable {
    /// Other modules too.
    case `public`
    /// The module that it stands in.
    case `internal`
}
