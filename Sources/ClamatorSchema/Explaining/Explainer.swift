import ClamatorJSON

/// Says why a value that was refused was refused, by walking the graph beside the value.
///
/// Where a question is only yes or no (which branch holds, which member failed), the validator answers it, so that the
/// two cannot drift apart; the keywords that refuse are asked one by one, through the same rules that the validator
/// runs.
///
/// A refusal should not cost much more than an answer, so paths are kept as numbers, and the texts of all findings are
/// written into one buffer.
struct Explainer: ~Copyable {
    let program: Program
    let document: JSON
    var validator: Validator
    private(set) var findings: [Finding] = []
    private var texts = JSONWriter()
    private var instancePath: [InstanceStep] = []
    private var keywordPath: [KeywordStep] = []

    /// A step down the value: to the member whose name is at this place of the tape, or to an element.
    enum InstanceStep {
        case member(key: Int)
        case element(Int)
    }

    /// A step down the schema: an edge of a node.
    private struct KeywordStep {
        var node: Int
        var edge: Int
    }

    /// A reason, and the place on the tape of what it speaks of. The texts are parts of `texts`.
    struct Finding {
        var place: Int
        /// How deep in the value the place is.
        var depth: Int
        var instanceLocation: Range<Int>
        var keywordLocation: Range<Int>
        /// Empty where it says nothing more than `keywordLocation`.
        var absoluteKeywordLocation: Range<Int>
        var error: Range<Int>
    }

    /// The most reasons that are given.
    static let maximumFindings = 100
    /// How deep in the schema, and in the choices it makes, reasons are sought.
    static let maximumDepth = 100

    init(_ program: Program, _ value: JSON, _ view: JSONView) {
        self.program = program
        document = value
        validator = Validator(view)
    }

    // MARK: Results

    /// The reasons why a value does not follow a node's schema, in the order of the value.
    static func explain(_ program: Program, _ value: JSON, from node: Int = Graph.root) -> [OutputUnit] {
        value.withView { view in
            var explainer = Explainer(program, value, view)
            explainer.run(node, view)
            return explainer.findings.map { explainer.unit($0) }
        }
    }

    /// Writes the same as an array.
    static func explain(_ program: Program, _ value: JSON, into writer: inout JSONWriter) {
        value.withView { view in
            var explainer = Explainer(program, value, view)
            explainer.run(Graph.root, view)
            explainer.write(into: &writer)
        }
    }

    private mutating func run(_ node: Int, _ view: JSONView) {
        explain(node, view.index)
        if let surrender = validator.surrender {
            instancePath = []
            keywordPath = []
            report(surrender.inWords, at: view.index, node)
        }
        // In the order of the value; reasons for one place stay in the order of the schema.
        for index in findings.indices.dropFirst() {
            let finding = findings[index]
            var place = index
            while place > 0, findings[place - 1].place > finding.place {
                findings[place] = findings[place - 1]
                place -= 1
            }
            findings[place] = finding
        }
    }

    private borrowing func unit(_ finding: Finding) -> OutputUnit {
        texts.withBytes { bytes in
            func text(_ range: Range<Int>) -> String {
                String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
            }
            return OutputUnit(
                instanceLocation: JSONPointer(parsing: text(finding.instanceLocation)) ?? JSONPointer(),
                keywordLocation: text(finding.keywordLocation),
                absoluteKeywordLocation: finding.absoluteKeywordLocation.isEmpty
                    ? nil : text(finding.absoluteKeywordLocation),
                error: text(finding.error))
        }
    }

    private borrowing func write(into writer: inout JSONWriter) {
        texts.withBytes { bytes in
            func text(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[range]) }
            writer.array { writer in
                for finding in findings {
                    writer.beginValue()
                    writer.append("{\"instanceLocation\":\"")
                    writer.appendEscaped(text(finding.instanceLocation))
                    writer.append("\",\"keywordLocation\":\"")
                    writer.appendEscaped(text(finding.keywordLocation))
                    if !finding.absoluteKeywordLocation.isEmpty {
                        writer.append("\",\"absoluteKeywordLocation\":\"")
                        writer.appendEscaped(text(finding.absoluteKeywordLocation))
                    }
                    writer.append("\",\"error\":\"")
                    writer.appendEscaped(text(finding.error))
                    writer.append("\"}")
                }
            }
        }
    }

    var isFull: Bool { findings.count >= Self.maximumFindings || validator.surrender != nil }

    // MARK: What the walk needs to know

    func view(_ place: Int) -> JSONView { validator.view(place) }
    func value(_ place: Int) -> JSON { document.at(validator.view(place)) }

    mutating func holds(_ node: Int, _ place: Int) -> Bool { validator.check(program.rule(node), place) }

    // MARK: Reporting

    /// Records a reason at the current place of the walk, by a keyword of the node and perhaps a name under it.
    mutating func report(_ error: String, at place: Int, _ node: Int, _ keyword: Keyword? = nil, name: String? = nil) {
        report(at: place, node, keyword, name: name) { $0.append(text: error) }
    }

    /// The same with a body that writes the reason.
    mutating func report(
        at place: Int, _ node: Int, _ keyword: Keyword? = nil, name: String? = nil,
        _ write: (inout JSONWriter) -> Void
    ) {
        guard findings.count < Self.maximumFindings else { return }
        let schema = program.node(node)
        let start = texts.byteCount
        for step in instancePath {
            texts.append(UInt8(ascii: "/"))
            switch step {
            case .member(let key): view(key).withUTF8 { texts.append(token: $0) }
            case .element(let position): texts.appendDecimal(position)
            }
        }
        let instanceEnd = texts.byteCount
        for step in keywordPath { texts.append(edge: program.node(step.node).pointee.edges[step.edge]) }
        texts.append(keyword: keyword, name: name)
        let keywordEnd = texts.byteCount
        // Where no reference was passed, the way through the schema is the keyword's own place.
        if hasPassedReference || schema.pointee.resource != program.node(Graph.root).pointee.resource {
            appendAbsolute(schema, keyword, name)
        }
        let absoluteEnd = texts.byteCount
        write(&texts)
        findings.append(
            Finding(
                place: place, depth: instancePath.count, instanceLocation: start..<instanceEnd,
                keywordLocation: instanceEnd..<keywordEnd, absoluteKeywordLocation: keywordEnd..<absoluteEnd,
                error: absoluteEnd..<texts.byteCount))
    }

    private var hasPassedReference: Bool {
        for step in keywordPath where program.node(step.node).pointee.edges[step.edge].keyword.isReference {
            return true
        }
        return false
    }

    private mutating func appendAbsolute(_ schema: UnsafePointer<Graph.Node>, _ keyword: Keyword?, _ name: String?) {
        let tokens = (keyword.map { [$0.rawValue] } ?? []) + (name.map { [$0] } ?? [])
        let own = JSONPointer(Array(schema.pointee.resourcePointer) + tokens).description
        texts.append(text: schema.pointee.resource)
        texts.append("#")
        texts.append(text: URIReference.fragmentEncoded(own))
    }

    /// Puts words behind or before the text of a reason.
    mutating func amend(_ finding: inout Finding, prefix: String = "", suffix: String = "") {
        let error = texts.withBytes {
            String(decoding: UnsafeBufferPointer(rebasing: $0[finding.error]), as: UTF8.self)
        }
        let start = texts.byteCount
        texts.append(text: prefix + error + suffix)
        finding.error = start..<texts.byteCount
    }

    /// Walks a schema for the same value, by an edge of a node.
    mutating func descend(_ node: Int, _ edge: Int, _ place: Int) {
        descending(node, edge) { $0.explain($0.target(node, edge), place) }
    }

    /// Does something one step further down the schema.
    mutating func descending(_ node: Int, _ edge: Int, _ body: (inout Explainer) -> Void) {
        keywordPath.append(KeywordStep(node: node, edge: edge))
        body(&self)
        keywordPath.removeLast()
    }

    /// Does something one step further down the value.
    mutating func inside(_ step: InstanceStep, _ body: (inout Explainer) -> Void) {
        instancePath.append(step)
        body(&self)
        instancePath.removeLast()
    }

    /// Where an edge leads.
    func target(_ node: Int, _ edge: Int) -> Int { program.node(node).pointee.edges[edge].target }

    /// The places of a keyword's edges among those of the node.
    func edges(_ node: Int, _ keyword: Keyword) -> Range<Int> { program.edges(keyword, of: node) }

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
        if keywordPath.count > Self.maximumDepth {
            return report("does not follow the schema, which nests too deep here to say why", at: place, index)
        }
        let node = program.node(index)
        if node.pointee.source.kind != .object {
            return report("no value is allowed here, got \(Wording.value(value(place)))", at: place, index)
        }
        // What else a value of the wrong type breaks would only be noise.
        if let type = program.value(.type, of: index), explainType(TypeSet(keyword: type), index, place) { return }
        let kind = view(place).kind
        for (keyword, argument) in node.pointee.keywords where keyword.isAssertion && !isFull {
            switch keyword {
            case .ref, .dynamicRef, .recursiveRef, .allOf:
                for edge in edges(index, keyword) { descend(index, edge, place) }
            case .anyOf, .oneOf: explainChoice(keyword, index, place)
            case .not: explainNot(index, place)
            case .if: explainCondition(index, place)
            case .const, .enum: explainValue(keyword, argument, index, place)
            default:
                switch kind {
                case .number: explainNumber(keyword, argument, index, place)
                case .string: explainString(keyword, argument, index, place)
                case .array: explainArray(keyword, argument, index, place)
                case .object: explainObject(keyword, argument, index, place)
                default: break
                }
            }
        }
    }

    /// Reports a value whose type is none of these.
    private mutating func explainType(_ types: TypeSet, _ index: Int, _ place: Int) -> Bool {
        let view = view(place)
        let holds =
            types.kinds & view.node.kindBit != 0
            && (view.kind != .number || types.contains(.number) || JSONDecimal(view.bytes).isInteger)
        if holds { return false }
        report(at: place, index, .type) { texts in
            texts.append("expected ")
            texts.append(types: types)
            texts.append(", got ")
            texts.append(value: view)
        }
        return true
    }

    private mutating func explainValue(_ keyword: Keyword, _ argument: JSON, _ index: Int, _ place: Int) {
        let value = value(place)
        if keyword == .enum {
            let allowed = argument.elements
            if !allowed.contains(value) { report(Wording.expected(allowed, got: value), at: place, index, .enum) }
        } else if argument != value {
            report("expected \(Wording.spelling(argument)), got \(Wording.spelling(value))", at: place, index, .const)
        }
    }

    private mutating func explainNot(_ index: Int, _ place: Int) {
        guard let target = program.target(.not, of: index), holds(target, place) else { return }
        let signature = Wording.cut(Signature.of(target, in: program.graph))
        report("expected anything but \(signature), got \(Wording.value(value(place)))", at: place, index, .not)
    }

    private mutating func explainCondition(_ index: Int, _ place: Int) {
        guard let condition = program.target(.if, of: index) else { return }
        let branch: Keyword = holds(condition, place) ? .then : .else
        for edge in edges(index, branch) { descend(index, edge, place) }
    }
}

extension Wording {
    /// What was expected of several values, and what came; with the value that was probably meant.
    static func expected(_ allowed: [JSON], got value: JSON) -> String {
        let shown =
            allowed.prefix(12).map(spelling)
            + (allowed.count > 12 ? [Wording.count(allowed.count - 12, "other", plural: "others")] : [])
        let list = allowed.isEmpty ? "nothing (the enum is empty)" : alternatives(shown)
        let meant = value.string.map { Suggestion.sentence(for: $0, among: allowed.compactMap(\.string)) } ?? ""
        return "expected \(list), got \(spelling(value))\(meant)"
    }
}
