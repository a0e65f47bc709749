internal import ClamatorKit

/// Which paths in the params have a value.
struct TakenPaths {
    private let positions: [ExactString]
    /// How many values have no name.
    private let values: Int
    private var taken: Set<[ExactString]> = []
    /// The paths to objects that values were put inside.
    private var entered: Set<[ExactString]> = []

    init(positions: [ExactString], values: Int) {
        self.positions = positions
        self.values = values
        // Values have the first positions, whatever stands before them.
        taken = Set(positions.prefix(values).map { [$0] })
    }

    /// Why a path cannot be taken; nil where it could, and is.
    mutating func take(_ path: [ExactString], _ argument: ArgumentSyntax) -> EntryMistake? {
        guard let name = argument.name else {
            return path.isEmpty ? EntryMistake(range: argument.range, message: Self.tooMany(values, positions)) : nil
        }
        guard path.count <= JSONParser.maximumDepth else {
            return EntryMistake(
                range: name,
                message: "a name reaches at most \(JSONParser.maximumDepth) levels deep, got \(path.count)")
        }
        var shown: String { Printable.excerpt(path.map(\.string).joined(separator: ".")) }
        if let first = path.first, positions.prefix(values).contains(first) {
            return EntryMistake(range: name, message: "\(shown) is given twice, by position and by name")
        }
        for length in 1..<max(path.count, 1) where taken.contains(Array(path.prefix(length))) {
            let outer = Printable.excerpt(path.prefix(length).map(\.string).joined(separator: "."))
            return EntryMistake(
                range: name, message: "\(outer) has a value already, so nothing can be put inside it")
        }
        guard !taken.contains(path), !entered.contains(path) else {
            return EntryMistake(range: name, message: "\(shown) is given twice")
        }
        taken.insert(path)
        for length in 1..<max(path.count, 1) { entered.insert(Array(path.prefix(length))) }
        return nil
    }

    /// Says that there are more values than positions.
    static func tooMany(_ count: Int, _ positions: [ExactString]) -> String {
        let names = positions.isEmpty ? "" : " (\(positions.map(\.string).joined(separator: ", ")))"
        let values = "\(positions.count) value\(positions.count == 1 ? "" : "s")"
        return "expected at most \(values)\(Printable.escape(names)), got \(count)"
    }
}
