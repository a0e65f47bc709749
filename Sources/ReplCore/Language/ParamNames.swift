internal import ClamatorKit
internal import LineEditing

/// The params that a call of a method can give: by name, and by position where the method allows that.
struct ParamNames {
    /// What the params are like; nil where that is not known, or too large to be looked at for each word.
    let schema: Subschema?
    /// The params that may be given without names, in their order; nil where none may.
    let positions: [ExactString]?
    private let known: Set<ExactString>

    init(schema: Subschema?, positions: [ExactString]? = nil) {
        self.schema = schema.flatMap { TypingWork().look(at: $0.weight) ? $0 : nil }
        self.positions = positions
        known = Set(self.schema?.properties.map(\.name) ?? [])
    }

    init(_ method: Contract.Method?) { self.init(schema: method?.params.root, positions: method?.positions) }

    /// Whether the schema has a param of this name.
    func isKnown(_ name: ExactString) -> Bool { known.contains(name) }

    /// Whether arguments are cut and go where they do by the other names.
    func isLike(_ other: ParamNames) -> Bool { positions == other.positions && known == other.known }

    /// Whether a word before an equals sign is a name: where values may stand alone, only that of a param is.
    func isName(_ word: String) -> Bool { positions == nil || path(typed: word).first.map(isKnown) ?? false }

    /// The way to an argument's value from the params.
    ///
    /// - Parameters:
    ///   - argument: The argument.
    ///   - text: What it stands in.
    ///   - values: How many values without a name stand before it.
    /// - Returns: The way; empty for a value that there is no position for.
    func path(of argument: ArgumentSyntax, in text: [Unicode.Scalar], behind values: Int) -> [ExactString] {
        if let name = argument.name { return path(typed: text.text(name)) }
        return path(behind: values)
    }

    /// The way to a value without a name, behind so many others.
    func path(behind values: Int) -> [ExactString] {
        guard let positions, values < positions.count else { return [] }
        return [positions[values]]
    }

    /// Whether brackets are text at a path of the params: a string may stand there, and no array or object.
    func isText(at path: [ExactString]) -> Bool {
        let params = Expectation(schema.map { [$0] } ?? [], TypingWork())
        return path.reduce(params) { $0.member($1) }.isText(in: [.array, .object])
    }

    /// The members that a name as it is typed leads through: one, where it is in quotes.
    func path(typed name: String) -> [ExactString] {
        if name.utf8.first == UInt8(ascii: "\""), let text = (try? JSON(parsing: name))?.exactString { return [text] }
        return path(of: ExactString(name))
    }

    /// The members that a name leads through: one, where the schema has a member of that name, else cut at the dots.
    private func path(of name: ExactString) -> [ExactString] {
        if isKnown(name) { return [name] }
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { ExactString(Substring($0)) }
        return parts.contains("") ? [name] : parts
    }
}
