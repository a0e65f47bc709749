package import ClamatorJSON
package import ClamatorSchema

/// A rule of a schema that a value breaks: a keyword, and the part of the value that it refuses.
package struct BrokenRule: Hashable, Sendable {
    /// The part of the value.
    package var path: JSONPointer
    /// The same with `*` for positions in arrays, and for names that the schema does not name.
    package var generalPath: JSONPointer
    /// The keyword that refuses it. Of the schemas under `anyOf`, `oneOf`, `not`, `contains` and `propertyNames` it is
    /// that keyword: which of its schemas was meant is not known.
    package var keyword: Keyword
    /// The member that is missing.
    package var name: ExactString?
    /// The schema in which the keyword stands.
    package var schema: JSONPointer
    /// Of `anyOf`, `oneOf`, `contains` and `propertyNames`, the rules that are broken of the schema that comes nearest.
    package var inner: [BrokenRule] = []
}

/// Finds the rules of one schema that values break.
package struct RuleChecker: Sendable {
    private struct Leaf: Hashable {
        var schema: Int
        var keyword: Keyword
    }

    /// As many broken rules are found at most.
    private static let mostRules = 8
    /// What it may cost to find which schema comes nearest.
    private static let stepsOfNearest = 20_000
    /// How deep values and schemas are looked at.
    private static let deepest = 200

    private let root: Subschema
    /// Keywords that need nothing beside them, each compiled as a schema of its own.
    private var leaves: [Leaf: Schema] = [:]
    private var found: [BrokenRule] = []
    private var budget = WorkBudget(steps: 0)
    /// How many schemas led here, in the value or for the same part of it.
    private var depth = 0

    /// Makes the checker of a schema.
    package init(_ schema: Subschema) { root = schema }

    /// The rules that a value breaks, at most eight; none where it follows the schema. Nil where a limit is reached, or
    /// the rules do not add up to the schema's own answer.
    package mutating func rules(brokenBy value: JSON, spending budget: inout WorkBudget) -> [BrokenRule]? {
        found = []
        self.budget = budget
        defer { budget = self.budget }
        var position = Position()
        look(at: root, value, &position, under: nil)
        guard self.budget.reached == nil else { return nil }
        let follows = root.accepts(value, spending: &self.budget)
        return self.budget.reached == nil && follows == found.isEmpty ? found : nil
    }

    /// Where in the value the checker is.
    private struct Position {
        var path = JSONPointer()
        var generalPath = JSONPointer()
    }

    private mutating func note(
        _ keyword: Keyword, of part: Subschema, _ position: Position, name: ExactString? = nil,
        inner: [BrokenRule] = []
    ) {
        guard found.count < Self.mostRules else { return }
        let rule = BrokenRule(
            path: position.path, generalPath: position.generalPath, keyword: keyword, name: name,
            schema: part.location, inner: inner)
        if !found.contains(where: { $0.path == rule.path && $0.keyword == keyword && $0.name == name }) {
            found.append(rule)
        }
    }

    /// Looks at a value that must follow a schema since a keyword of another asks for that.
    private mutating func look(
        at schema: Subschema, _ value: JSON, _ position: inout Position, under keyword: (Keyword, Subschema)?
    ) {
        let parts = schema.conjuncts
        guard depth < Self.deepest else { return _ = budget.stop(at: .depth) }
        depth += 1
        defer { depth -= 1 }
        guard budget.spend(steps: 20 * parts.count), found.count < Self.mostRules else { return }
        let before = found.count
        for part in parts {
            if part.source.bool == false {
                note(keyword?.0 ?? .not, of: keyword?.1 ?? part, position)
                continue
            }
            let assertions = part.assertions
            // A value of a wrong type is that alone, whatever its other rules are.
            if assertions.contains(.type), !isMet(.type, of: part, by: value) {
                note(.type, of: part, position)
                continue
            }
            for keyword in assertions where keyword != .type {
                guard budget.spend(steps: 10) else { return }
                look(at: keyword, of: part, value, &position)
            }
        }
        // What is left unevaluated is known only where all else holds.
        let unevaluated: Keyword? =
            value.kind == .object ? .unevaluatedProperties : value.kind == .array ? .unevaluatedItems : nil
        guard let unevaluated, before == found.count else { return }
        for part in parts where part[unevaluated] != nil && !part.accepts(value, spending: &budget) {
            note(unevaluated, of: part, position)
        }
    }

    private mutating func look(
        at keyword: Keyword, of part: Subschema, _ value: JSON, _ position: inout Position
    ) {
        switch keyword {
        case .ref, .dynamicRef, .recursiveRef, .allOf, .then, .else, .unevaluatedItems, .unevaluatedProperties,
            .minContains, .maxContains, .additionalItems:
            break
        case .anyOf, .oneOf:
            let schemas = part.schemas(keyword).map(\.schema)
            let count = schemas.count { $0.accepts(value, spending: &budget) }
            if count == 0 {
                let inner = nearest(schemas.map { ($0, value) }, position, under: (keyword, part))
                note(keyword, of: part, position, inner: inner)
            } else if keyword == .oneOf, count > 1 {
                note(keyword, of: part, position)
            }
        case .not:
            if part.schemas(.not).contains(where: { $0.schema.accepts(value, spending: &budget) }) {
                note(.not, of: part, position)
            }
        case .if:
            let holds = part.schemas(.if).allSatisfy { $0.schema.accepts(value, spending: &budget) }
            for (_, schema) in part.schemas(holds ? .then : .else) {
                look(at: schema, value, &position, under: (holds ? .then : .else, part))
            }
        case .required, .dependentRequired, .dependencies, .dependentSchemas, .properties, .patternProperties,
            .additionalProperties, .propertyNames:
            if value.kind == .object { look(atMembersBy: keyword, of: part, value, &position) }
        case .items, .prefixItems, .contains:
            if value.kind == .array { look(atElementsBy: keyword, of: part, value, &position) }
        case .format:
            if part.assertsFormat, !isMet(.format, of: part, by: value) { note(.format, of: part, position) }
        default:
            if !isMet(keyword, of: part, by: value) { note(keyword, of: part, position) }
        }
    }

    private mutating func look(
        atMembersBy keyword: Keyword, of part: Subschema, _ value: JSON, _ position: inout Position
    ) {
        let members = value.lastMembers
        guard budget.spend(steps: 4 * members.count) else { return }
        switch keyword {
        case .required:
            let names = Set(members.map(\.name))
            for name in part[.required]?.elements.compactMap(\.exactString) ?? [] where !names.contains(name) {
                note(.required, of: part, position, name: name)
            }
        case .dependentRequired, .dependencies, .dependentSchemas:
            let names = Set(members.map(\.name))
            for (trigger, others) in part[keyword]?.members ?? [] where names.contains(trigger) {
                for name in others.elements.compactMap(\.exactString) where !names.contains(name) {
                    note(keyword, of: part, position, name: name)
                }
            }
            for (trigger, schema) in part.schemas(keyword) where names.contains(trigger) {
                look(at: schema, value, &position, under: (keyword, part))
            }
        case .propertyNames:
            guard let schema = part.schemas(.propertyNames).first?.schema else { return }
            let wrong = members.map { JSON($0.name) }.filter { !schema.accepts($0, spending: &budget) }
            if !wrong.isEmpty {
                let inner = nearest(wrong.map { (schema, $0) }, position, under: (.propertyNames, part))
                note(.propertyNames, of: part, position, inner: inner)
            }
        default:
            let object = ObjectPart(part)
            guard budget.spend(steps: object.work) else { return }
            for (name, member) in members {
                let (schemas, isNamed) = schemas(of: name, by: keyword, object)
                for schema in schemas {
                    guard schema.source.bool != false else {
                        note(keyword, of: part, position)
                        continue
                    }
                    enter(name, isNamed: isNamed, &position) { checker, position in
                        checker.look(at: schema, member, &position, under: (keyword, part))
                    }
                }
            }
        }
    }

    /// The rules that are broken by the value that comes nearest to its schema: the fewest, and of as few those that
    /// are more than another type or name, and lie deepest.
    private mutating func nearest(
        _ candidates: [(schema: Subschema, value: JSON)], _ position: Position, under keyword: (Keyword, Subschema)
    ) -> [BrokenRule] {
        let outer = (found, budget)
        // They tell more, and are nothing that the answer hangs on.
        budget = WorkBudget(steps: min(budget.steps / 2, Self.stepsOfNearest))
        let steps = budget.steps
        var nearest: [BrokenRule] = []
        var least = (Int.max, 0, 0)
        for (schema, value) in candidates where budget.reached == nil {
            found = []
            var inside = position
            look(at: schema, value, &inside, under: keyword)
            guard let rule = found.first, budget.reached == nil else { continue }
            let isOther = [.type, .const, .enum].contains(rule.keyword)
            let rank = (found.count, isOther ? 1 : 0, -rule.path.tokens.count)
            if rank < least { (nearest, least) = (found, rank) }
        }
        let used = steps - max(0, budget.steps)
        (found, budget) = outer
        _ = budget.spend(steps: used)
        return nearest
    }

    /// What a keyword asks of a member, and whether the schema knows the member by name.
    private func schemas(
        of name: ExactString, by keyword: Keyword, _ object: ObjectPart
    ) -> (schemas: [Subschema], isNamed: Bool) {
        let named = object.properties[name]
        switch keyword {
        case .properties: return ([named].compactMap { $0 }, true)
        case .patternProperties:
            let matching = object.patterns.filter { object.source.pattern($0.pattern, matches: name) }
            return (matching.map(\.schema), named != nil)
        default:
            let isOther = named == nil && !object.patterns.contains { object.source.pattern($0.pattern, matches: name) }
            return (isOther ? object.additional : [], false)
        }
    }

    private mutating func look(
        atElementsBy keyword: Keyword, of part: Subschema, _ value: JSON, _ position: inout Position
    ) {
        let elements = value.elements
        guard budget.spend(steps: 4 * elements.count) else { return }
        if keyword == .contains {
            guard let schema = part.schemas(.contains).first?.schema else { return }
            let count = elements.count { schema.accepts($0, spending: &budget) }
            if let most = part[.maxContains]?.clampedCount, count > most { note(.maxContains, of: part, position) }
            if count < part[.minContains]?.clampedCount ?? 1 {
                let inner = count == 0 ? nearest(elements.map { (schema, $0) }, position, under: (.contains, part)) : []
                note(part[.minContains] == nil ? .contains : .minContains, of: part, position, inner: inner)
            }
            return
        }
        let isList = part[.items]?.kind == .array
        if keyword == .items, !isList {
            let prefix = part.schemas(.prefixItems).count
            guard let schema = part.schemas(.items).first?.schema else { return }
            look(at: elements.dropFirst(prefix).map { $0 }, from: prefix, schema, (.items, part), &position)
            return
        }
        let prefix = part.schemas(keyword).map(\.schema)
        for (index, (element, schema)) in zip(elements, prefix).enumerated() {
            look(at: [element], from: index, schema, (keyword, part), &position)
        }
        if isList, elements.count > prefix.count, let schema = part.schemas(.additionalItems).first?.schema {
            look(
                at: Array(elements.dropFirst(prefix.count)), from: prefix.count, schema, (.additionalItems, part),
                &position)
        }
    }

    private mutating func look(
        at elements: [JSON], from start: Int, _ schema: Subschema, _ keyword: (Keyword, Subschema),
        _ position: inout Position
    ) {
        guard !elements.isEmpty else { return }
        guard schema.source.bool != false else { return note(keyword.0, of: keyword.1, position) }
        for (index, element) in elements.enumerated() {
            enter(ExactString(start + index), isNamed: false, &position) { checker, position in
                checker.look(at: schema, element, &position, under: keyword)
            }
        }
    }

    /// Goes to a member or an element for the time of the body.
    private mutating func enter(
        _ token: ExactString, isNamed: Bool, _ position: inout Position,
        _ body: (inout RuleChecker, inout Position) -> Void
    ) {
        position.path.tokens.append(token)
        position.generalPath.tokens.append(isNamed ? token : "*")
        body(&self, &position)
        position.path.tokens.removeLast()
        position.generalPath.tokens.removeLast()
    }

    /// Whether a value meets a keyword that needs nothing beside it.
    private mutating func isMet(_ keyword: Keyword, of part: Subschema, by value: JSON) -> Bool {
        guard let argument = part[keyword] else { return true }
        let leaf = Leaf(schema: part.identity, keyword: keyword)
        if let schema = leaves[leaf] { return schema.root.accepts(value, spending: &budget) }
        var options = Schema.Options()
        options.assertsFormats = true
        // What draft-04 says otherwise is translated already.
        options.dialect = part.dialect == .draft7 ? .draft7 : .draft2020_12
        let source = JSON(members: [(ExactString(keyword.rawValue), argument)])
        guard budget.spend(steps: 500), let schema = try? Schema(source, options: options) else { return true }
        leaves[leaf] = schema
        return schema.root.accepts(value, spending: &budget)
    }
}
