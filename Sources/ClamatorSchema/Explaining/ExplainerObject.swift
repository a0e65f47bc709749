import ClamatorJSON

/// Objects.
extension Explainer {
    mutating func explainObject(_ keyword: Keyword, _ argument: JSON, _ index: Int, _ place: Int) {
        let node = program.graph.nodes[index]
        switch keyword {
        case .required:
            for name in argument.elements.compactMap(\.string) where !has(name, place) {
                report("missing required \(Wording.quoted(name))", at: place, index, "required")
            }
        case .minProperties where view(place).distinctCount < argument.clampedCount:
            let expected = Wording.count(argument.clampedCount, "member")
            report("expected at least \(expected), got \(view(place).distinctCount)", at: place, index, "minProperties")
        case .maxProperties where view(place).distinctCount > argument.clampedCount:
            let expected = Wording.count(argument.clampedCount, "member")
            report("expected at most \(expected), got \(view(place).distinctCount)", at: place, index, "maxProperties")
        case .properties, .patternProperties, .additionalProperties: explainMembers(keyword, index, place)
        case .propertyNames: explainNames(node, place)
        case .dependentRequired, .dependencies, .dependentSchemas:
            explainDependents(keyword, argument, index, place)
        case .unevaluatedProperties: explainUnevaluated(keyword, index, place)
        default: break
        }
    }

    private func has(_ name: String, _ place: Int) -> Bool {
        var name = name
        return name.withUTF8 { view(place).member($0) != nil }
    }

    /// The members that count: of a repeated name the last.
    private mutating func members(_ place: Int) -> [(name: String, key: Int)] {
        let end = Int(validator.nodes[place].next)
        let isRepeating = view(place).hasRepeatedName
        return view(place).members.compactMap { key, _ in
            isRepeating && validator.isRepeatedLater(key.index, end) ? nil : (key.string, key.index)
        }
    }

    // MARK: Members

    /// The way by which a member's value is checked under one of the three keywords that speak of members.
    private mutating func explainMembers(_ keyword: Keyword, _ index: Int, _ place: Int) {
        let node = program.graph.nodes[index]
        let declared = node.edges(.properties)
        let patterns = node.edges(.patternProperties)
        let additional = node.edges(.additionalProperties).first
        guard let object = program.rule(index).pointee.object else { return }
        for (name, key) in members(place) where !isFull {
            // The names of `properties` stand first in the rule's table, in the same order.
            let known = validator.placeOfName(object.pointee.names, key)
            let edge = declared.indices.contains(known) ? declared[known] : nil
            switch keyword {
            case .properties:
                if let edge { explainMember(edge, name, key) }
            case .patternProperties:
                for edge in patterns where matches(edge.name, key) { explainMember(edge, name, key) }
            default:
                guard let additional, edge == nil, !patterns.contains(where: { matches($0.name, key) }) else {
                    continue
                }
                explainMember(additional, name, key, declared: declared.map(\.name))
            }
        }
    }

    private func matches(_ pattern: String, _ place: Int) -> Bool {
        guard let pattern = program.graph.patterns[pattern] else { return false }
        return view(place).withUTF8 { pattern.search($0) } == .matches
    }

    mutating func explainMember(_ edge: Graph.Edge, _ name: String, _ key: Int, declared: [String] = []) {
        if holds(edge.target, key + 1) { return }
        let isForbidden = program.graph.nodes[edge.target].source.bool == false
        inside(name) { explainer in
            guard isForbidden else { return explainer.descend(edge, key + 1) }
            let isUnknown = edge.keyword == .additionalProperties || edge.keyword == .unevaluatedProperties
            let meant = Suggestion.sentence(for: name, among: declared)
            let error = "\(isUnknown ? "unknown" : "forbidden") property \(Wording.quoted(name))\(meant)"
            explainer.reportForbidden(error, edge, key + 1)
        }
    }

    private mutating func explainNames(_ node: Graph.Node, _ place: Int) {
        guard let edge = node.edges(.propertyNames).first else { return }
        for (name, key) in members(place) where !isFull {
            if holds(edge.target, key) { continue }
            inside(name) { explainer in
                let findings = explainer.collecting { $0.descend(edge, key) }
                explainer.add(
                    findings.map { finding in
                        var finding = finding
                        finding.unit.error = "property name: " + finding.unit.error
                        return finding
                    })
            }
        }
    }

    private mutating func explainDependents(_ keyword: Keyword, _ argument: JSON, _ index: Int, _ place: Int) {
        for (name, names) in argument.lastMembers where names.kind == .array && has(name, place) {
            for required in names.elements.compactMap(\.string) where !has(required, place) {
                let error = "missing \(Wording.quoted(required)), which \(Wording.quoted(name)) requires"
                report(error, at: place, index, keyword.rawValue, name)
            }
        }
        for edge in program.graph.nodes[index].edges(keyword) where has(edge.name, place) { descend(edge, place) }
    }

    // MARK: Unevaluated

    mutating func explainUnevaluated(_ keyword: Keyword, _ index: Int, _ place: Int) {
        guard let edge = program.graph.nodes[index].edges(keyword).first else { return }
        let rule = program.rule(index)
        let unmarked = withExtendedLifetime(program) {
            validator.withMarks(rule, place) { validator, marks in
                (0..<validator.nodes[place].count).filter { marks[$0 >> 6] & (1 << UInt64($0 & 63)) == 0 }
            }
        }
        if keyword == .unevaluatedProperties {
            let unmarked = Set(unmarked.map { view(place).keyIndex($0) })
            for (name, key) in members(place) where unmarked.contains(key) && !isFull { explainMember(edge, name, key) }
            return
        }
        let elements = view(place).elements.map(\.index)
        for position in unmarked where !isFull {
            if holds(edge.target, elements[position]) { continue }
            let isForbidden = program.graph.nodes[edge.target].source.bool == false
            inside(String(position)) { explainer in
                if isForbidden {
                    explainer.reportForbidden("unexpected element", edge, elements[position])
                } else {
                    explainer.descend(edge, elements[position])
                }
            }
        }
    }
}

extension JSONView {
    /// The tape's index of the name of a member.
    fileprivate func keyIndex(_ position: Int) -> Int {
        members.dropFirst(position).first { _ in true }?.key.index ?? index
    }
}
