import ClamatorJSON

/// Says why a value that was refused was refused, by walking the graph beside the value.
///
/// Where a question is only yes or no (which branch holds, which member failed), the validator answers it, so that the
/// two cannot drift apart; the keywords that refuse are asked one by one, through the same rules that the validator
/// runs.
struct Explainer {
    let program: Program
    let document: JSON
    var validator: Validator
    private(set) var findings: [Finding] = []
    private var instancePath: [String] = []
    private var keywordPath: [String] = []

    /// A reason, and the place on the tape of what it speaks of.
    struct Finding {
        var unit: OutputUnit
        var place: Int
        /// How deep in the value the place is.
        var depth: Int
    }

    /// The most reasons that are given.
    static let maximumFindings = 100
    /// How deep in the schema, and in the choices it makes, reasons are sought.
    static let maximumDepth = 100
    private var depth = 0

    init(_ program: Program, _ value: JSON, _ view: JSONView) {
        self.program = program
        document = value
        validator = Validator(view)
    }

    /// The reasons why a value does not follow a node's schema, in the order of the value.
    static func explain(_ program: Program, _ value: JSON, from node: Int = Graph.root) -> [OutputUnit] {
        value.withView { view in
            var explainer = Explainer(program, value, view)
            explainer.explain(node, view.index)
            if let surrender = explainer.validator.surrender {
                explainer.instancePath = []
                explainer.keywordPath = []
                explainer.report(surrender.inWords, at: view.index, node)
            }
            // In the order of the value; reasons for one place stay in the order of the schema.
            let order = explainer.findings.indices.sorted {
                let (one, two) = (explainer.findings[$0].place, explainer.findings[$1].place)
                return one == two ? $0 < $1 : one < two
            }
            return order.map { explainer.findings[$0].unit }
        }
    }

    var isFull: Bool { findings.count >= Self.maximumFindings || validator.surrender != nil }

    // MARK: What the walk needs to know

    func view(_ place: Int) -> JSONView { validator.view(place) }
    func value(_ place: Int) -> JSON { document.at(validator.view(place)) }

    mutating func holds(_ node: Int, _ place: Int) -> Bool {
        withExtendedLifetime(program) { validator.check(program.rule(node), place) }
    }

    // MARK: Reporting

    /// Records a reason at the current place of the walk, under further tokens of the schema.
    mutating func report(_ error: String, at place: Int, _ node: Int, _ tokens: String...) {
        guard findings.count < Self.maximumFindings else { return }
        let schema = program.graph.nodes[node]
        let location = JSONPointer(keywordPath + tokens).description
        let own = JSONPointer(Array(schema.resourcePointer) + tokens).description
        let isSame = own == location && schema.resource == program.graph.nodes[Graph.root].resource
        let unit = OutputUnit(
            instanceLocation: JSONPointer(instancePath), keywordLocation: location,
            absoluteKeywordLocation: isSame ? nil : schema.resource + "#" + URIReference.fragmentEncoded(own),
            error: error)
        findings.append(Finding(unit: unit, place: place, depth: instancePath.count))
    }

    /// Walks a schema for the same value.
    mutating func descend(_ edge: Graph.Edge, _ place: Int) {
        descending(edge) { $0.explain(edge.target, place) }
    }

    /// Does something one step further down the schema.
    mutating func descending(_ edge: Graph.Edge, _ body: (inout Explainer) -> Void) {
        let length = keywordPath.count
        keywordPath += edge.tokens
        depth += 1
        body(&self)
        depth -= 1
        keywordPath.removeLast(keywordPath.count - length)
    }

    /// Does something one step further down the value.
    mutating func inside(_ token: String, _ body: (inout Explainer) -> Void) {
        instancePath.append(token)
        body(&self)
        instancePath.removeLast()
    }

    /// Does something with the findings set aside, and gives those that came of it.
    mutating func collecting(_ body: (inout Explainer) -> Void) -> [Finding] {
        let before = findings
        findings = []
        body(&self)
        defer { findings = before }
        return findings
    }

    mutating func add(_ more: [Finding]) {
        findings += more.prefix(Self.maximumFindings - findings.count)
    }

    // MARK: The walk

    /// Adds the reasons why the value does not follow the node's schema; none where it does.
    mutating func explain(_ index: Int, _ place: Int) {
        if isFull || holds(index, place) || validator.surrender != nil { return }
        if depth > Self.maximumDepth {
            return report("does not follow the schema, which nests too deep here to say why", at: place, index)
        }
        let node = program.graph.nodes[index]
        if node.source.kind != .object {
            return report("no value is allowed here, got \(Wording.value(value(place)))", at: place, index)
        }
        let value = value(place)
        if let type = node[.type], let error = typeError(TypeSet(keyword: type), value) {
            // What else such a value breaks would only be noise.
            return report(error, at: place, index, "type")
        }
        for (keyword, argument) in node.keywords where !isFull {
            switch keyword {
            case .ref, .dynamicRef, .recursiveRef, .allOf:
                for edge in node.edges where edge.keyword == keyword { descend(edge, place) }
            case .anyOf, .oneOf: explainChoice(keyword, index, place)
            case .not: explainNot(index, place)
            case .if: explainCondition(index, place)
            default:
                switch value.kind {
                case .number: explainNumber(keyword, argument, index, place)
                case .string: explainString(keyword, argument, index, place)
                case .array: explainArray(keyword, argument, index, place)
                case .object: explainObject(keyword, argument, index, place)
                default: break
                }
                explainValue(keyword, argument, index, place)
            }
        }
    }

    private func typeError(_ types: TypeSet, _ value: JSON) -> String? {
        let holds =
            types.kinds & value.kind.bit != 0
            && (value.kind != .number || types.contains(.number) || value.withView { JSONDecimal($0.bytes).isInteger })
        return holds ? nil : "expected \(Wording.alternatives(types.names)), got \(Wording.value(value))"
    }

    /// `enum` and `const`.
    private mutating func explainValue(_ keyword: Keyword, _ argument: JSON, _ index: Int, _ place: Int) {
        let value = value(place)
        switch keyword {
        case .const where argument != value:
            report("expected \(Wording.spelling(argument)), got \(Wording.spelling(value))", at: place, index, "const")
        case .enum:
            let allowed = argument.elements
            if !allowed.contains(value) { report(Wording.expected(allowed, got: value), at: place, index, "enum") }
        default: break
        }
    }

    private mutating func explainNot(_ index: Int, _ place: Int) {
        guard let target = program.graph.nodes[index].target(.not), holds(target, place) else { return }
        let signature = Wording.cut(Signature.of(target, in: program.graph))
        report("expected anything but \(signature), got \(Wording.value(value(place)))", at: place, index, "not")
    }

    private mutating func explainCondition(_ index: Int, _ place: Int) {
        let node = program.graph.nodes[index]
        guard let condition = node.target(.if) else { return }
        let branch: Keyword = holds(condition, place) ? .then : .else
        if let edge = node.edges(branch).first { descend(edge, place) }
    }
}

extension Wording {
    /// What was expected of several values, and what came; with the value that was probably meant.
    static func expected(_ allowed: [JSON], got value: JSON) -> String {
        let shown = allowed.prefix(12).map(spelling) + (allowed.count > 12 ? ["\(allowed.count - 12) others"] : [])
        let list = allowed.isEmpty ? "nothing (the enum is empty)" : alternatives(shown)
        let meant = value.string.flatMap { nearest(to: $0, among: allowed.compactMap(\.string)) }
        return "expected \(list), got \(spelling(value))" + (meant.map { "; did you mean \(quoted($0))?" } ?? "")
    }
}
