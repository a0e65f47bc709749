package import ClamatorJSON
package import ClamatorSchema

/// The rules of a schema that a value could break, path by path, as `RuleChecker` names them.
package struct SchemaRules: Sendable {
    /// A rule.
    package struct Rule: Hashable, Sendable {
        /// The part of a value, with `*` for elements, and for members that the schema does not name.
        package var path: JSONPointer
        /// The keyword.
        package var keyword: Keyword

        /// Names a rule.
        package init(path: JSONPointer, keyword: Keyword) {
            self.path = path
            self.keyword = keyword
        }
    }

    /// A choice between schemas.
    package struct Choice: Sendable {
        /// The part of a value.
        package var path: JSONPointer
        /// `anyOf` or `oneOf`.
        package var keyword: Keyword
        /// What is to be chosen from.
        package var branches: [Subschema]
    }

    /// The rules, each once, in the order of the schema.
    package private(set) var rules: [Rule] = []
    /// The choices.
    package private(set) var choices: [Choice] = []
    /// The keywords of the rules, and of those inside the choices, each once.
    package private(set) var keywords: [Keyword] = []
    private var seen: Set<Rule> = []
    /// How many choices are around.
    private var depth = 0
    private var budget = WorkBudget(steps: 100_000)

    private static let mostRules = 2000
    private static let deepest = 12

    /// Gathers them; of a schema that contains itself, one round.
    package init(of schema: Subschema) { gather(schema, JSONPointer(), passed: []) }

    private mutating func gather(_ schema: Subschema, _ path: JSONPointer, passed: Set<Int>) {
        guard path.tokens.count < Self.deepest, budget.spend(steps: 10) else { return }
        let parts = schema.conjuncts
        var passed = passed
        let isNew = parts.filter { passed.insert($0.identity).inserted }
        for part in isNew {
            for keyword in part.assertions where rules.count < Self.mostRules {
                gather(keyword, of: part, path, passed: passed)
            }
        }
    }

    private mutating func note(_ keyword: Keyword, _ path: JSONPointer) {
        if !keywords.contains(keyword) { keywords.append(keyword) }
        // Which branch is meant is not known.
        guard depth == 0 else { return }
        let rule = Rule(path: path, keyword: keyword)
        if seen.insert(rule).inserted { rules.append(rule) }
    }

    private mutating func gather(_ keyword: Keyword, of part: Subschema, _ path: JSONPointer, passed: Set<Int>) {
        switch keyword {
        case .ref, .dynamicRef, .recursiveRef, .allOf: break
        case .anyOf, .oneOf:
            let branches = part.schemas(keyword).map(\.schema)
            if depth == 0 { choices.append(Choice(path: path, keyword: keyword, branches: branches)) }
            note(keyword, path)
            depth += 1
            for branch in branches { gather(branch, path, passed: passed) }
            depth -= 1
        case .if, .then, .else, .dependentSchemas:
            for target in part.schemas(keyword) where keyword != .if { gather(target.schema, path, passed: passed) }
        case .properties:
            for (name, schema) in part.schemas(.properties) {
                gather(schema, path.appending(name), passed: passed)
            }
        case .patternProperties, .additionalProperties, .unevaluatedProperties, .items, .prefixItems, .additionalItems,
            .unevaluatedItems:
            for (_, schema) in part.schemas(keyword) {
                if schema.source.bool == false {
                    note(keyword, path)
                } else {
                    gather(schema, path.appending("*"), passed: passed)
                }
            }
        case .minLength, .minItems, .minProperties:
            if part[keyword] != 0 { note(keyword, path) }
        case .required where part[.required]?.count == 0: break
        case .uniqueItems where part[.uniqueItems]?.bool == false: break
        case .format where !part.assertsFormat: break
        case .type where part[.type].map({ TypeSet(keyword: $0) }) == .all: break
        case .contains where part[.minContains] != nil: break
        default: note(keyword, path)
        }
    }
}
