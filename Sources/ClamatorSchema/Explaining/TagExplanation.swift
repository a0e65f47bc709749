import ClamatorJSON

/// Tags: members or elements whose values tell the branches of a choice apart, as `const` or `enum` have them.
///
/// Where every branch requires a tag of strings, the yes/no check uses it too, and has it ready. Others are sought
/// here, when a value was refused: those that may be missing, that are no strings, that lie further down in the value,
/// or that a branch has through references, `allOf` or a choice of its own.
extension Explainer {
    /// The branch that the value's tag names; or none, since it names none of them.
    enum Tag {
        /// The edge to the branch.
        case branch(Int)
        /// Every branch has its values for the tag at the end of the path, and the value has none of them.
        case unknown([Int], allowed: [JSONView])
    }

    /// Where a tag tells which branch was meant: that branch's reasons, or what the tag could be.
    mutating func explainByTag(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) -> Bool {
        if let discriminator = discriminator(argument, node), view(tapeIndex).kind == .object {
            explain(discriminator, argument, node, tapeIndex)
            return true
        }
        switch tag(argument, node, tapeIndex) {
        case nil: return false
        case .branch(let edge): descendRefused(node, edge, tapeIndex)
        case .unknown(let path, let allowed): reportTag(path[...], allowed, argument, node, tapeIndex)
        }
        return true
    }

    /// The branch of a choice of which none holds that the value's tag names.
    mutating func namedBranch(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) -> Int? {
        if let discriminator = discriminator(argument, node) {
            return validator.branch(discriminator, tapeIndex).flatMap { edge(to: $0, argument, node) }
        }
        if case .branch(let edge) = tag(argument, node, tapeIndex) { return edge }
        return nil
    }

    // MARK: Tags that every branch requires

    private func discriminator(_ argument: ArgumentPointer, _ node: NodePointer) -> ArenaPointer<Discriminator>? {
        let isOne = argument.pointee.keyword == .oneOf
        guard let choices = node.pointee.rule.pointee.inPlace?.pointee.choices else { return nil }
        return (0..<choices.count).first { choices[$0].isOne == isOne }.flatMap { choices[$0].discriminator }
    }

    private func edge(to rule: RulePointer, _ argument: ArgumentPointer, _ node: NodePointer) -> Int? {
        argument.pointee.edges.first { target(node, $0).pointee.rule == rule }
    }

    private mutating func explain(
        _ discriminator: ArenaPointer<Discriminator>, _ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int
    ) {
        if let rule = validator.branch(discriminator, tapeIndex), let branch = edge(to: rule, argument, node) {
            return descendRefused(node, branch, tapeIndex)
        }
        let tag = discriminator.pointee.name.pointee
        guard let member = view(tapeIndex).member(tag.utf8) else {
            return reportMissing(tag.utf8, node, argument, tapeIndex) { $0.append("missing required ") }
        }
        let values = discriminator.pointee.values.pointee
        inside(.member(key: member.index - 1)) { explainer in
            explainer.report(at: member.index, node, argument) { texts in
                texts.append(expected: values.names, count: values.names.count, got: member)
            }
        }
    }

    // MARK: Tags that are sought

    /// How far down in a value tags are sought, and how far a branch's schema for one.
    private static let deepest = (inValue: 3, inSchema: 8)
    /// How many members or elements of one value are tried.
    private static let mostChildren = 64

    private mutating func tag(_ argument: ArgumentPointer, _ node: NodePointer, _ tapeIndex: Int) -> Tag? {
        let kind = view(tapeIndex).node.kindBit
        let branches = argument.pointee.edges.filter { takes(kind, target(node, $0)) }
        guard branches.count > 1, view(tapeIndex).kind == .object || view(tapeIndex).kind == .array else { return nil }
        var best: (rank: Int, tag: Tag)?
        // The paths to be tried, those that are shorter first; each is the indices on the tape that it leads through.
        var paths: [[Int]] = [[]]
        var next = 0
        while next < paths.count, stepsForTags > 0 {
            let path = paths[next]
            next += 1
            let parent = path.last ?? tapeIndex
            if !path.isEmpty, let (rank, tag) = tag(at: path, from: tapeIndex, branches, node), rank > best?.rank ?? 0 {
                best = (rank, tag)
            }
            guard path.count < Self.deepest.inValue, paths.count < 1000 else { continue }
            for child in children(parent) { paths.append(path + [child]) }
        }
        return best?.tag
    }

    /// The first members or elements; of a repeated name the last.
    private mutating func children(_ parent: Int) -> [Int] {
        let value = view(parent)
        switch value.kind {
        case .array: return value.elements.prefix(Self.mostChildren).map(\.index)
        case .object:
            return value.members.prefix(Self.mostChildren).compactMap { key, member in
                stepsForTags -= value.count
                return key.withUTF8 { value.member($0)?.index } == member.index ? member.index : nil
            }
        default: return []
        }
    }

    /// What the value at the end of a path tells as a tag, and how surely; nil where it tells nothing.
    private mutating func tag(
        at path: [Int], from tapeIndex: Int, _ branches: [Int], _ node: NodePointer
    ) -> (rank: Int, tag: Tag)? {
        guard let end = path.last, view(end).kind != .object, view(end).kind != .array else { return nil }
        let value = view(end)
        var seen: Set<Distinct> = []
        var (tagged, named): (Int, Int?) = (0, nil)
        var allowed: [JSONView] = []
        for branch in branches {
            guard let values = values(target(node, branch), path[...], in: tapeIndex, depth: 0) else { continue }
            tagged += 1
            // What two branches allow tells them not apart.
            for own in values where !seen.insert(Distinct(value: own)).inserted { return nil }
            if values.contains(where: { $0.isEqual(to: value) }) { named = branch }
            allowed += values
        }
        guard tagged > 1 else { return nil }
        let isWhole = tagged == branches.count
        if let named { return (isWhole ? 3 : 2, .branch(named)) }
        return isWhole ? (1, .unknown(path, allowed: allowed)) : nil
    }

    /// The values that alone a schema allows at the end of a path into the value; nil where it allows others.
    private mutating func values(
        _ node: NodePointer, _ path: ArraySlice<Int>, in tapeIndex: Int, depth: Int
    ) -> [JSONView]? {
        stepsForTags -= 1
        guard stepsForTags > 0, depth < Self.deepest.inSchema else { return nil }
        // Where several parts of the schema speak of it, one that allows less than the others has the tag.
        var fewest: [JSONView]?
        func take(_ values: [JSONView]?) {
            if let values, values.count < fewest?.count ?? .max { fewest = values }
        }
        if let next = path.first {
            if let edge = edge(to: next, in: tapeIndex, of: node) {
                take(values(target(node, edge), path.dropFirst(), in: next, depth: depth + 1))
            }
        } else if let constant = node.argument(.const) {
            take([constant.pointee.value])
        } else if let enumeration = node.argument(.enum), enumeration.pointee.value.count <= 1000 {
            stepsForTags -= enumeration.pointee.value.count
            // A value that stands twice is one.
            var seen: Set<Distinct> = []
            take(enumeration.pointee.value.elements.filter { seen.insert(Distinct(value: $0)).inserted })
        }
        for keyword in [Keyword.ref, .dynamicRef, .recursiveRef, .allOf] {
            for edge in node.edges(keyword) {
                take(values(target(node, edge), path, in: tapeIndex, depth: depth + 1))
            }
        }
        if let fewest { return fewest }
        for keyword in [Keyword.oneOf, .anyOf] {
            let edges = node.edges(keyword)
            if edges.isEmpty { continue }
            var all: [JSONView] = []
            var seen: Set<Distinct> = []
            let isWhole = edges.allSatisfy { edge in
                guard let found = values(target(node, edge), path, in: tapeIndex, depth: depth + 1) else {
                    return false
                }
                all += found.filter { seen.insert(Distinct(value: $0)).inserted }
                return true
            }
            if isWhole { return all }
        }
        return nil
    }

    /// The edge by which a node speaks of a member under `properties`, or of an element as one of the first.
    private mutating func edge(to child: Int, in tapeIndex: Int, of node: NodePointer) -> Int? {
        if view(tapeIndex).kind == .object {
            let declared = node.edges(.properties)
            guard let object = node.pointee.rule.pointee.object, !declared.isEmpty else { return nil }
            let known = validator.indexOfName(object.pointee.names, child - 1)
            return known >= 0 && known < declared.count ? declared.lowerBound + known : nil
        }
        let prefix = node.edges(.prefixItems)
        let isList = node.argument(.items)?.pointee.value.kind == .array
        let first = isList ? node.edges(.items) : prefix
        guard let position = position(of: child, in: tapeIndex), position < first.count else { return nil }
        return first.lowerBound + position
    }

    private func position(of child: Int, in tapeIndex: Int) -> Int? {
        view(tapeIndex).elements.prefix(Self.mostChildren).enumerated().first { $0.element.index == child }?.offset
    }

    private mutating func reportTag(
        _ path: ArraySlice<Int>, _ allowed: [JSONView], _ argument: ArgumentPointer, _ node: NodePointer,
        _ tapeIndex: Int
    ) {
        guard let next = path.first else {
            let got = view(tapeIndex)
            return report(at: tapeIndex, node, argument) {
                $0.append(expected: allowed, count: allowed.count, got: got)
            }
        }
        let child: ValueStep.Child =
            view(tapeIndex).kind == .object ? .member(key: next - 1) : .element(position(of: next, in: tapeIndex) ?? 0)
        inside(child) { $0.reportTag(path.dropFirst(), allowed, argument, node, next) }
    }
}

/// A value by what it is worth.
struct Distinct: Hashable {
    let value: JSONView

    static func == (left: Distinct, right: Distinct) -> Bool { left.value.isEqual(to: right.value) }
    func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}
