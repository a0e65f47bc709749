import ClamatorJSON

/// `unevaluatedProperties` and `unevaluatedItems`: what no schema that holds speaks of.
///
/// Where one that does not hold speaks of a member, the member is known: then the reason why that schema does not hold
/// is the reason.
extension Explainer {
    mutating func explainUnevaluated(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        guard let edge = argument.pointee.edges.first else { return }
        let target = target(node, edge)
        var left = children(tapeIndex).filter { !holds(target, $0.tapeIndex) }
        if left.isEmpty { return }
        let schemas = judgedSchemas(from: node, tapeIndex)
        for step in schemas.steps where step.obstacle == nil && !left.isEmpty {
            guard validator.spend(left.count) else { return }
            left = left.filter { !speaks(step, of: $0) }
        }
        for child in left where !isFull && !isRepeatedLater(child, of: tapeIndex) {
            if target.pointee.bool == false, explainObstacle(child, schemas, node, edge, tapeIndex) { continue }
            inside(child.step) { explainer in
                guard target.pointee.bool == false else { return explainer.descendRefused(node, edge, child.tapeIndex) }
                explainer.descending(node, edge) { $0.reportUnexpected(child, schemas, target) }
            }
        }
    }

    /// The members or the elements.
    private func children(_ tapeIndex: Int) -> [Child] {
        let value = view(tapeIndex)
        if value.kind == .array { return value.elements.enumerated().map { .element($0, $1.index) } }
        return value.members.map { .member(key: $0.key.index) }
    }

    /// Whether it is a member whose name stands again further on, so that this value does not count.
    private mutating func isRepeatedLater(_ child: Child, of tapeIndex: Int) -> Bool {
        guard case .member(let key) = child else { return false }
        return validator.isRepeatedLater(key, Int(validator.nodes[tapeIndex].next))
    }

    private mutating func reportUnexpected(_ child: Child, _ schemas: SchemasInPlace, _ target: NodePointer) {
        guard case .member(let key) = child else {
            return report(at: child.tapeIndex, target) { $0.append("unexpected element") }
        }
        // Another schema may stand before this one, or beside it.
        if reportUnseen(key, by: .unevaluatedProperties, target) { return }
        var declared: [Name] = []
        for step in schemas.steps where step.obstacle == nil && declared.count < 1000 {
            guard let object = step.node.pointee.rule.pointee.object?.pointee else { continue }
            for index in 0..<object.names.pointee.names.count where object.properties[index] != nil {
                declared.append(object.names.pointee.names[index])
            }
        }
        reportUnknown(key, declared, target)
    }

    // MARK: Schemas that would speak of it

    /// The reason why a schema that speaks of the member or element does not count; false if there is none such.
    private mutating func explainObstacle(
        _ child: Child, _ schemas: SchemasInPlace, _ node: NodePointer, _ edge: Int, _ tapeIndex: Int
    ) -> Bool {
        let obstacles = obstacles(child, schemas)
        guard let first = obstacles.first else { return false }
        var reason: String?
        // One reason is sought at a time, since those below it could have as many again.
        if !isSeekingObstacle {
            isSeekingObstacle = true
            defer { isSeekingObstacle = false }
            for (index, obstacle) in obstacles.enumerated() {
                guard case .refused(let edge) = obstacle.kind,
                    depth + length(of: obstacle.step, in: schemas) < Self.maximumDepth
                else { continue }
                // A schema that refuses the value for the member alone has the better reason; one that has others
                // besides was hardly meant.
                switch explainRefusal(edge, obstacle.step, schemas, child, tapeIndex) {
                case .told: return true
                case .reason(let refusal): if index == 0 { reason = refusal }
                }
            }
        }
        inside(child.step) { explainer in
            explainer.descending(node, edge) { explainer in
                explainer.reportObstacle(child, first, reason, schemas, explainer.target(node, edge))
            }
        }
        return true
    }

    /// What keeps the schemas that speak of the member or element from counting, each once.
    private mutating func obstacles(_ child: Child, _ schemas: SchemasInPlace) -> [SchemasInPlace.Obstacle] {
        var obstacles: [SchemasInPlace.Obstacle] = []
        for step in schemas.steps {
            guard let obstacle = step.obstacle, obstacles.last != obstacle, validator.spend(1), speaks(step, of: child)
            else { continue }
            obstacles.append(obstacle)
            if obstacles.count == 8 { break }
        }
        return obstacles
    }

    private mutating func reportObstacle(
        _ child: Child, _ obstacle: SchemasInPlace.Obstacle, _ reason: String?, _ schemas: SchemasInPlace,
        _ target: NodePointer
    ) {
        let name: JSONView? = if case .member(let key) = child { view(key) } else { nil }
        let trigger = self.name(of: obstacle.edge, schemas.steps[obstacle.step].node)
        report(at: child.tapeIndex, target) { texts in
            texts.append(name == nil ? "unexpected element" : "unexpected property ")
            if let name { texts.append(rawText: name) }
            texts.append(": it belongs to ")
            Self.append(obstacle.edge, from: obstacle.step, of: schemas, to: &texts)
            switch obstacle.kind {
            case .refused(let edge) where edge == obstacle.edge: texts.append(", which does not match")
            case .refused: texts.append(", which applies only where if matches")
            case .otherwise: texts.append(", which applies only where if does not match")
            case .absent:
                texts.append(", which applies only beside ")
                trigger.withUTF8 { texts.append(quoted: $0) }
            }
            guard let reason else { return }
            texts.append(" (")
            texts.append(text: reason)
            texts.append(")")
        }
    }

    /// Why a schema refuses the value.
    private enum Refusal {
        /// All reasons are of the member or element, and were added.
        case told
        /// The first that is not, as text; nil where all are, but to follow them would break the schema.
        case reason(String?)
    }

    /// Adds the reasons of a schema that refuses the value where all are of the member or element. An `if` asserts
    /// nothing, so that its reasons are never the value's own; and where a branch of `oneOf` holds, no other has to.
    private mutating func explainRefusal(
        _ edge: Int, _ step: Int, _ schemas: SchemasInPlace, _ child: Child, _ tapeIndex: Int
    ) -> Refusal {
        let (outer, start, written) = (firstDiagnostic, diagnostics.count, texts.byteCount)
        firstDiagnostic = start
        walking(to: step, of: schemas) { $0.descendRefused(schemas.steps[step].node, edge, tapeIndex) }
        firstDiagnostic = outer
        let range = child.range(in: validator.nodes)
        let isCondition = schemas.passesCondition(edge, from: step)
        let other = (start..<diagnostics.count).first { isCondition || !range.contains(diagnostics[$0].tapeIndex) }
        if other == nil, schemas.steps[step].node.pointee.edges[edge].keyword != .oneOf {
            trimDiagnostics()
            return .told
        }
        let reason = other.map { text(of: diagnostics[$0]) }
        diagnostics.remove(start..<diagnostics.count)
        texts.truncate(to: written)
        return .reason(reason)
    }
}
