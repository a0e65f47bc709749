import ClamatorJSON

/// Tries the declared defaults, when a schema is loaded.
struct DefaultsTrial {
    private let program: Program
    private let graph: Graph
    /// For each node the one that its default stands in.
    private let declarations: [Int?]
    private var diagnostics: [DefaultDiagnostic] = []
    /// What all trials together may cost.
    private(set) var budget: WorkBudget

    /// The most faults that are told.
    private static let maximumCount = 100

    init(_ program: Program, steps: Int = Validator.steps.atLeast) {
        self.program = program
        budget = WorkBudget(steps: steps, bytes: 1 << 20)
        graph = program.graph
        declarations = graph.defaultDeclarations
    }

    mutating func run(_ samples: [JSON]) {
        if declarations.isEmpty { return }
        for node in graph.nodes.indices { checkOwn(node) }
        checkRequired()
        for node in graph.reachableNodes where program.rule(node).pointee.fills {
            let own =
                [[:]] + (graph.nodes[node][.examples]?.elements ?? []) + [graph.nodes[node][.default]].compactMap { $0 }
            for sample in node == Graph.root ? own + samples : own { fill(sample, node) }
        }
    }

    /// Tries made-up values that lack what has a default: those that schemas ask for nothing of show little.
    ///
    /// - Parameters:
    ///   - isWanted: Whether values are made for a schema.
    ///   - make: Makes some values that follow a schema.
    mutating func run(where isWanted: (Subschema) -> Bool, making make: (Subschema) -> [JSON]) {
        guard program.canBreakByFilling else { return }
        for node in graph.nodesOfFilledValues where isWanted(Subschema(program, node)) {
            let known = diagnostics.count
            for value in make(Subschema(program, node)) where diagnostics.count == known {
                for sample in lacking(value, node) { fill(sample, node, isMadeUp: true) }
            }
            for edge in graph.nodes[node].edges(.items) where program.rule(edge.target).pointee.fills {
                for value in make(Subschema(program, edge.target)) where diagnostics.count == known {
                    for element in lacking(value, edge.target) where accepts(element, edge.target) {
                        // One element has what another is then given.
                        guard let filled = try? filled(element, edge.target) else { continue }
                        fill([element, filled], node, isMadeUp: true)
                    }
                }
            }
            if budget.reached != nil { return }
        }
    }

    /// How many members a made-up value is tried without, one at a time.
    private static let mostLeftOut = 8

    /// A value without what it would be given, and that with fewer of its other members.
    private func lacking(_ value: JSON, _ node: Int) -> [JSON] {
        guard value.kind == .object else { return [value] }
        let parts = DefaultUses.parts(of: node, in: graph)
        let defaulted = Set(parts.flatMap { self.defaulted($0) }.map(\.name))
        let required = Set(parts.flatMap { graph.nodes[$0][.required]?.elements ?? [] }.compactMap(\.exactString))
        let members = value.members.filter { required.contains($0.name) || !defaulted.contains($0.name) }
        let optional = members.map(\.name).filter { !required.contains($0) }
        let fewer = optional.prefix(Self.mostLeftOut).map { name in members.filter { $0.name != name } }
        let fewest = optional.count > 1 ? [members.filter { required.contains($0.name) }] : []
        return ([members] + fewest + fewer).map { JSON(members: $0) }
    }

    /// What was found. What breaks a part of a value is told by the part's own schema where that tells it.
    var findings: [DefaultDiagnostic] {
        func place(_ diagnostic: DefaultDiagnostic) -> JSONPointer? {
            if case .breaksTheValue(_, let reason) = diagnostic.fault { reason.instanceLocation } else { nil }
        }
        guard diagnostics.contains(where: { place($0)?.tokens.isEmpty == true }) else { return diagnostics }
        return diagnostics.filter { place($0)?.tokens.isEmpty != false }
    }

    private mutating func report(_ fault: DefaultDiagnostic.Fault, _ node: Int, _ tokens: [ExactString] = []) {
        let diagnostic = DefaultDiagnostic(
            location: JSONPointer(graph.nodes[node].pointer + tokens), uri: graph.nodes[node].document, fault: fault)
        if diagnostics.count < Self.maximumCount, !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }

    /// Reports that a default breaks the value it is filled into; not where it breaks its own schema, which says as much.
    private mutating func reportBreaking(
        _ name: ExactString?, _ reason: OutputUnit, _ node: Int, _ tokens: [ExactString] = []
    ) {
        let location = JSONPointer(graph.nodes[node].pointer + tokens)
        let isKnown = diagnostics.contains {
            if case .breaksItsSchema = $0.fault {
                return $0.location == location && $0.uri.utf8.elementsEqual(graph.nodes[node].document.utf8)
            }
            return false
        }
        if !isKnown { report(.breaksTheValue(member: name, reason), node, tokens) }
    }

    // MARK: The default alone

    private mutating func checkOwn(_ node: Int) {
        guard let value = graph.nodes[node][.default], !accepts(value, node) else { return }
        if let limit = budget.reached { return report(.limitReached(LimitReached(limit)), node, ["default"]) }
        do throws(LimitReached) {
            let units = try Explainer.explain(program, value, from: node)
            if let first = units.first { report(.breaksItsSchema(first), node, ["default"]) }
        } catch {
            report(.limitReached(error), node, ["default"])
        }
    }

    private mutating func accepts(_ value: JSON, _ node: Int) -> Bool {
        value.withView { view in
            var validator = Validator(view)
            validator.budget = budget
            let holds = validator.check(program.rule(node), view.index)
            budget = validator.budget
            return holds && budget.reached == nil
        }
    }

    // MARK: Required members

    private mutating func checkRequired() {
        for idle in DefaultUses(graph, declarations, spending: &budget).idle {
            // Where the schema only adds that a property is required, that is what is new.
            let addsRequired = idle.requiring == idle.whole && idle.part != idle.whole
            let target = idle.property.target
            report(
                .isRequired(idle.property.name), addsRequired ? idle.whole : target,
                addsRequired ? ["required"] : tokens(target))
        }
    }

    /// The properties of a schema that have defaults.
    private func defaulted(_ node: Int) -> [Graph.Edge] {
        graph.nodes[node].edges(.properties).filter { declarations[$0.target] != nil }
    }

    /// Where a property's default stands, seen from its schema; empty where a reference leads to it.
    private func tokens(_ node: Int) -> [ExactString] { graph.nodes[node][.default] == nil ? [] : ["default"] }

    // MARK: The value with its defaults

    private mutating func fill(_ sample: JSON, _ node: Int, isMadeUp: Bool = false) {
        guard budget.reached == nil, accepts(sample, node) else { return }
        do throws(LimitReached) {
            guard let filled = try filled(sample, node), !accepts(filled, node), budget.reached == nil else { return }
            guard let reason = try Explainer.explain(program, filled, from: node).first else { return }
            let added = filled.members.dropFirst(sample.members.count).map(\.name)
            // At fault is a default without which the value would follow the schema; else all together are.
            let atFault = added.filter { name in
                let others = filled.members.filter { $0.name != name }
                return accepts(JSON(members: others), node)
            }
            if added.isEmpty { reportBreaking(nil, reason, node) }
            for name in atFault.isEmpty ? Array(added.prefix(1)) : atFault {
                let target = DefaultUses.parts(of: node, in: graph).flatMap { defaulted($0) }
                    .first { $0.name == name }?.target
                reportBreaking(name, reason, target ?? node, target.map { tokens($0) } ?? [])
            }
        } catch {
            // What is made up may be larger than what anyone sends.
            if !isMadeUp { report(.limitReached(error), node) }
        }
    }

    private mutating func filled(_ sample: JSON, _ node: Int) throws(LimitReached) -> JSON? {
        defer { withExtendedLifetime(sample) {} }
        var validator = Validator(sample.view)
        validator.budget = budget
        defer { budget = validator.budget }
        var filler = DefaultsFiller()
        return try filler.fill(sample.view, program, program.rule(node), with: &validator)
    }
}
