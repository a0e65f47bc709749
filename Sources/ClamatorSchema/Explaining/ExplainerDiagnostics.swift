import ClamatorJSON

/// What the walk has found: the way to each value, and the text of each reason.
extension Explainer {
    /// A step down the value, which lies on the stack for as long as the walk is behind it.
    struct ValueStep: BitwiseCopyable {
        let before: Scratch<ValueStep>?
        let depth: Int
        let child: Child

        /// To the member whose name is at this index of the tape, or to an element.
        enum Child: BitwiseCopyable {
            case member(key: Int)
            case element(Int)
        }
    }

    /// A step down the schema, likewise.
    struct SchemaStep: BitwiseCopyable {
        let before: Scratch<SchemaStep>?
        let depth: Int
        /// Whether it or one before it is a reference.
        let hasPassedReference: Bool
        let location: ByteView
    }

    // MARK: Results

    /// The reasons why a value does not follow a node's schema, in the order of the value.
    static func explain(
        _ program: Program, _ value: JSON, from node: Int
    ) throws(LimitReached) -> [OutputUnit] {
        // Of a schema that has refused nothing yet there may be no layout.
        if program.verdict(node, value.view) == .valid { return [] }
        return try explaining(program, value) { explainer, tapeIndex throws(LimitReached) in
            explainer.missingNames = []
            try explainer.runExtended(explainer.nodes.pointer(node), tapeIndex)
            return (0..<explainer.diagnostics.count).map { explainer.unit(explainer.diagnostics[$0]) }
        }
    }

    /// The same within a budget: the reasons that were found before it was used up, or another limit was reached.
    static func explain(
        _ program: Program, _ value: JSON, from node: Int, suggestingNames suggestsNames: Bool = true,
        spending budget: inout WorkBudget
    ) -> [OutputUnit] {
        var units: [OutputUnit] = []
        var spent = 0
        let limit = budget
        try? explaining(program, value) { explainer, tapeIndex throws(LimitReached) in
            explainer.suggestsNames = suggestsNames
            let allowed = explainer.validator.limit(to: limit)
            defer { spent = allowed - explainer.validator.budget.steps }
            try explainer.run(explainer.nodes.pointer(node), tapeIndex)
            units = (0..<explainer.diagnostics.count).map { explainer.unit(explainer.diagnostics[$0]) }
        }
        _ = budget.spend(steps: spent)
        return units
    }

    /// Writes the same as an array; nothing where it throws. A value that is known to be refused is not checked again.
    static func explain(
        _ program: Program, _ value: JSON, from node: Int, isRefused: Bool, into writer: inout JSONWriter
    ) throws(LimitReached) {
        try writer.attempt { writer throws(LimitReached) in
            try explaining(program, value) { explainer, tapeIndex throws(LimitReached) in
                // The texts are written where they are wanted.
                swap(&explainer.texts, &writer)
                defer { swap(&explainer.texts, &writer) }
                try explainer.writeArray(explainer.nodes.pointer(node), tapeIndex, isRefused: isRefused)
            }
        }
    }

    /// Writes the reasons as an array behind what the texts have already.
    private mutating func writeArray(_ node: NodePointer, _ tapeIndex: Int, isRefused: Bool) throws(LimitReached) {
        texts.beginValue()
        texts.append(UInt8(ascii: "["))
        let start = texts.byteCount
        byteLimit = start + Self.maximumBytes
        if !isRefused {
            try runExtended(node, tapeIndex)
        } else if !runRefused(node, tapeIndex) {
            try run(node, tapeIndex)
        }
        // Mostly nothing has been dropped or moved: then the texts stand behind each other as the elements do.
        var end = start
        for index in 0..<diagnostics.count {
            let element = diagnostics[index].element
            if element.lowerBound == end { end = element.upperBound }
        }
        if end < texts.byteCount {
            let all = start..<texts.byteCount
            for index in 0..<diagnostics.count { texts.append(copyOf: diagnostics[index].element) }
            texts.remove(all)
        }
        if diagnostics.count > 0 { texts.truncate(to: texts.byteCount - 1) }
        texts.append(UInt8(ascii: "]"))
    }

    private static func explaining<Result>(
        _ program: Program, _ value: JSON, _ body: (inout Explainer, Int) throws(LimitReached) -> Result
    ) throws(LimitReached) -> Result {
        defer { withExtendedLifetime((program, value)) {} }
        let view = value.view
        // Of a size that is known to the compiler and at most 1024 bytes, so that it lies on the stack.
        return try Scratch.with(11, of: Diagnostic.none, capacity: 11) { (memory) throws(LimitReached) in
            var explainer = Explainer(program, view, DiagnosticList(memory))
            return try body(&explainer, view.index)
        }
    }

    /// Finds the reasons; none where the value follows the schema.
    private mutating func run(_ node: NodePointer, _ tapeIndex: Int) throws(LimitReached) {
        explain(node, tapeIndex)
        if diagnostics.count == 0, let limit = validator.budget.reached { throw LimitReached(limit) }
        diagnostics.sort()
    }

    /// The same with a budget for the reasons beside that for the question whether the value follows the schema, which
    /// has the answer that a check gives.
    private mutating func runExtended(_ node: NodePointer, _ tapeIndex: Int) throws(LimitReached) {
        if holds(node, tapeIndex), validator.budget.reached == nil { return }
        if let limit = validator.budget.reached { throw LimitReached(limit) }
        validator.extendForReasons(view(tapeIndex))
        explainRefused(node, tapeIndex)
        diagnostics.sort()
    }

    /// The same without that question; false, and nothing found, where it has to be asked: the check may have reached a
    /// limit instead of refusing.
    private mutating func runRefused(_ node: NodePointer, _ tapeIndex: Int) -> Bool {
        validator.extendForReasons(view(tapeIndex))
        explainKeywords(node, tapeIndex)
        diagnostics.sort()
        if diagnostics.count > 0 { return true }
        validator.release()
        validator = Validator(view(tapeIndex), remembersVerdicts: true)
        return false
    }

    private borrowing func unit(_ diagnostic: Diagnostic) -> OutputUnit {
        texts.withBytes { bytes in
            func text(_ range: Range<Int>) -> String {
                JSONString.value(of: bytes.part(range))
            }
            return OutputUnit(
                instanceLocation: JSONPointer(parsing: text(diagnostic.instanceLocation)) ?? JSONPointer(),
                keywordLocation: text(diagnostic.keywordLocation),
                absoluteKeywordLocation: diagnostic.absoluteKeywordLocation.isEmpty
                    ? nil : text(diagnostic.absoluteKeywordLocation),
                error: text(diagnostic.error),
                missing: diagnostic.missingName < 0 ? nil : missingNames?[Int(diagnostic.missingName)])
        }
    }

    // MARK: Ways

    /// How many steps down the schema the walk is.
    var depth: Int { schemaWay?[0].depth ?? 0 }

    /// Does something one step further down the schema.
    @inline(__always)
    mutating func descending(_ node: NodePointer, _ edge: Int, _ body: (inout Explainer) -> Void) {
        let edge = node.pointee.edges.pointer(edge)
        let before = schemaWay
        let step = SchemaStep(
            before: before, depth: depth + 1,
            hasPassedReference: edge.pointee.isReference || before?[0].hasPassedReference ?? false,
            location: edge.pointee.location)
        Scratch.with(1, of: step, capacity: 1) { step in
            schemaWay = step
            body(&self)
        }
        schemaWay = before
    }

    /// Does something one step further down the value.
    @inline(__always)
    mutating func inside(_ child: ValueStep.Child, _ body: (inout Explainer) -> Void) {
        let before = valueWay
        let step = ValueStep(before: before, depth: (before?[0].depth ?? 0) + 1, child: child)
        Scratch.with(1, of: step, capacity: 1) { step in
            valueWay = step
            body(&self)
        }
        valueWay = before
    }

    private mutating func append(_ way: Scratch<ValueStep>) {
        if let before = way[0].before { append(before) }
        texts.append(UInt8(ascii: "/"))
        switch way[0].child {
        case .member(let key): texts.append(token: view(key))
        case .element(let position): texts.appendDecimal(position)
        }
    }

    private mutating func append(_ way: Scratch<SchemaStep>) {
        if let before = way[0].before { append(before) }
        texts.append(way[0].location)
    }

    // MARK: Reporting

    /// Records a reason at the current step of the walk, by a keyword of the node and perhaps a name under it. The body
    /// writes the reason, as a JSON string holds it.
    @inline(__always)
    mutating func report(
        at tapeIndex: Int, _ node: NodePointer, _ argument: ArgumentPointer? = nil, name: JSONView? = nil,
        _ write: (inout JSONWriter) -> Void
    ) {
        // What the validator says means nothing once a limit is reached; what was found before is true.
        guard diagnostics.count - firstDiagnostic < Self.maximumDiagnostics, validator.budget.reached == nil else {
            return
        }
        var diagnostic = begin(tapeIndex, node, argument, name)
        write(&texts)
        end(&diagnostic)
    }

    /// Records that the node refuses the value, where a limit keeps the reason from being found.
    mutating func reportUnexplained(at tapeIndex: Int, _ node: NodePointer) {
        var diagnostic = begin(tapeIndex, node, nil, nil)
        texts.append("does not follow the schema")
        if let limit = validator.budget.reached {
            texts.append("; why cannot be told: ")
            texts.append(text: LimitReached(limit).description)
        }
        end(&diagnostic)
    }

    @inline(never)
    private mutating func begin(
        _ tapeIndex: Int, _ node: NodePointer, _ argument: ArgumentPointer?, _ name: JSONView?
    ) -> Diagnostic {
        texts.append(Diagnostic.opening)
        var start = texts.byteCount
        if let valueWay { append(valueWay) }
        var diagnostic = Diagnostic(
            tapeIndex: tapeIndex, depth: valueWay?[0].depth ?? 0, instanceLocation: start..<texts.byteCount)
        diagnostic.isForbidden = node.pointee.bool == false
        texts.append(#"","keywordLocation":""#)
        start = texts.byteCount
        if let schemaWay { append(schemaWay) }
        if let argument { texts.append(argument.pointee.location) }
        if let name {
            texts.append(UInt8(ascii: "/"))
            texts.append(token: name)
        }
        diagnostic.keywordLocation = start..<texts.byteCount
        // Where no reference was passed, the way through the schema is the keyword's own location.
        if node.pointee.isElsewhere || schemaWay?[0].hasPassedReference ?? false {
            texts.append(#"","absoluteKeywordLocation":""#)
            start = texts.byteCount
            appendAbsolute(node, argument, name)
            diagnostic.absoluteKeywordLocation = start..<texts.byteCount
        }
        texts.append(#"","error":""#)
        diagnostic.error = texts.byteCount..<texts.byteCount
        if isName { texts.append("property name: ") }
        return diagnostic
    }

    @inline(never)
    private mutating func end(_ diagnostic: inout Diagnostic) {
        diagnostic.error = diagnostic.error.lowerBound..<texts.byteCount
        diagnostic.isRepeated = diagnostics.repeats(diagnostic, from: firstDiagnostic, in: texts)
        texts.append(Diagnostic.closing)
        diagnostics.append(diagnostic)
        _ = validator.spend((texts.byteCount - diagnostic.element.lowerBound) / 4)
    }

    private mutating func appendAbsolute(_ node: NodePointer, _ argument: ArgumentPointer?, _ name: JSONView?) {
        program.with { program in
            let index = nodes.index(of: node)
            texts.append(text: program.graph.nodes[index].resource.string)
            texts.append("#")
            for token in program.graph.nodes[index].resourcePointer {
                token.withUTF8 { texts.append(fragmentToken: $0) }
            }
        }
        // No keyword's name has to be encoded.
        if let argument { texts.append(argument.pointee.location) }
        name?.withUTF8 { texts.append(fragmentToken: $0) }
    }

    /// Drops the diagnostics beyond the most that are given.
    mutating func trimDiagnostics() {
        let end = firstDiagnostic + Self.maximumDiagnostics
        if diagnostics.count > end { diagnostics.remove(end..<diagnostics.count) }
    }

    /// A reason with its location in the value, as text that is put into another reason.
    func text(of diagnostic: Diagnostic) -> String {
        texts.withBytes { bytes in
            func text(_ range: Range<Int>) -> String {
                JSONString.value(of: bytes.part(range))
            }
            let location =
                diagnostic.instanceLocation.isEmpty ? "" : Wording.cut(text(diagnostic.instanceLocation)) + ": "
            return location + text(diagnostic.error)
        }
    }

    /// Puts words behind the reason of a diagnostic, once.
    mutating func amend(_ index: Int, _ write: (inout JSONWriter) -> Void) {
        var diagnostic = diagnostics[index]
        if diagnostic.isAmended { return }
        diagnostic.isAmended = true
        let start = diagnostic.element.lowerBound
        let shift = texts.byteCount - start
        texts.append(copyOf: start..<diagnostic.error.upperBound)
        write(&texts)
        func shifted(_ range: Range<Int>) -> Range<Int> { (range.lowerBound + shift)..<(range.upperBound + shift) }
        diagnostic.instanceLocation = shifted(diagnostic.instanceLocation)
        diagnostic.keywordLocation = shifted(diagnostic.keywordLocation)
        diagnostic.absoluteKeywordLocation = shifted(diagnostic.absoluteKeywordLocation)
        diagnostic.error = (diagnostic.error.lowerBound + shift)..<texts.byteCount
        texts.append(Diagnostic.closing)
        diagnostics[index] = diagnostic
    }
}
