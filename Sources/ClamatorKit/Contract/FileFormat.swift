/// The formats of files, which the ends of their names tell.
package enum FileFormat: CaseIterable, Sendable {
    /// JSON, RFC 8259.
    case json
    /// YAML 1.2 as far as it says what JSON can.
    case yaml

    /// The ends of names.
    private var endings: [String] {
        switch self {
        case .json: [".json"]
        case .yaml: [".yaml", ".yml"]
        }
    }

    /// The ends of names of all formats.
    package static let allEndings = allCases.flatMap(\.endings)

    /// The format of a file of this name; nil where the name tells none.
    package init?(ofFile name: String) {
        guard let ending = Self.ending(of: name),
            let format = Self.allCases.first(where: { $0.endings.contains(ending) })
        else { return nil }
        self = format
    }

    /// A file's name or path without the end that tells its format.
    package static func stem(of name: String) -> String {
        String(Substring(name.utf8.dropLast(ending(of: name)?.utf8.count ?? 0)))
    }

    private static func ending(of name: String) -> String? {
        allEndings.first { ExactString(name).hasSuffix($0) && name.utf8.count > $0.utf8.count }
    }
}
