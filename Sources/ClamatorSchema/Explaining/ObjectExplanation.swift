import ClamatorJSON

/// Objects.
extension Explainer {
    mutating func explainObject(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        switch argument.pointee.keyword {
        case .required: explainRequired(argument, node, tapeIndex)
        case .minProperties:
            let count = view(tapeIndex).distinctCount
            if count < argument.pointee.value.clampedCount {
                reportCount("expected at least ", "member", got: count, argument, node, tapeIndex)
            }
        case .maxProperties:
            let count = view(tapeIndex).distinctCount
            if count > argument.pointee.value.clampedCount {
                reportCount("expected at most ", "member", got: count, argument, node, tapeIndex)
            }
        case .properties: explainProperties(argument, node, tapeIndex)
        case .patternProperties: explainPatternProperties(argument, node, tapeIndex)
        case .additionalProperties: explainAdditional(argument, node, tapeIndex)
        case .propertyNames: explainNames(argument, node, tapeIndex)
        case .dependentRequired, .dependencies, .dependentSchemas: explainDependents(argument, node, tapeIndex)
        case .unevaluatedProperties: explainUnevaluated(argument, node, tapeIndex)
        default: break
        }
    }

    private mutating func explainRequired(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        let (required, object) = (argument.pointee.value, view(tapeIndex))
        var isSeen: [Bool] = []
        let table = node.pointee.rule.pointee.object?.pointee.names
        if required.count &* object.count > 1000, let table {
            // Many names are found by one walk over the members.
            isSeen = [Bool](repeating: false, count: table.pointee.names.count)
            for (key, _) in object.members {
                let known = validator.indexOfName(table, key.index)
                if known >= 0 { isSeen[known] = true }
            }
        }
        for name in required.elements where !isFull {
            if let table, !isSeen.isEmpty {
                let known = NameTable.index(ofEscaped: name, in: table)
                if known >= 0, isSeen[known] { continue }
            } else if object.has(name) {
                continue
            }
            name.withUTF8 { reportMissing($0, node, argument, tapeIndex) { $0.append("missing required ") } }
        }
    }

    /// Reports that a member is missing; with the one that was probably given for it, which no schema names.
    mutating func reportMissing(
        _ name: ByteView, _ node: NodePointer, _ argument: ArgumentPointer,
        under trigger: JSONView? = nil,
        _ tapeIndex: Int, _ write: (inout JSONWriter) -> Void, then end: (inout JSONWriter) -> Void = { _ in }
    ) {
        let (given, isAlike) = given(for: name, node, tapeIndex)
        let areAlike = isAlike || Wording.hasAccents(name)
        let found = diagnostics.count
        report(at: tapeIndex, node, argument, name: trigger) { texts in
            write(&texts)
            texts.append(quoted: name, inASCII: areAlike)
            end(&texts)
            guard let given else { return }
            texts.append("; did you mean ")
            texts.append(quoted: name, inASCII: areAlike)
            texts.append(" instead of ")
            texts.append(rawText: given, inASCII: areAlike)
            texts.append("?")
        }
        if let count = missingNames?.count, argument.pointee.keyword == .required, diagnostics.count > found {
            diagnostics[found].missingName = Int32(clamping: count)
            missingNames?.append(ExactString(String(decoding: name, as: UTF8.self)))
        }
    }

    /// The name that was probably given for one that is missing: the nearest, where no schema of the value names it;
    /// and whether any name looks the same.
    private mutating func given(
        for name: ByteView, _ node: NodePointer, _ tapeIndex: Int
    ) -> (JSONView?, isAlike: Bool) {
        // This is asked for each name that is missing.
        guard validator.spend(view(tapeIndex).count) else { return (nil, false) }
        var (compared, isAlike) = (0, false)
        var nearest: JSONView?
        _ = Suggestion.nearest(to: name) { search in
            for (key, _) in view(tapeIndex).members where compared < Suggestion.most {
                guard Suggestion.isComparable(key, with: name) else { continue }
                isAlike = isAlike || key.withUTF8 { Wording.lookAlike($0, name) }
                if names(node, key.index) { continue }
                compared += 1
                let before = search.nearest
                key.withUTF8 { search.compare($0) }
                if search.nearest != before { nearest = key }
            }
        }
        guard validator.spend(Suggestion.cost(of: name, among: compared)), suggestsNames, let key = nearest,
            !isNamedInPlace(key.index)
        else { return (nil, isAlike) }
        return (key, isAlike)
    }

    // MARK: Members

    private mutating func explainProperties(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        guard let object = node.pointee.rule.pointee.object else { return }
        let declared = argument.pointee.edges
        for (key, _) in view(tapeIndex).members where !isFull {
            // The names of `properties` stand first in the rule's table, in the order of the edges.
            let known = validator.indexOfName(object.pointee.names, key.index)
            if known >= 0, known < declared.count {
                explainMember(key.index, node, declared.lowerBound + known, of: tapeIndex)
            }
        }
    }

    private mutating func explainPatternProperties(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        guard let object = node.pointee.rule.pointee.object else { return }
        for (key, _) in view(tapeIndex).members where !isFull {
            // The rule has the patterns in the order of the edges.
            for (pattern, edge) in argument.pointee.edges.enumerated() where matches(object, pattern, key) {
                explainMember(key.index, node, edge, of: tapeIndex)
            }
        }
    }

    private mutating func explainAdditional(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        guard let object = node.pointee.rule.pointee.object, let edge = argument.pointee.edges.first else { return }
        let declared = node.edges(.properties).count
        let patterns = 0..<object.pointee.patterns.count
        for (key, _) in view(tapeIndex).members where !isFull {
            let known = validator.indexOfName(object.pointee.names, key.index)
            if known >= 0, known < declared { continue }
            var isCovered = false
            for pattern in patterns where !isCovered { isCovered = matches(object, pattern, key) }
            if !isCovered { explainMember(key.index, node, edge, of: tapeIndex) }
        }
    }

    mutating func matches(_ object: ArenaPointer<ObjectRule>, _ pattern: Int, _ key: JSONView) -> Bool {
        validator.matches(object.pointee.patterns[pattern].pattern, key.index)
    }

    /// The reasons of one member; where none is allowed, in words of their own. Of a repeated name only the last
    /// counts.
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
        guard keyword == .additionalProperties, let names = node.pointee.rule.pointee.object?.pointee.names else {
            let name = view(key)
            return report(at: key + 1, target) { texts in
                texts.append("forbidden property ")
                texts.append(rawText: name)
            }
        }
        if reportUnseen(key, by: keyword, target) { return }
        // The names of `properties` stand first.
        let declared = names.pointee.names.part(0..<node.edges(.properties).count)
        reportUnknown(key, declared, target)
    }

    /// Reports a member that no schema speaks of, with the one that was probably meant.
    mutating func reportUnknown<Known: Collection<Name>>(_ key: Int, _ declared: Known, _ target: NodePointer) {
        let name = view(key)
        let declared = declared.prefix(Suggestion.most)
        guard validator.spend(Suggestion.cost(of: name.bytes, among: declared.count)) else { return }
        let isAlike = declared.contains { $0.looksLike(name) }
        report(at: key + 1, target) { texts in
            texts.append("unknown property ")
            texts.append(rawText: name, inASCII: isAlike)
            name.withUTF8 { texts.append(nearestTo: $0, among: declared) }
        }
    }

    /// Reports a member that a keyword forbids although another schema of the value declares it, where the keyword does
    /// not look; false where none does.
    mutating func reportUnseen(_ key: Int, by keyword: Keyword, _ target: NodePointer) -> Bool {
        guard let (schemas, step) = stepDeclaring(key) else { return false }
        let name = view(key)
        report(at: key + 1, target) { texts in
            texts.append("forbidden property ")
            texts.append(rawText: name)
            texts.append(": it is declared under ")
            let (before, edge) = (schemas.steps[step].before, schemas.steps[step].edge)
            if before < 0 {
                texts.append("properties")
            } else {
                Self.append(edge, from: before, of: schemas, to: &texts)
            }
            texts.append(", where ")
            texts.append(text: keyword.rawValue)
            texts.append(" does not look")
        }
        return true
    }

    private mutating func explainNames(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        guard let edge = argument.pointee.edges.first else { return }
        let end = Int(validator.nodes[tapeIndex].next)
        for (key, _) in view(tapeIndex).members where !isFull {
            if validator.isRepeatedLater(key.index, end) || holds(target(node, edge), key.index) { continue }
            inside(.member(key: key.index)) { explainer in
                let wasName = explainer.isName
                explainer.isName = true
                explainer.descendRefused(node, edge, key.index)
                explainer.isName = wasName
            }
        }
    }

    private mutating func explainDependents(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) {
        let (dependents, object) = (argument.pointee.value, view(tapeIndex))
        // As many names as there are values in it, at most, are sought among the members.
        let sought = Int(dependents.node.next) &- dependents.index
        guard validator.spend(sought &* object.count / 4) else { return }
        for (name, names) in dependents.members where names.kind == .array && object.has(name) {
            // Of a repeated name the last counts.
            if name.withUTF8({ dependents.member($0)?.index }) != names.index { continue }
            for required in names.elements where !object.has(required) && !isFull {
                required.withUTF8 { required in
                    reportMissing(required, node, argument, under: name, tapeIndex) {
                        $0.append("missing ")
                    } then: { texts in
                        texts.append(", which ")
                        name.withUTF8 { name in
                            let isAlike = Wording.hasAccents(name) || Wording.lookAlike(name, required)
                            texts.append(quoted: name, inASCII: isAlike)
                        }
                        texts.append(" requires")
                    }
                }
            }
        }
        for edge in argument.pointee.edges where has(nameOf: edge, node, tapeIndex) {
            let name = name(of: edge, node)
            descend(node, edge, tapeIndex) { texts in
                texts.append(" with ")
                name.withUTF8 { texts.append(quoted: $0, inASCII: Wording.hasAccents($0)) }
            }
        }
    }

    /// Whether the value has the member whose name an edge has.
    func has(nameOf edge: Int, _ node: NodePointer, _ tapeIndex: Int) -> Bool {
        name(of: edge, node).withUTF8 { view(tapeIndex).member($0) != nil }
    }

    /// The name that an edge has.
    func name(of edge: Int, _ node: NodePointer) -> ExactString {
        program.with { $0.graph.nodes[nodes.index(of: node)].edges[edge].name }
    }
}

extension JSONView {
    /// Whether the object has a member of this name, given as a string.
    fileprivate func has(_ name: JSONView) -> Bool { name.withUTF8 { member($0) != nil } }
}
