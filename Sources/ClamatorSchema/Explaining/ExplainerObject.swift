import ClamatorJSON

/// Objects.
extension Explainer {
    mutating func explainObject(_ keyword: Keyword, _ argument: JSON, _ index: Int, _ place: Int) {
        switch keyword {
        case .required: explainRequired(argument, index, place)
        case .minProperties where view(place).distinctCount < argument.clampedCount:
            let expected = Wording.count(argument.clampedCount, "member")
            let error = "expected at least \(expected), got \(view(place).distinctCount)"
            report(error, at: place, index, .minProperties)
        case .maxProperties where view(place).distinctCount > argument.clampedCount:
            let expected = Wording.count(argument.clampedCount, "member")
            let error = "expected at most \(expected), got \(view(place).distinctCount)"
            report(error, at: place, index, .maxProperties)
        case .properties, .patternProperties, .additionalProperties: explainMembers(keyword, index, place)
        case .propertyNames: explainNames(index, place)
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

    private mutating func explainRequired(_ names: JSON, _ index: Int, _ place: Int) {
        for element in names.elements {
            let isThere = element.withView { name in name.withUTF8 { view(place).member($0) != nil } }
            if isThere { continue }
            report(at: place, index, .required) { texts in
                texts.append("missing required ")
                element.withView { texts.append(spelling: $0) }
            }
        }
    }

    // MARK: Members

    /// The members by the one of the three keywords that speaks of their names.
    private mutating func explainMembers(_ keyword: Keyword, _ index: Int, _ place: Int) {
        guard let object = program.rule(index).pointee.object else { return }
        let declared = edges(index, .properties)
        let patterns = edges(index, .patternProperties)
        for (key, _) in view(place).members where !isFull {
            // The names of `properties` stand first in the rule's table, in the order of the edges.
            let known = validator.placeOfName(object.pointee.names, key.index)
            let isDeclared = known >= 0 && known < declared.count
            switch keyword {
            case .properties:
                if isDeclared { explainMember(key.index, index, declared.lowerBound + known, of: place) }
            case .patternProperties:
                for edge in patterns where matches(index, edge, key) {
                    explainMember(key.index, index, edge, of: place)
                }
            default:
                if isDeclared || patterns.contains(where: { matches(index, $0, key) }) { continue }
                for edge in edges(index, keyword) { explainMember(key.index, index, edge, of: place) }
            }
        }
    }

    private func matches(_ node: Int, _ edge: Int, _ key: JSONView) -> Bool {
        guard let pattern = program.graph.patterns[program.node(node).pointee.edges[edge].name] else { return false }
        return key.withUTF8 { pattern.search($0) } == .matches
    }

    /// The reasons of one member; where none is allowed, in words of their own. Of a repeated name only the last counts.
    mutating func explainMember(_ key: Int, _ index: Int, _ edge: Int, of object: Int) {
        let target = target(index, edge)
        if holds(target, key + 1) || validator.isRepeatedLater(key, Int(validator.nodes[object].next)) { return }
        let isForbidden = program.node(target).pointee.source.bool == false
        inside(.member(key: key)) { explainer in
            if isForbidden {
                explainer.descending(index, edge) { $0.reportForbidden(key, index, edge, target) }
            } else {
                explainer.descend(index, edge, key + 1)
            }
        }
    }

    private mutating func reportForbidden(_ key: Int, _ index: Int, _ edge: Int, _ target: Int) {
        let keyword = program.node(index).pointee.edges[edge].keyword
        let isUnknown = keyword == .additionalProperties || keyword == .unevaluatedProperties
        let name = view(key)
        let declared = edges(index, .properties).map { program.node(index).pointee.edges[$0].name }
        let meant = isUnknown ? Suggestion.sentence(for: name.string, among: declared) : ""
        report(at: key + 1, target) { texts in
            texts.append(isUnknown ? "unknown property " : "forbidden property ")
            texts.append(spelling: name)
            texts.append(text: meant)
        }
    }

    private mutating func explainNames(_ index: Int, _ place: Int) {
        for edge in edges(index, .propertyNames) {
            for (key, _) in view(place).members where !isFull {
                let isLast = !validator.isRepeatedLater(key.index, Int(validator.nodes[place].next))
                guard isLast, !holds(target(index, edge), key.index) else { continue }
                inside(.member(key: key.index)) { explainer in
                    var findings = explainer.collecting { $0.descend(index, edge, key.index) }
                    for place in findings.indices { explainer.amend(&findings[place], prefix: "property name: ") }
                    explainer.add(findings)
                }
            }
        }
    }

    private mutating func explainDependents(_ keyword: Keyword, _ argument: JSON, _ index: Int, _ place: Int) {
        for (name, names) in argument.lastMembers where names.kind == .array && has(name, place) {
            for required in names.elements.compactMap(\.string) where !has(required, place) {
                let error = "missing \(Wording.quoted(required)), which \(Wording.quoted(name)) requires"
                report(error, at: place, index, keyword, name: name)
            }
        }
        for edge in edges(index, keyword) where has(program.node(index).pointee.edges[edge].name, place) {
            descend(index, edge, place)
        }
    }

    // MARK: Unevaluated

    mutating func explainUnevaluated(_ keyword: Keyword, _ index: Int, _ place: Int) {
        let unmarked = validator.withMarks(program.rule(index), place) { validator, marks in
            (0..<validator.nodes[place].count).map { marks[$0 >> 6] & (1 << UInt64($0 & 63)) == 0 }
        }
        for edge in edges(index, keyword) {
            if keyword == .unevaluatedProperties {
                for (member, isUnmarked) in zip(view(place).members, unmarked) where isUnmarked && !isFull {
                    explainMember(member.key.index, index, edge, of: place)
                }
            } else {
                for (position, element) in view(place).elements.enumerated() where unmarked[position] && !isFull {
                    explainElement(position, element.index, index, edge, ifForbidden: "unexpected element")
                }
            }
        }
    }
}
