import ClamatorJSON
import ClamatorSchema

/// What conjunctions say of members and elements.
extension SchemaComparer {
    /// What the member of a name must follow.
    mutating func member(_ name: ExactString, of conjunction: Conjunction) -> Conjunction {
        _ = budget.spend(steps: 50 * conjunction.parts.count)
        var schemas: [Subschema] = []
        for part in conjunction.parts {
            let shape = objectShape(of: part, conjunction.side)
            if shape.isSilent { continue }
            let matching = shape.patterns(matching: name)
            if let declared = shape.properties[name] { schemas.append(declared) }
            schemas += matching
            if shape.properties[name] == nil && matching.isEmpty {
                schemas += rest(of: shape, part, conjunction.side) { $0.declares(name) }
            }
        }
        return Conjunction(schemas, conjunction.side)
    }

    /// What a member must follow whose name no schema speaks of.
    mutating func otherMember(of conjunction: Conjunction) -> Conjunction {
        var schemas: [Subschema] = []
        for part in conjunction.parts {
            let shape = objectShape(of: part, conjunction.side)
            if !shape.isSilent { schemas += rest(of: shape, part, conjunction.side) { _ in false } }
        }
        return Conjunction(schemas, conjunction.side)
    }

    /// What a member must follow whose name matches a pattern, and which is not spoken of by its name.
    mutating func member(matching pattern: ExactString, of conjunction: Conjunction) -> Conjunction {
        var schemas: [Subschema] = []
        for part in conjunction.parts {
            let shape = objectShape(of: part, conjunction.side)
            if shape.isSilent { continue }
            schemas += shape.patterns.filter { $0.pattern == pattern }.map(\.schema)
            // Whether it matches other patterns is not known.
            if shape.patterns.isEmpty {
                schemas += rest(of: shape, part, conjunction.side) { !$0.patterns.isEmpty }
            }
        }
        return Conjunction(schemas, conjunction.side)
    }

    /// What a schema says of members that its own `properties` and `patternProperties` do not speak of.
    private mutating func rest(
        of shape: ObjectShape, _ part: Subschema, _ side: ContractSide, isDeclared: (ObjectShape) -> Bool
    ) -> [Subschema] {
        if let additional = shape.additional { return [additional] }
        guard let unevaluated = shape.unevaluated else { return [] }
        for schema in schemasInPlace(of: part, side) where budget.spend(steps: 5) {
            let other = objectShape(of: schema, side)
            let takesAll = other.additional != nil || (other.unevaluated != nil && schema.identity != part.identity)
            if takesAll || isDeclared(other) { return [] }
        }
        return [unevaluated]
    }

    /// A schema and all that it applies to the same value, whether they hold or not.
    private mutating func schemasInPlace(of schema: Subschema, _ side: ContractSide) -> [Subschema] {
        if let known = appliedInPlace[side]?[schema.identity] { return known }
        let keywords: [Keyword] = [
            .ref, .dynamicRef, .recursiveRef, .allOf, .anyOf, .oneOf, .if, .then, .else, .dependentSchemas,
            .dependencies,
        ]
        var found: [Subschema] = []
        var seen: Set<Int> = []
        var waiting = [schema]
        while let next = waiting.popLast() {
            guard seen.insert(next.identity).inserted else { continue }
            guard budget.spend(steps: 50) else { return found }
            found.append(next)
            for keyword in keywords { waiting += next.schemas(keyword).map(\.schema) }
        }
        appliedInPlace[side]?[schema.identity] = found
        return found
    }

    /// What the element at an index must follow.
    mutating func element(_ index: Int, of conjunction: Conjunction) -> Conjunction {
        var schemas: [Subschema] = []
        for part in conjunction.parts {
            let shape = arrayShape(of: part, conjunction.side)
            if let schema = shape.schema(at: index) {
                schemas.append(schema)
            } else if let unevaluated = shape.unevaluated {
                let others = schemasInPlace(of: part, conjunction.side)
                    .map { ($0, arrayShape(of: $0, conjunction.side)) }
                _ = budget.spend(steps: 5 * others.count)
                let isEvaluated = others.contains { schema, other in
                    other.schema(at: index) != nil || schema[.contains] != nil
                        || (other.unevaluated != nil && schema.identity != part.identity)
                }
                if !isEvaluated { schemas.append(unevaluated) }
            }
        }
        return Conjunction(schemas, conjunction.side)
    }

    /// How many elements have a schema for their position.
    mutating func prefixCount(of conjunction: Conjunction) -> Int {
        conjunction.parts.map { arrayShape(of: $0, conjunction.side).prefix.count }.max() ?? 0
    }

    /// All names that a conjunction speaks of, in order.
    mutating func names(of conjunction: Conjunction) -> [ExactString] {
        var seen: Set<ExactString> = []
        var names: [ExactString] = []
        for part in conjunction.parts {
            let shape = objectShape(of: part, conjunction.side)
            _ = budget.spend(steps: 5 + shape.names.count + shape.required.count)
            for name in shape.names + shape.required where seen.insert(name).inserted { names.append(name) }
        }
        return names
    }

    /// Whether no object of a conjunction has a member of this name.
    mutating func forbids(_ name: ExactString, _ conjunction: Conjunction) -> Bool {
        isImpossible(member(name, of: conjunction))
    }

    /// Whether no value follows a conjunction, as far as its facts tell.
    mutating func isImpossible(_ conjunction: Conjunction) -> Bool { facts(of: conjunction).isImpossible }

    /// Whether objects are all that is left, and must have a member that none may have, or more members than may be.
    mutating func lacksRequired(_ conjunction: Conjunction, _ facts: Facts) -> Bool {
        guard facts.types == .object else { return false }
        if let known = lacking[conjunction] { return known }
        let isLacking = findsLacking(conjunction, facts)
        if budget.reached == nil, lacking.count < Self.mostKept { lacking[conjunction] = isLacking }
        return isLacking
    }

    private mutating func findsLacking(_ conjunction: Conjunction, _ facts: Facts) -> Bool {
        for name in facts.requiredInOrder where forbids(name, conjunction) { return true }
        return facts.minimumProperties > 0 && mostMembers(conjunction) < facts.minimumProperties
    }

    /// The most members that an object may have, as far as its names are counted.
    mutating func mostMembers(_ conjunction: Conjunction) -> Int {
        guard isClosed(conjunction) else { return .max }
        return names(of: conjunction).filter { !forbids($0, conjunction) }.count
    }

    /// Whether an object can have no members but those whose names are given.
    mutating func isClosed(_ conjunction: Conjunction) -> Bool {
        for part in conjunction.parts {
            let shape = objectShape(of: part, conjunction.side)
            if shape.patterns.isEmpty, isImpossible(otherMember(of: Conjunction([part], conjunction.side))) {
                return true
            }
        }
        return false
    }

    /// Whether an object of a conjunction cannot have a member of this name, be it for what that brings with it.
    mutating func forbidsInEffect(_ name: ExactString, _ conjunction: Conjunction) -> Bool {
        if conjunction.parts.contains(where: \.namesDependents) {
            let having = conjunction.having(name)
            let facts = facts(of: having)
            return facts.isImpossible || lacksRequired(having, facts)
        }
        // Without these it is one more member, whatever its name.
        let objects = conjunction.narrowed(to: .object)
        let facts = facts(of: objects)
        if facts.isImpossible || facts.forbidden.contains(name) || lacksRequired(objects, facts) { return true }
        return !facts.required.contains(name) && facts.required.count >= facts.maximumProperties
    }
}

extension Subschema {
    /// Whether the schema says something of objects that have a member of some name.
    fileprivate var namesDependents: Bool {
        [Keyword.dependentRequired, .dependentSchemas, .dependencies].contains { self[$0] != nil }
    }
}
