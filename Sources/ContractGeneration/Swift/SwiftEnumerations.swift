import ClamatorJSON

extension SwiftWriter {
    /// Writes the enum of strings or integers.
    mutating func write(_ enumeration: Enumeration, of type: TypeDeclaration) {
        if let other = enumeration.otherName { return write(open: enumeration, other, of: type) }
        let raw = enumeration.isOfIntegers ? "Int" : "String"
        text.line("\(access)enum \(type.name): \(raw), JSONCodable, CaseIterable, Hashable, Sendable {")
        indented { writer in
            for value in enumeration.cases {
                writer.write(documentation: value.description)
                writer.text.line("case \(value.name)" + Self.rawValue(of: value))
            }
            if !enumeration.isOfIntegers { writer.writeExactValues(of: enumeration) }
        }
        text.line("}")
    }

    private static func rawValue(of value: Enumeration.Case) -> String {
        guard let text = value.value.exactString else { return value.value.int.map { " = \($0)" } ?? "" }
        // What the case is named anyway.
        return ExactString(value.name) == text ? "" : " = \(SwiftLiterals.string(text))"
    }

    /// Swift takes raw values for the same that are canonically equivalent; these are told apart by their bytes.
    private mutating func writeExactValues(of enumeration: Enumeration) {
        text.line()
        block("\(access)init?(rawValue: String)") { writer in
            writer.text.line("switch ExactString(rawValue) {")
            for value in enumeration.cases {
                writer.text.line("case \(Self.literal(value)): self = .\(value.name)")
            }
            writer.text.line("default: return nil")
            writer.text.line("}")
        }
        text.line()
        writeTexts(of: enumeration)
    }

    /// Above so many cases none is looked for one by one: the compiler nests the branches in each other.
    private static let many = 100

    /// Writes what reads one of the texts.
    private mutating func writeTexts(of enumeration: Enumeration) {
        writeReading { writer in
            if enumeration.cases.count > Self.many {
                writer.text.line("guard let value = Self(rawValue: try json.read()) else { throw json.refusal }")
                return writer.text.line("self = value")
            }
            for (index, value) in enumeration.cases.enumerated() {
                writer.text.line("\(index == 0 ? "" : "} else ")if json.isText(\(Self.literal(value))) {")
                writer.indented { $0.text.line("self = .\(value.name)") }
            }
            writer.text.line("} else {")
            writer.indented { $0.text.line("throw json.refusal") }
            writer.text.line("}")
        }
    }

    private static func literal(_ value: Enumeration.Case) -> String {
        value.value.exactString.map { SwiftLiterals.string($0) } ?? "\(value.value)"
    }

    /// Writes the enum that takes values which the contract does not have.
    private mutating func write(open enumeration: Enumeration, _ other: String, of type: TypeDeclaration) {
        let raw = enumeration.isOfIntegers ? "Int" : "String"
        text.line("\(access)enum \(type.name): RawRepresentable, JSONCodable, Hashable, Sendable {")
        indented { writer in
            for value in enumeration.cases {
                writer.write(documentation: value.description)
                writer.text.line("case \(value.name)")
            }
            writer.write(documentation: "A value that the contract does not have.")
            writer.text.line("case \(other)(\(raw))")
            writer.text.line()
            writer.block("\(writer.access)init(rawValue: \(raw))") { writer in
                writer.text.line("switch \(enumeration.isOfIntegers ? "rawValue" : "ExactString(rawValue)") {")
                for value in enumeration.cases {
                    writer.text.line("case \(Self.literal(value)): self = .\(value.name)")
                }
                writer.text.line("default: self = .\(other)(rawValue)")
                writer.text.line("}")
            }
            writer.text.line()
            writer.block("\(writer.access)var rawValue: \(raw)") { writer in
                writer.text.line("switch self {")
                for value in enumeration.cases {
                    writer.text.line("case .\(value.name): \(Self.literal(value))")
                }
                writer.text.line("case .\(other)(let value): value")
                writer.text.line("}")
            }
            writer.text.line()
            writer.writeReading { $0.text.line("self.init(rawValue: try json.read(\(raw).self))") }
        }
        text.line("}")
    }
}
