import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import ECMAPattern

/// Proofs that no value meets a goal, from what holds whatever is chosen.
extension ValueMaker {
    /// Why nothing meets a goal; nil where that is not certain.
    mutating func contradiction(in goal: ValueGoal) -> GenerationFailure? {
        guard goal.avoided.isEmpty else { return nil }
        // What is tried for a proof does not move the values that are made.
        let (random, made, failures, start) = (random, made, failures, start)
        defer { (self.random, self.made, self.failures, self.start) = (random, made, failures, start) }
        let parts = goal.schemas.flatMap { plan.conjuncts(of: $0) }
        if let failure = contradiction(of: parts, goal) { return failure }
        for part in parts {
            for keyword in [Keyword.anyOf, .oneOf] {
                let branches = part.schemas(keyword).map(\.schema)
                if branches.isEmpty || isExhausted { continue }
                if keyword == .oneOf, branches.indices.allSatisfy({ hasTwin($0, branches, goal) }) {
                    return GenerationFailure("what follows a branch of oneOf follows another too", at: part)
                }
                if branches.allSatisfy({ rulesOut([$0], goal) || isImpossible($0, depth: goal.depth) }) {
                    return GenerationFailure("no value follows a branch of \(keyword.rawValue)", at: part)
                }
            }
            if let condition = part.schemas(.if).first?.schema, !isExhausted,
                rulesOut([condition] + part.schemas(.then).map(\.schema), goal),
                isSaid(condition, by: goal.schemas) || rulesOut(part.schemas(.else).map(\.schema), goal)
            {
                return GenerationFailure("no value follows then or else", at: part)
            }
        }
        return nil
    }

    /// Whether it is certain that what follows a branch, and meets a goal, follows another of the branches.
    private mutating func hasTwin(_ index: Int, _ branches: [Subschema], _ goal: ValueGoal) -> Bool {
        branches.indices.contains { other in
            other != index
                && (branches[other].saysSame(as: branches[index])
                    || isSaid(branches[other], by: goal.schemas + [branches[index]]))
        }
    }

    /// Whether it is certain that no value follows a schema.
    private mutating func isImpossible(_ schema: Subschema, depth: Int) -> Bool {
        if let known = impossible[schema.identity] { return known }
        var isImpossible = false
        do throws(GenerationFailure) {
            _ = try make(ValueGoal(schemas: [schema], depth: depth + 1))
        } catch {
            // A no that came of a limit proves nothing.
            isImpossible = error.isCertain && !isUndecided && budget.reached == nil
        }
        impossible[schema.identity] = isImpossible
        return isImpossible
    }

    /// Whether it is certain that nothing that meets a goal follows some schemas too.
    private mutating func rulesOut(_ schemas: [Subschema], _ goal: ValueGoal) -> Bool {
        var goal = goal
        goal.schemas += schemas
        return contradiction(of: goal.schemas.flatMap { plan.conjuncts(of: $0) }, goal) != nil
    }

    /// Why no value follows schemas that must all hold, apart from the choices that they leave.
    private mutating func contradiction(of parts: [Subschema], _ goal: ValueGoal) -> GenerationFailure? {
        guard budget.spend(steps: 20 * parts.count) else { return nil }
        var constraints = ValueConstraints()
        constraints.leavesChoicesOpen = true
        var seen: Set<Int> = []
        for part in parts where seen.insert(part.identity).inserted {
            if part.source.bool == false { return GenerationFailure("no value follows false", at: part) }
            constraints.parts.append(part)
            constraints.types.formIntersection(plan.types(of: part))
        }
        do throws(GenerationFailure) {
            if try given(constraints, goal) != nil { return nil }
            var first: GenerationFailure?
            for type in Self.allTypes.reversed() where !type.isDisjoint(with: constraints.types) {
                do throws(GenerationFailure) {
                    try refute(type, constraints, goal)
                    return nil
                } catch {
                    guard error.isCertain else { return nil }
                    first = first ?? error
                }
            }
            throw first ?? GenerationFailure("no type is left", at: constraints.all(.type).last?.part ?? goal.subschema)
        } catch {
            return error.isCertain ? error : nil
        }
    }

    /// Fails where no value of a type will do.
    private mutating func refute(
        _ type: TypeSet, _ constraints: ValueConstraints, _ goal: ValueGoal
    ) throws(GenerationFailure) {
        switch type {
        case .null:
            if !isMet(goal, by: .null) {
                throw GenerationFailure("null does not follow the schema", at: goal.subschema)
            }
        case .boolean:
            if !isMet(goal, by: true), !isMet(goal, by: false) {
                throw GenerationFailure("neither true nor false follows the schema", at: goal.subschema)
            }
        default: _ = try value(of: type, constraints, nil, goal)
        }
    }
}
