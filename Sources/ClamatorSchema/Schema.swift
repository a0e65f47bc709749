public import ClamatorJSON

/// A compiled JSON Schema of draft-07, 2019-09 or 2020-12.
///
/// A schema is compiled once; after that a value is checked without allocating, and only where it is refused is the
/// explanation made. Copying a schema copies a reference: it is an entry of a program, which schemas that are compiled
/// together share.
///
///     let schema = try Schema(JSON(parsing: #"{"type": "object", "required": ["b"]}"#))
///     schema.isValid(["a": 1])    // false
///     try schema.explain(["a": 1])    // missing required "b"
public struct Schema: Sendable {
    let program: Program
    let node: Int

    init(_ program: Program, _ node: Int) {
        self.program = program
        self.node = node
    }

    /// How a document is read.
    public typealias Options = SchemaOptions

    /// Compiles a schema.
    ///
    /// - Parameters:
    ///   - document: The schema: an object or a boolean.
    ///   - options: How the document is read.
    /// - Throws: `SchemaError` with every problem found: keywords of the wrong type, bad patterns, references that lead
    ///   nowhere or round in a circle, an unknown `$schema`.
    public init(_ document: JSON, options: Options = Options()) throws(SchemaError) {
        let builder = GraphBuilder([(document, [])], types: nil, options: options)
        guard builder.diagnostics.isEmpty else { throw SchemaError(diagnostics: builder.diagnostics.map(\.diagnostic)) }
        self.init(Program(builder.graph, assertsFormats: options.assertsFormats), builder.graph.roots[0])
    }

    /// What a check came to.
    public enum Verdict: Sendable, Equatable {
        /// The value follows the schema.
        case valid
        /// It does not.
        case invalid
        /// There is no answer: the check came to a limit on its work before it had one.
        case limitReached(LimitReached)
    }

    /// Whether a value follows the schema. False too where `validate` reaches a limit.
    public func isValid(_ value: JSON) -> Bool { validate(value) == .valid }

    /// Checks a value.
    ///
    /// - Parameter value: The value.
    /// - Returns: The answer, or the limit that was reached before it: five million steps and 32 more for each value
    ///   inside it, forty million at most, rules nested 2500 deep, a pattern that has to try too much.
    public func validate(_ value: JSON) -> Verdict { value.withView { program.verdict(node, $0) } }

    /// Checks a value of a document that the caller keeps alive. Allocates nothing where the answer is yes.
    package func validate(_ view: JSONView) -> Verdict {
        program.verdict(node, view)
    }
}

extension Schema {
    /// A schema's check without a claim on the schema: its maker holds the schema for as long.
    package struct Check: Sendable {
        private let program: UnretainedReference<Program>
        private let node: Int

        /// Makes the check of a schema.
        package init(_ schema: Schema) { (program, node) = (UnretainedReference(schema.program), schema.node) }

        /// Whether a value follows the schema; false too where a limit is reached, which
        /// `Schema.explain(refused:into:)` tells apart.
        package func accepts(_ view: JSONView) -> Bool {
            var lacksDefaults = false
            return accepts(view, lacksDefaults: &lacksDefaults)
        }

        /// The same, which notes by the way whether an object may lack members that have defaults. Where it notes
        /// nothing, the value lacks none.
        package func accepts(_ view: JSONView, lacksDefaults: inout Bool) -> Bool {
            program.with { $0.accepts(view, node, lacksDefaults: &lacksDefaults) }
        }
    }
}

extension Program {
    /// Whether a value follows the schema, false too where a limit is reached; and whether it may lack defaults.
    @inline(__always)
    func accepts(_ view: JSONView, _ node: Int, lacksDefaults: inout Bool) -> Bool {
        let rule = rule(node)
        if let verdict = rule.pointee.verdict(on: view.node) { return verdict }
        var validator = Validator(view, remembersVerdicts: true)
        defer {
            lacksDefaults = validator.lacksDefaults
            validator.release()
        }
        return validator.checkFurther(rule, view.index) && validator.budget.reached == nil
    }

    /// Checks a value against a node of the graph.
    func verdict(_ node: Int, _ view: JSONView) -> Schema.Verdict {
        defer { withExtendedLifetime(self) {} }
        var validator = Validator(view, remembersVerdicts: true)
        defer { validator.release() }
        let holds = validator.check(rule(node), view.index)
        if let limit = validator.budget.reached { return .limitReached(LimitReached(limit)) }
        return holds ? .valid : .invalid
    }

    /// The same for a walk that pays for the check.
    func verdict(_ node: Int, _ view: JSONView, spending budget: inout WorkBudget) -> Schema.Verdict {
        defer { withExtendedLifetime(self) {} }
        var validator = Validator(view, remembersVerdicts: true)
        defer { validator.release() }
        let granted = validator.limit(to: budget)
        let holds = validator.check(rule(node), view.index)
        _ = budget.spend(steps: granted - validator.budget.steps)
        if let limit = validator.budget.reached { return .limitReached(LimitReached(limit)) }
        return holds ? .valid : .invalid
    }

    /// Whether a value follows the schema of a node, for a walk that pays for the check. False too where a limit is
    /// reached, of the check or of the budget: the budget then says which.
    func accepts(_ view: JSONView, _ node: Int, spending budget: inout WorkBudget) -> Bool {
        switch verdict(node, view, spending: &budget) {
        case .valid: true
        case .invalid: false
        case .limitReached(let reached): budget.stop(at: reached.limit)
        }
    }
}
