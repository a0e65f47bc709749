import ClamatorJSON
import ClamatorSchema
import ClamatorSystem

/// Ways not to follow a schema.
extension MockMaker {
    /// How far the way not to follow a schema is sought through what it refers to.
    private static let deepestRefusal = 100

    /// Chooses a keyword to break, where it is simple how; whether that did it, the value itself shows.
    mutating func refuse(_ schema: Subschema, _ gathering: inout Gathering, depth: Int = 0) {
        guard depth < Self.deepestRefusal, gathering.seenRefused.insert(schema.identity).inserted else { return }
        _ = budget.spend(steps: 10)
        gathering.constraints.refused.append(schema)
        let types = gathering.constraints.types
        let breakable = schema.assertions.filter { keyword in
            switch keyword {
            case .if: return false
            case .then, .else: if schema[.if] == nil { return false }
            case .uniqueItems: if schema[.uniqueItems]?.bool != true { return false }
            default: break
            }
            if keyword == .type { return !types.subtracting(Self.types(of: schema)).isEmpty }
            return Self.type(of: keyword).map { !types.isDisjoint(with: $0) } ?? true
        }
        guard let keyword = random.pick(breakable), let argument = schema[keyword] else { return }
        // Only a type alone is refused in one way, and so proves something.
        if keyword != .type || schema.assertions.count > 1 { gathering.constraints.choices += 1 }
        // What a keyword says, only values of its type can break.
        if let type = Self.type(of: keyword) { gathering.constraints.types.formIntersection(type) }
        let targets = schema.schemas(keyword)
        _ = budget.spend(steps: argument.count + targets.count)
        switch keyword {
        case .not: gathering.waiting += targets.map(\.schema)
        case .oneOf where random.chance(1, of: 2):
            // Two at once are as wrong as none.
            for _ in 0..<2 { gathering.waiting += [random.pick(targets)].compactMap { $0?.schema } }
        case .anyOf, .oneOf: for target in targets { refuse(target.schema, &gathering, depth: depth + 1) }
        case .type: gathering.constraints.types.subtract(Self.types(of: schema))
        case .ref, .dynamicRef, .recursiveRef:
            if let target = targets.first { refuse(target.schema, &gathering, depth: depth + 1) }
        case .allOf:
            if let target = random.pick(targets) { refuse(target.schema, &gathering, depth: depth + 1) }
        case .then:
            gathering.waiting += schema.schemas(.if).map(\.schema)
            for target in targets { refuse(target.schema, &gathering, depth: depth + 1) }
        case .else:
            for target in schema.schemas(.if) + targets { refuse(target.schema, &gathering, depth: depth + 1) }
        case .required:
            let names = argument.elements.compactMap(\.exactString)
            if let name = random.pick(names) { gathering.constraints.forbiddenNames.insert(name) }
        case .properties, .additionalProperties, .unevaluatedProperties:
            guard let target = random.pick(targets) else { return }
            let name = keyword == .properties ? target.name : ExactString(random.pick(MockWords.words) ?? "")
            gathering.constraints.extraNames.append(name)
            gathering.constraints.refusedProperties[name, default: []].append(target.schema)
        case .items, .contains, .unevaluatedItems:
            gathering.constraints.refusedElements += targets.map(\.schema)
        case .prefixItems:
            gathering.constraints.refusedElements += [random.pick(targets)].compactMap { $0?.schema }
        case .uniqueItems: gathering.constraints.repeatsElement = true
        case .dependentSchemas:
            guard let target = random.pick(targets) else { return }
            gathering.constraints.extraNames.append(target.name)
            refuse(target.schema, &gathering, depth: depth + 1)
        default:
            if let (opposite, value) = Self.opposite(of: keyword, argument) {
                gathering.constraints.additions.append((opposite, value, schema))
            }
        }
    }

    private static func types(of schema: Subschema) -> TypeSet { schema[.type].map(TypeSet.init(keyword:)) ?? .all }

    /// The keyword that asks for what another forbids.
    private static func opposite(of keyword: Keyword, _ argument: JSON) -> (Keyword, JSON)? {
        let counts: [Keyword: (Keyword, Int)] = [
            .minLength: (.maxLength, -1), .maxLength: (.minLength, 1), .minItems: (.maxItems, -1),
            .maxItems: (.minItems, 1), .minProperties: (.maxProperties, -1), .maxProperties: (.minProperties, 1),
        ]
        if let (opposite, step) = counts[keyword] {
            return argument.int.flatMap { $0 == .max || $0 + step < 0 ? nil : (opposite, JSON($0 + step)) }
        }
        switch keyword {
        case .minimum: return (.exclusiveMaximum, argument)
        case .maximum: return (.exclusiveMinimum, argument)
        case .exclusiveMinimum: return (.maximum, argument)
        case .exclusiveMaximum: return (.minimum, argument)
        default: return nil
        }
    }

    /// The type that a keyword speaks of; nil where it speaks of any.
    private static func type(of keyword: Keyword) -> TypeSet? {
        [TypeSet.object, .array, .string, .number].first { keywords(of: $0).contains(keyword) }
    }
}
