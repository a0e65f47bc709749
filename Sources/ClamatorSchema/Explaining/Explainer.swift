import ClamatorJSON

/// Says why a value that was refused was refused, by walking the schema beside the value.
///
/// Where a question is only yes or no (which branch holds, which member failed), the validator answers it, so that the
/// two cannot drift apart; the keywords that refuse are asked one by one, through the same rules that the validator
/// runs.
///
/// A refusal should not cost much more than an answer. So the walk reads the schema from its flat layout, its ways lie
/// on the stack, and each diagnostic is written at once as the JSON that it ends as.
///
/// It reads the layout, which the maker of the explainer keeps alive by holding the `Program`, and a document's tape,
/// as a validator does.
struct Explainer: ~Copyable {
    let program: UnretainedReference<Program>
    let nodes: ArenaSlice<ExplanationLayout.Node>
    var validator: Validator
    var texts = JSONWriter()
    /// How many bytes the texts may have before no other reason is added.
    var byteLimit = Self.maximumBytes
    var diagnostics: DiagnosticList
    /// The diagnostics before this one are set aside.
    var firstDiagnostic = 0
    /// The way from the value and the schema to where the walk is.
    var valueWay: Scratch<ValueStep>?
    var schemaWay: Scratch<SchemaStep>?
    /// What schemas allow, as far as it was asked: it is found by a walk over all of a schema.
    private var signatures: [Int: String] = [:]
    /// The types that schemas allow, likewise.
    var types: [Int: TypeSet] = [:]
    /// Whether the value is the name of a member.
    var isName = false
    /// The value that the walk is at, and the schema by which it came there: what stands beside a schema for the same
    /// value is found from it.
    var origin: (node: NodePointer, tapeIndex: Int)
    /// The schemas that speak of the value there, as the last question for them found them.
    var inPlace: SchemasInPlace?
    /// Whether the walk is at a schema only to find why it does not hold.
    var isSeekingObstacle = false
    /// Whether members that were given are told as the ones that were meant: not where the value is made up.
    var suggestsNames = true
    /// The names of required members that are missing; nil where only texts are wanted.
    var missingNames: [ExactString]?
    /// How much more may be looked at to find out which branch of a choice was meant.
    var stepsForTags = 50_000

    /// The most reasons that are given, and how many bytes their texts may have.
    static let maximumDiagnostics = 100
    static let maximumBytes = 1 << 20
    /// How deep in the schema, and in the choices it makes, reasons are sought.
    static let maximumDepth = 100

    init(_ program: Program, _ view: JSONView, _ diagnostics: consuming DiagnosticList) {
        self.program = UnretainedReference(program)
        nodes = program.layout.nodes
        origin = (nodes.pointer(0), -1)
        validator = Validator(view, remembersVerdicts: true)
        self.diagnostics = diagnostics
    }

    deinit { validator.release() }

    // MARK: What the walk needs to know

    func view(_ tapeIndex: Int) -> JSONView { validator.view(tapeIndex) }

    @inline(__always)
    mutating func holds(_ node: NodePointer, _ tapeIndex: Int) -> Bool { validator.check(node.pointee.rule, tapeIndex) }

    /// Where an edge leads.
    func target(_ node: NodePointer, _ edge: Int) -> NodePointer { nodes.pointer(node.pointee.edges[edge].target) }

    /// Whether no more reasons are to be sought.
    var isFull: Bool { hasEnough || validator.budget.reached != nil }

    /// Whether as many reasons have been found as are given.
    private var hasEnough: Bool {
        diagnostics.count - firstDiagnostic >= Self.maximumDiagnostics || texts.byteCount > byteLimit
    }

    // MARK: The walk

    /// Adds the reasons why the value does not follow the node's schema; none where it does.
    mutating func explain(_ node: NodePointer, _ tapeIndex: Int) {
        if isFull || holds(node, tapeIndex) || validator.budget.reached != nil { return }
        explainRefused(node, tapeIndex)
    }

    /// Walks a schema for the same value, by an edge of a node.
    mutating func descend(_ node: NodePointer, _ edge: Int, _ tapeIndex: Int) {
        descending(node, edge) { explainer in
            let target = explainer.target(node, edge)
            // What has the same rule was refused by it already.
            if target.pointee.rule == node.pointee.rule {
                explainer.explainKeywords(target, tapeIndex)
            } else {
                explainer.explain(target, tapeIndex)
            }
        }
    }

    /// The same where a schema that no value follows forbids only what applies it, which the body tells.
    mutating func descend(
        _ node: NodePointer, _ edge: Int, _ tapeIndex: Int, forbidding write: (inout JSONWriter) -> Void
    ) {
        guard target(node, edge).pointee.bool == false else { return descend(node, edge, tapeIndex) }
        let value = view(tapeIndex)
        descending(node, edge) { explainer in
            explainer.report(at: tapeIndex, explainer.target(node, edge)) { texts in
                texts.append("no value is allowed")
                write(&texts)
                texts.append(", got ")
                texts.append(value: value)
            }
        }
    }

    /// Walks a schema for the same value where the validator has said that the value is refused there.
    mutating func descendRefused(_ node: NodePointer, _ edge: Int, _ tapeIndex: Int) {
        descending(node, edge) { $0.explainRefused($0.target(node, edge), tapeIndex) }
    }

    /// Adds the reasons why a node refuses the value, which the validator has said: at least one.
    mutating func explainRefused(_ node: NodePointer, _ tapeIndex: Int) {
        if isFull { return }
        let found = diagnostics.count
        explainKeywords(node, tapeIndex)
        if diagnostics.count > found || hasEnough { return }
        // The rules that refused the value are those that are asked why, so that without a limit there is a reason.
        assert(validator.budget.reached != nil, "a value is refused without a reason")
        reportUnexplained(at: tapeIndex, node)
    }

    /// Asks one keyword of a node after the other why it refuses the value.
    mutating func explainKeywords(_ node: NodePointer, _ tapeIndex: Int) {
        // Reasons cost more than answers: each keyword may walk over the members, and write.
        let count = node.pointee.keywords.count &* (validator.nodes[tapeIndex].count &+ 4)
        if isFull || !validator.spend(count) { return }
        let outer = origin
        if outer.tapeIndex != tapeIndex { origin = (node, tapeIndex) }
        defer { origin = outer }
        if depth > Self.maximumDepth {
            return report(at: tapeIndex, node) {
                $0.append("does not follow the schema, which nests too deep here to say why")
            }
        }
        let value = view(tapeIndex)
        if node.pointee.bool != nil {
            return report(at: tapeIndex, node) { texts in
                texts.append("no value is allowed here, got ")
                texts.append(value: value)
            }
        }
        // What else a value of the wrong type breaks would only be noise.
        if explainType(node, tapeIndex) { return }
        let keywords = node.pointee.keywords
        for index in 0..<keywords.count where !isFull {
            let argument = keywords.pointer(index)
            switch argument.pointee.keyword {
            case .ref, .dynamicRef, .recursiveRef, .allOf:
                for edge in argument.pointee.edges { descend(node, edge, tapeIndex) }
            case .anyOf, .oneOf: explainChoice(argument, node, tapeIndex)
            case .not: explainNot(argument, node, tapeIndex)
            case .if: explainCondition(argument, node, tapeIndex)
            case .const: explainConstant(argument, node, tapeIndex)
            case .enum: explainEnumeration(argument, node, tapeIndex)
            default:
                switch value.kind {
                case .number: explainNumber(argument, node, tapeIndex)
                case .string: explainString(argument, node, tapeIndex)
                case .array: explainArray(argument, node, tapeIndex)
                case .object: explainObject(argument, node, tapeIndex)
                case .null, .true, .false: break
                }
            }
        }
    }

    /// What a schema allows, in a few words where these leave out nothing; else its text.
    mutating func signature(_ node: NodePointer) -> String {
        if let known = signatures[nodes.index(of: node)] { return known }
        let keywords = node.pointee.keywords
        let isTold = keywords.count == 1 && [.type, .const, .enum].contains(keywords[0].keyword)
        let signature = program.with { program in
            isTold
                ? Wording.cut(Signature.of(nodes.index(of: node), in: program.graph))
                : "a match of " + Wording.rawText(program.graph.nodes[nodes.index(of: node)].source)
        }
        signatures[nodes.index(of: node)] = signature
        return signature
    }
}
