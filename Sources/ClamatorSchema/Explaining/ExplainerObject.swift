import ClamatorJSON

/// Objects.
extension Explainer {
    mutating func explainObject(_ argument: ArgumentPointer, _ node: NodePointer, _ place: Int) {
        switch argument.pointee.keyword {
        case .required: explainRequired(argument, node, place)
        case .minProperties:
            let (least, count) = (argument.pointee.value.clampedCount, view(place).distinctCount)
            if count < least { reportCount("expected at least ", least, "member", got: count, argument, node, place) }
        case .maxProperties:
            let (most, count) = (argument.pointee.value.clampedCount, view(place).distinctCount)
            if count > most { reportCount("expected at most ", most, "member", got: count, argument, node, place) }
        case .properties: explainProperties(argument, node, place)
        case .patternProperties: explainPatternProperties(argument, node, place)
        case .additionalProperties: explainAdditional(argument, node, place)
        case .propertyNames: explainNames(argument, node, place)
        case .dependentRequired, .dependencies, .dependentSchemas: explainDependents(argument, node, place)
        case .unevaluatedProperties: explainUnevaluated(argument, node, place)
        default: break
        }
    }

    private func has(_ name: JSONView, _ place: Int) -> Bool { name.withUTF8 { view(place).member($0) != nil } }

    private mutating func explainRequired(_ argument: ArgumentPointer, _ node: NodePointer, _ place: Int) {
        for name in argument.pointee.value.elements where !has(name, place) {
            report(at: place, node, argument) { texts in
                texts.append("missing required ")
                texts.append(spelling: name)
            }
        }
    }

    // MARK: Members

    private mutating func explainProperties(_ argument: ArgumentPointer, _ node: NodePointer, _ place: Int) {
        guard let object = node.pointee.rule.pointee.object else { return }
        let declared = argument.pointee.edges
        for (key, _) in view(place).members where !isFull {
            // The names of `properties` stand first in the rule's table, in the order of the edges.
            let known = validator.placeOfName(object.pointee.names, key.index)
            if known >= 0, known < declared.count {
                explainMember(key.index, node, declared.lowerBound + known, of: place)
            }
        }
    }

    private mutating func explainPatternProperties(_ argument: ArgumentPointer, _ node: NodePointer, _ place: Int) {
        guard let object = node.pointee.rule.pointee.object else { return }
        for (key, _) in view(place).members where !isFull {
            // The rule has the patterns in the order of the edges.
            for (pattern, edge) in argument.pointee.edges.enumerated() where Self.matches(object, pattern, key) {
                explainMember(key.index, node, edge, of: place)
            }
        }
    }

    private mutating func explainAdditional(_ argument: ArgumentPointer, _ node: NodePointer, _ place: Int) {
        guard let object = node.pointee.rule.pointee.object, let edge = argument.pointee.edges.first else { return }
        let declared = Layout.Node.edges(.properties, of: node).count
        let patterns = 0..<object.pointee.patterns.count
        for (key, _) in view(place).members where !isFull {
            let known = validator.placeOfName(object.pointee.names, key.index)
            if known >= 0, known < declared { continue }
            if patterns.contains(where: { Self.matches(object, $0, key) }) { continue }
            explainMember(key.index, node, edge, of: place)
        }
    }

    private static func matches(_ object: UnsafePointer<ObjectRule>, _ pattern: Int, _ key: JSONView) -> Bool {
        key.withUTF8 { PatternRule.search($0, object.pointee.patterns[pattern].pattern) } == .matches
    }

    /// The reasons of one member; where none is allowed, in words of their own. Of a repeated name only the last counts.
    private mutating func explainMember(_ key: Int, _ node: NodePointer, _ edge: Int, of object: Int) {
        let target = target(node, edge)
        if holds(target, key + 1) || validator.isRepeatedLater(key, Int(validator.nodes[object].next)) { return }
        inside(.member(key: key)) { explainer in
            if target.pointee.bool == false {
                explainer.descending(node, edge) { $0.reportForbidden(key, node, edge, target) }
            } else {
                explainer.descendRefused(node, edge, key + 1)
            }
        }
    }

    private mutating func reportForbidden(_ key: Int, _ node: NodePointer, _ edge: Int, _ target: NodePointer) {
        let keyword = node.pointee.edges[edge].keyword
        let isUnknown = keyword == .additionalProperties || keyword == .unevaluatedProperties
        let name = view(key)
        report(at: key + 1, target) { texts in
            texts.append(isUnknown ? "unknown property " : "forbidden property ")
            texts.append(spelling: name)
            guard isUnknown, let names = node.pointee.rule.pointee.object?.pointee.names else { return }
            // The names of `properties` stand first.
            let declared = UnsafeBufferPointer(
                start: names.pointee.names, count: Layout.Node.edges(.properties, of: node).count)
            name.withUTF8 { texts.append(nearestTo: $0, among: declared) }
        }
    }

    private mutating func explainNames(_ argument: ArgumentPointer, _ node: NodePointer, _ place: Int) {
        guard let edge = argument.pointee.edges.first else { return }
        let end = Int(validator.nodes[place].next)
        for (key, _) in view(place).members where !isFull {
            if validator.isRepeatedLater(key.index, end) || holds(target(node, edge), key.index) { continue }
            inside(.member(key: key.index)) { explainer in
                let wasName = explainer.isName
                explainer.isName = true
                explainer.descendRefused(node, edge, key.index)
                explainer.isName = wasName
            }
        }
    }

    private mutating func explainDependents(_ argument: ArgumentPointer, _ node: NodePointer, _ place: Int) {
        let dependents = argument.pointee.value
        for (name, names) in dependents.members where names.kind == .array && has(name, place) {
            // Of a repeated name the last counts.
            if name.withUTF8({ dependents.member($0)?.index }) != names.index { continue }
            for required in names.elements where !has(required, place) {
                report(at: place, node, argument, name: name) { texts in
                    texts.append("missing ")
                    required.withUTF8 { texts.append(quoted: $0) }
                    texts.append(", which ")
                    name.withUTF8 { texts.append(quoted: $0) }
                    texts.append(" requires")
                }
            }
        }
        for edge in argument.pointee.edges where has(nameOf: edge, node, place) { descend(node, edge, place) }
    }

    private func has(nameOf edge: Int, _ node: NodePointer, _ place: Int) -> Bool {
        program.with { $0.graph.nodes[node - nodes].edges[edge].name }.withUTF8 { view(place).member($0) != nil }
    }

    // MARK: Unevaluated

    private mutating func explainUnevaluated(_ argument: ArgumentPointer, _ node: NodePointer, _ place: Int) {
        let unmarked = unmarked(node, place)
        for edge in argument.pointee.edges {
            for (member, isUnmarked) in zip(view(place).members, unmarked) where isUnmarked && !isFull {
                explainMember(member.key.index, node, edge, of: place)
            }
        }
    }
}
