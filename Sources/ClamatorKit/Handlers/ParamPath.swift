/// A path into a call's params: `order.lines[0].sku`, `params["a-b"]`.
struct ParamPath: Sendable {
    private enum Step: Equatable {
        case name(String)
        case place(Int)
    }

    /// The path as it was written.
    let source: String
    private var steps: [Step] = []

    /// Reads a path.
    ///
    /// - Throws: `ExpressionError` with the place in the text where it is no path.
    init(_ source: some StringProtocol) throws(ExpressionError) {
        self.source = String(source)
        var reader = Reader(text: Array(self.source.unicodeScalars))
        reader.skipSpaces()
        steps.append(.name(try reader.name()))
        while let scalar = reader.peek() {
            switch scalar {
            case ".":
                reader.skip()
                steps.append(.name(try reader.name()))
            case "[":
                reader.skip()
                steps.append(try reader.bracket())
            case " ":
                reader.skipSpaces()
                if reader.peek() != nil { throw reader.error("expected '.', '[' or the end") }
            default:
                throw reader.error("expected '.', '[' or the end")
            }
        }
    }

    /// Drops a leading `params`, unless the params have a member of that name, and checks the names against the schema
    /// as far as it says what members there are.
    ///
    /// - Throws: `ExpressionError` where a name cannot be in the params.
    func resolved(in params: Subschema) throws(ExpressionError) -> ParamPath {
        var path = self
        if steps.first == .name("params"), params.property("params") == nil { path.steps.removeFirst() }
        var schema: Subschema? = params
        for step in path.steps {
            guard let current = schema else { return path }
            switch step {
            case .name(let name):
                schema = current.property(name)
                if schema?.types.isEmpty == true {
                    let known = current.properties.map { $0.name }
                    throw ExpressionError(
                        reason: "no param \"\(name)\"" + Suggestion.sentence(for: name, among: known), source: source)
                }
            case .place: schema = current.items
            }
        }
        return path
    }

    /// The value that the path leads to; nil where it is absent.
    func value(in params: JSON) -> JSON? {
        var value: JSON? = params
        for step in steps {
            switch step {
            case .name(let name): value = value?[name]
            case .place(let place): value = value?[place]
            }
        }
        return value
    }

    private struct Reader {
        let text: [Unicode.Scalar]
        var place = 0

        func peek() -> Unicode.Scalar? { place < text.count ? text[place] : nil }
        mutating func skip() { place = min(place + 1, text.count) }
        mutating func skipSpaces() { while peek() == " " { skip() } }

        func error(_ reason: String) -> ExpressionError {
            ExpressionError(reason: "\(reason) at column \(place + 1)", source: String(String.UnicodeScalarView(text)))
        }

        mutating func name() throws(ExpressionError) -> String {
            var name = String.UnicodeScalarView()
            while let scalar = peek(), scalar == "_" || scalar == "$" || scalar.properties.isXIDContinue {
                name.append(scalar)
                skip()
            }
            guard let first = name.first, !("0"..."9" ~= first) else { throw error("expected a name") }
            return String(name)
        }

        mutating func bracket() throws(ExpressionError) -> Step {
            let from = place
            if peek() == "\"" { skipString() } else { while let scalar = peek(), scalar != "]" { skip() } }
            let inside = String(String.UnicodeScalarView(text[from..<place]))
            guard peek() == "]" else { throw error("expected ']'") }
            skip()
            if let place = Int(inside), place >= 0 { return .place(place) }
            if let name = (try? JSON(parsing: inside))?.string { return .name(name) }
            throw error("expected a place from 0 or a name in quotes between '[' and ']'")
        }

        /// Skips a string in quotes, or what there is of it.
        private mutating func skipString() {
            skip()
            while let scalar = peek(), scalar != "\"" {
                skip()
                if scalar == "\\" { skip() }
            }
            skip()
        }
    }
}

/// An expression that cannot be read, or that has no value for the params of a call.
struct ExpressionError: DescribedError {
    let reason: String
    /// The expression, as it was written.
    let source: String

    var name: String { "ExpressionError" }
    var message: String { "${\(source)}: \(reason)" }
    var attributes: [(String, JSON)] { [("expression", JSON(source))] }
}
