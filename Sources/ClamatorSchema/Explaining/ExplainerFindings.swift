import ClamatorJSON

/// What the walk has found: the way to each place, and the text of each reason.
extension Explainer {
    /// A step down the value, which lies on the stack for as long as the walk is behind it.
    struct ValueStep {
        let before: UnsafePointer<ValueStep>?
        let depth: Int
        let child: Child

        /// To the member whose name is at this place of the tape, or to an element.
        enum Child {
            case member(key: Int)
            case element(Int)
        }
    }

    /// A step down the schema, likewise.
    struct SchemaStep {
        let before: UnsafePointer<SchemaStep>?
        let depth: Int
        /// Whether it or one before it is a reference.
        let hasPassedReference: Bool
        let location: UnsafeBufferPointer<UInt8>
    }

    /// A reason, and the place on the tape of what it speaks of. It is written in `texts` as an object, whose members are
    /// strings in these parts of the text.
    struct Finding {
        var place: Int
        /// How deep in the value the place is.
        var depth: Int
        var instanceLocation: Range<Int>
        var keywordLocation = 0..<0
        /// Empty where it says nothing more than `keywordLocation`.
        var absoluteKeywordLocation = 0..<0
        var error = 0..<0

        /// The object.
        var whole: Range<Int> {
            (instanceLocation.lowerBound - Self.opening.utf8CodeUnitCount)..<(error.upperBound
                + Self.closing.utf8CodeUnitCount)
        }

        static var opening: StaticString { #"{"instanceLocation":""# }
        static var closing: StaticString { #""}"# }
    }

    // MARK: Results

    /// The reasons why a value does not follow a node's schema, in the order of the value.
    static func explain(_ program: Program, _ value: JSON, from node: Int = Graph.root) -> [OutputUnit] {
        explaining(program, value, from: node) { explainer in explainer.findings.map { explainer.unit($0) } }
    }

    /// Writes the same as an array.
    static func explain(_ program: Program, _ value: JSON, into writer: inout JSONWriter) {
        explaining(program, value, from: Graph.root) { explainer in
            writer.array { writer in
                explainer.texts.withBytes { texts in
                    for finding in explainer.findings {
                        writer.beginValue()
                        writer.append(UnsafeBufferPointer(rebasing: texts[finding.whole]))
                    }
                }
            }
        }
    }

    private static func explaining<Result>(
        _ program: Program, _ value: JSON, from node: Int, _ body: (borrowing Explainer) -> Result
    ) -> Result {
        defer { withExtendedLifetime(program) {} }
        return value.withView { view in
            var explainer = Explainer(program, view)
            explainer.run(explainer.nodes + node, view.index)
            return body(explainer)
        }
    }

    private mutating func run(_ node: NodePointer, _ place: Int) {
        explain(node, place)
        if let surrender = validator.surrender { report(at: place, node) { $0.append(text: surrender.inWords) } }
        // In the order of the value; reasons for one place stay in the order of the schema.
        for index in findings.indices.dropFirst() where findings[index - 1].place > findings[index].place {
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
                JSONString.value(of: UnsafeBufferPointer(rebasing: bytes[range]))
            }
            return OutputUnit(
                instanceLocation: JSONPointer(parsing: text(finding.instanceLocation)) ?? JSONPointer(),
                keywordLocation: text(finding.keywordLocation),
                absoluteKeywordLocation: finding.absoluteKeywordLocation.isEmpty
                    ? nil : text(finding.absoluteKeywordLocation),
                error: text(finding.error))
        }
    }

    // MARK: Ways

    /// How many steps down the schema the walk is.
    var depth: Int { schemaWay?.pointee.depth ?? 0 }

    /// Does something one step further down the schema.
    @inline(__always)
    mutating func descending(_ node: NodePointer, _ edge: Int, _ body: (inout Explainer) -> Void) {
        let edge = node.pointee.edges.base + edge
        let before = schemaWay
        let step = SchemaStep(
            before: before, depth: depth + 1,
            hasPassedReference: edge.pointee.keyword.isReference || before?.pointee.hasPassedReference ?? false,
            location: edge.pointee.location)
        withUnsafePointer(to: step) { step in
            schemaWay = step
            body(&self)
        }
        schemaWay = before
    }

    /// Does something one step further down the value.
    @inline(__always)
    mutating func inside(_ child: ValueStep.Child, _ body: (inout Explainer) -> Void) {
        let before = valueWay
        let step = ValueStep(before: before, depth: (before?.pointee.depth ?? 0) + 1, child: child)
        withUnsafePointer(to: step) { step in
            valueWay = step
            body(&self)
        }
        valueWay = before
    }

    private mutating func append(_ way: UnsafePointer<ValueStep>) {
        if let before = way.pointee.before { append(before) }
        texts.append(UInt8(ascii: "/"))
        switch way.pointee.child {
        case .member(let key): texts.append(token: view(key))
        case .element(let position): texts.appendDecimal(position)
        }
    }

    private mutating func append(_ way: UnsafePointer<SchemaStep>) {
        if let before = way.pointee.before { append(before) }
        texts.append(way.pointee.location)
    }

    // MARK: Reporting

    /// Records a reason at the current place of the walk, by a keyword of the node and perhaps a name under it. The body
    /// writes the reason, as a JSON string holds it.
    @inline(__always)
    mutating func report(
        at place: Int, _ node: NodePointer, _ argument: ArgumentPointer? = nil, name: JSONView? = nil,
        _ write: (inout JSONWriter) -> Void
    ) {
        guard findings.count - firstFinding < Self.maximumFindings else { return }
        begin(place, node, argument, name)
        write(&texts)
        end()
    }

    @inline(never)
    private mutating func begin(_ place: Int, _ node: NodePointer, _ argument: ArgumentPointer?, _ name: JSONView?) {
        texts.append(Finding.opening)
        var start = texts.byteCount
        if let valueWay { append(valueWay) }
        var finding = Finding(
            place: place, depth: valueWay?.pointee.depth ?? 0, instanceLocation: start..<texts.byteCount)
        texts.append(#"","keywordLocation":""#)
        start = texts.byteCount
        if let schemaWay { append(schemaWay) }
        if let argument { texts.append(argument.pointee.location) }
        if let name {
            texts.append(UInt8(ascii: "/"))
            texts.append(token: name)
        }
        finding.keywordLocation = start..<texts.byteCount
        // Where no reference was passed, the way through the schema is the keyword's own place.
        if node.pointee.isElsewhere || schemaWay?.pointee.hasPassedReference ?? false {
            texts.append(#"","absoluteKeywordLocation":""#)
            start = texts.byteCount
            appendAbsolute(node, argument, name)
            finding.absoluteKeywordLocation = start..<texts.byteCount
        }
        texts.append(#"","error":""#)
        finding.error = texts.byteCount..<texts.byteCount
        if isName { texts.append("property name: ") }
        findings.append(finding)
    }

    @inline(never)
    private mutating func end() {
        let last = findings.count - 1
        findings[last].error = findings[last].error.lowerBound..<texts.byteCount
        texts.append(Finding.closing)
    }

    private mutating func appendAbsolute(_ node: NodePointer, _ argument: ArgumentPointer?, _ name: JSONView?) {
        program.with { program in
            let index = node - nodes
            texts.append(text: program.graph.nodes[index].resource)
            texts.append("#")
            for token in program.graph.nodes[index].resourcePointer {
                var token = token
                token.withUTF8 { texts.append(fragmentToken: $0) }
            }
        }
        // No keyword's name has to be encoded.
        if let argument { texts.append(argument.pointee.location) }
        name?.withUTF8 { texts.append(fragmentToken: $0) }
    }

    /// Puts words behind the reason of a finding.
    mutating func amend(_ index: Int, _ write: (inout JSONWriter) -> Void) {
        var finding = findings[index]
        let start = finding.whole.lowerBound
        let shift = texts.byteCount - start
        texts.append(copyOf: start..<finding.error.upperBound)
        write(&texts)
        func shifted(_ range: Range<Int>) -> Range<Int> { (range.lowerBound + shift)..<(range.upperBound + shift) }
        finding.instanceLocation = shifted(finding.instanceLocation)
        finding.keywordLocation = shifted(finding.keywordLocation)
        finding.absoluteKeywordLocation = shifted(finding.absoluteKeywordLocation)
        finding.error = (finding.error.lowerBound + shift)..<texts.byteCount
        texts.append(Finding.closing)
        findings[index] = finding
    }
}
