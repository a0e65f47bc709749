import ClamatorJSON

/// Tries the declared defaults, when schemas are loaded: schema by schema, each subschema once.
struct DefaultsTrial {
    private let program: Program
    private let graph: Graph
    /// For each node the one that its default stands in.
    private let declarations: [Int?]
    private var found: [Found] = []
    /// The schema that is tried now, and the first of what was found in it.
    private var schema = 0
    private var firstOfSchema = 0
    /// The locations of the defaults that break their own schemas.
    private var broken: Set<Location> = []
    /// For each default that stands in no property's own schema: the schemas of the properties that it is one of.
    private lazy var properties = Dictionary(
        grouping: graph.nodes.flatMap { $0.edges(.properties).map(\.target) }.filter { self.declarations[$0] != $0 }
    ) { self.declarations[$0] }
    /// Whether something was not looked at, or not told, that nothing of what was found says.
    private(set) var isIncomplete = false
    /// What the trials of one schema may cost.
    private(set) var budget = WorkBudget(steps: 0)
    /// The nodes whose own defaults were tried, and those into whose values defaults were filled.
    private var isChecked: [Bool]
    private var isFilled: [Bool]
    /// Whether the value that was filled last leads back to itself.
    private var leadsBack = false
    /// The nodes by which values may be given defaults, and those that need not hold beside others.
    private var isOnWay: [Bool]
    private var isOfValue: [Bool]

    /// A fault, the node whose value showed it, and the schema that was tried.
    private struct Found {
        let diagnostic: DefaultDiagnostic
        let node: Int
        let schema: Int
    }

    /// The most faults of a schema that are reported.
    private static let maximumCount = 100

    init(_ program: Program) {
        self.program = program
        graph = program.graph
        declarations = program.defaultDeclarations
        let none = [Bool](repeating: false, count: declarations.count)
        (isChecked, isFilled, isOnWay, isOfValue) = (none, none, none, none)
    }

    /// Tries the defaults of a schema, as far as they were not tried for one before it.
    ///
    /// - Parameters:
    ///   - root: The schema's node.
    ///   - samples: Values of the schema.
    ///   - steps: What it may cost.
    mutating func run(_ root: Int, _ samples: [JSON], steps: Int) {
        budget = WorkBudget(steps: steps, bytes: 1 << 20)
        (schema, firstOfSchema) = (root, found.count)
        if declarations.isEmpty { return }
        for node in graph.reachableNodes(from: [root], except: &isChecked, by: { _ in true }) { checkOwn(node) }
        // The root is gone through anew, for the samples.
        isFilled[root] = false
        for node in graph.reachableNodes(from: [root], except: &isFilled) where program.rule(node).pointee.fills {
            let own =
                [[:]] + (graph.nodes[node][.examples]?.elements ?? []) + [graph.nodes[node][.default]].compactMap { $0 }
            for sample in node == root ? own + samples : own { fill(sample, node) }
        }
    }

    /// Tries made-up values that lack what has a default: those that schemas ask for nothing of show little.
    ///
    /// - Parameters:
    ///   - root: The schema's node.
    ///   - isWanted: Whether values are made for a schema.
    ///   - make: Makes some values that follow a schema.
    mutating func run(_ root: Int, where isWanted: (Subschema) -> Bool, making make: (Subschema) -> [JSON]) {
        guard program.rule(root).pointee.breaksByFilling else { return }
        for node in nodesOfFilledValues(from: root) where isWanted(Subschema(program, node)) {
            let known = found.count
            for value in make(Subschema(program, node)) where found.count == known {
                for sample in lacking(value, node) { fill(sample, node, isMadeUp: true) }
                if found.contains(where: { $0.node == node }) { continue }
                for sample in crowded(value, node) { fill(sample, node, isMadeUp: true) }
            }
            for edge in graph.nodes[node].edges(.items) where program.rule(edge.target).pointee.fills {
                for value in make(Subschema(program, edge.target)) where found.count == known {
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

    /// The nodes by which values may be given defaults that are values of their own: that of the root, members and
    /// elements. What holds beside another schema, or is one of several branches, need not hold alone. Those that were
    /// found for a schema before are left out.
    private mutating func nodesOfFilledValues(from root: Int) -> [Int] {
        func fills(_ node: Int) -> Bool { program.rule(node).pointee.fills }
        var new = isOfValue[root] ? [] : [root]
        isOfValue[root] = true
        let found = graph.reachableNodes(from: [root], except: &isOnWay) {
            $0.keyword.leadsToDefaults && fills($0.target)
        }
        for node in found {
            for edge in graph.nodes[node].edges
            where edge.keyword.leadsToDefaults && !edge.keyword.isInPlace && fills(edge.target) {
                if !isOfValue[edge.target] { new.append(edge.target) }
                isOfValue[edge.target] = true
            }
        }
        return new.filter(fills)
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

    /// The most members that a made-up value is given.
    private static let mostAdded = 1000
    /// The values of those, of which one may do.
    private static let plainValues: [JSON] = [.null, true, 0, "", [], [:]]

    /// A value without what it would be given, and with as many members as it may have, which no schema declares.
    private func crowded(_ value: JSON, _ node: Int) -> [JSON] {
        let parts = DefaultUses.parts(of: node, in: graph).map { graph.nodes[$0] }
        guard value.kind == .object, let most = parts.compactMap({ $0[.maxProperties]?.clampedCount }).min() else {
            return []
        }
        let required = Set(parts.flatMap { $0[.required]?.elements ?? [] }.compactMap(\.exactString))
        let members = value.members.filter { required.contains($0.name) }
        guard (1...Self.mostAdded).contains(most - members.count) else { return [] }
        let taken = Set(parts.flatMap { $0.edges(.properties).map(\.name) } + members.map(\.name))
        let names = (1...).lazy.map { ExactString("other\($0)") }.filter { !taken.contains($0) }
        let added = Array(names.prefix(most - members.count))
        return Self.plainValues.map { value in JSON(members: members + added.map { (name: $0, value: value) }) }
    }

    /// The limit that ended the trials of the schema, where nothing of what was found says so.
    var untoldLimit: LimitReached.Limit? {
        found[firstOfSchema...].contains { $0.diagnostic.fault.isLimit } ? nil : budget.reached
    }

    /// Notes that a limit that ended the trials of the schema is told as that of the whole search.
    mutating func noteLimit() { isIncomplete = isIncomplete || untoldLimit != nil }

    /// What was found. What breaks a part of a value is told by the part's own schema where one tells such a thing.
    var diagnostics: [DefaultDiagnostic] {
        func location(_ found: Found) -> JSONPointer? {
            if case .breaksTheValue(_, let reason) = found.diagnostic.fault { reason.instanceLocation } else { nil }
        }
        var tell = [Bool](repeating: false, count: graph.nodes.count)
        for found in found where location(found)?.tokens.isEmpty == true { tell[found.node] = true }
        let leadsToOne = graph.leading(to: tell)
        return found.filter { location($0)?.tokens.isEmpty != false || !leadsToOne[$0.schema] }.map(\.diagnostic)
    }

    /// Notes a fault at a path below a node, shown by a value of another.
    private mutating func report(
        _ fault: DefaultDiagnostic.Fault, _ node: Int, _ tokens: [ExactString] = [], shownBy shown: Int
    ) {
        let diagnostic = DefaultDiagnostic(
            location: JSONPointer(graph.nodes[node].pointer + tokens), uri: graph.nodes[node].document, fault: fault)
        let foundInSchema = found[firstOfSchema...]
        if foundInSchema.contains(where: { $0.diagnostic.tellsSame(as: diagnostic) }) { return }
        guard foundInSchema.count < Self.maximumCount else {
            isIncomplete = true
            return
        }
        found.append(Found(diagnostic: diagnostic, node: shown, schema: schema))
    }

    /// Reports that a default breaks the value it is filled into; not where it breaks its own schema, which says as
    /// much.
    private mutating func reportBreaking(
        _ name: ExactString?, _ reason: OutputUnit, _ node: Int, _ tokens: [ExactString] = [], shownBy shown: Int
    ) {
        if !tokens.isEmpty, broken.contains(graph.nodes[node].location) { return }
        report(.breaksTheValue(member: name, reason), node, tokens, shownBy: shown)
    }

    // MARK: The default alone

    private mutating func checkOwn(_ node: Int) {
        guard let value = graph.nodes[node][.default] else { return }
        if leadsToItself(value, node) { report(.leadsToItself, node, ["default"], shownBy: node) }
        guard !accepts(value, node) else { return }
        let whole = whole(value, node)
        if let limit = budget.reached {
            return report(.limitReached(LimitReached(limit)), node, ["default"], shownBy: node)
        }
        guard let whole else { return }
        do throws(LimitReached) {
            let units = try Explainer.explain(program, whole, from: node)
            guard let first = units.first else { return }
            report(.breaksItsSchema(first), node, ["default"], shownBy: node)
            broken.insert(graph.nodes[node].location)
        } catch {
            report(.limitReached(error), node, ["default"], shownBy: node)
        }
    }

    /// Whether a default lacks a member whose default it is again. Where it stands in what several properties refer to,
    /// each is looked at.
    private mutating func leadsToItself(_ value: JSON, _ node: Int) -> Bool {
        guard value.kind == .object || value.kind == .array else { return false }
        for schema in [node] + (properties[node] ?? []) where program.rule(schema).pointee.fills {
            guard budget.reached == nil else { return false }
            leadsBack = false
            _ = try? filled(value, schema)
            if leadsBack { return true }
        }
        return false
    }

    /// A default with the defaults that it lacks, as a property is given it; nil where it so follows the schema that it
    /// stands in, or all that is said of a property.
    private mutating func whole(_ value: JSON, _ node: Int) -> JSON? {
        var whole: JSON?
        for schema in [node] + (properties[node] ?? []) {
            guard budget.reached == nil, let filled = try? filled(value, schema) else { continue }
            if accepts(filled, schema) { return nil }
            if schema == node { whole = filled }
        }
        return whole ?? value
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

    /// Reports the defaults of required members.
    ///
    /// - Parameter nodes: The nodes that are looked at.
    mutating func checkRequired(_ nodes: [Int]) {
        if declarations.isEmpty { return }
        for idle in DefaultUses(program, in: nodes, spending: &budget).idle {
            // Where the schema only adds that a property is required, that is what is new.
            let addsRequired = idle.requiring == idle.whole && idle.part != idle.whole
            let target = idle.property.target
            report(
                .isRequired(idle.property.name), addsRequired ? idle.whole : target,
                addsRequired ? ["required"] : tokens(target), shownBy: idle.whole)
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
            tellFaults(of: filled, node, added: filled.members.dropFirst(sample.members.count).map(\.name))
        } catch {
            // What is made up may be larger than what anyone sends.
            if !isMadeUp { report(.limitReached(error), node, shownBy: node) }
        }
    }

    /// Tells which of the defaults that a value was given break it: those without which it would follow the schema;
    /// else those without which it breaks less of it; else all together.
    private mutating func tellFaults(of value: JSON, _ node: Int, added: [ExactString]) {
        let reasons = reasons(against: value, node)
        guard let first = reasons.first else { return }
        var suspects: [(name: ExactString, reason: OutputUnit, isAlone: Bool)] = []
        for name in added where budget.spend(steps: 4 * value.count) {
            let others = JSON(members: value.members.filter { $0.name != name })
            let left = self.reasons(against: others, node)
            if budget.reached != nil { return }
            let known = Set(left.map(ReasonKey.init))
            if left.isEmpty, !accepts(others, node) { continue }
            if left.count < reasons.count, let reason = reasons.first(where: { !known.contains(ReasonKey($0)) }) {
                suspects.append((name, reason, left.isEmpty))
            }
        }
        if budget.reached != nil { return }
        if suspects.contains(where: \.isAlone) { suspects = suspects.filter(\.isAlone) }
        // There may be more reasons than are given.
        if reasons.count >= Explainer.maximumDiagnostics, suspects.count < added.count { isIncomplete = true }
        let declared = Dictionary(
            DefaultUses.parts(of: node, in: graph).flatMap { defaulted($0) }.map { ($0.name, $0.target) }
        ) { first, _ in first }
        if suspects.isEmpty, !added.contains(where: { declared[$0].map(isBroken) ?? false }) {
            reportBreaking(nil, first, node, shownBy: node)
        }
        for (name, reason, _) in suspects {
            let target = declared[name]
            reportBreaking(name, reason, target ?? node, target.map { tokens($0) } ?? [], shownBy: node)
        }
    }

    private func isBroken(_ property: Int) -> Bool {
        declarations[property].map { broken.contains(graph.nodes[$0].location) } ?? false
    }

    private mutating func reasons(against value: JSON, _ node: Int) -> [OutputUnit] {
        Explainer.explain(program, value, from: node, suggestingNames: false, spending: &budget)
    }

    /// What tells one reason from another: the value and the keyword.
    private struct ReasonKey: Hashable {
        let value: JSONPointer
        let keyword: ExactString

        init(_ unit: OutputUnit) {
            (value, keyword) = (
                unit.instanceLocation, ExactString(unit.absoluteKeywordLocation ?? unit.keywordLocation)
            )
        }
    }

    private mutating func filled(_ sample: JSON, _ node: Int) throws(LimitReached) -> JSON? {
        defer { withExtendedLifetime(sample) {} }
        var validator = Validator(sample.view)
        validator.budget = budget
        defer { budget = validator.budget }
        var filler = DefaultsFiller()
        defer { leadsBack = filler.leadsBack }
        return try filler.fill(sample, program.rule(node), with: &validator)
    }
}
