import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import TestSupport
import Testing

/// The yes/no check and the explanation are two walks over two layouts of a schema: on generated schemas and values
/// they must say the same, every reason must name places that exist, and the reasons that are written at once are the
/// same.
@Test(arguments: RandomCases.seeds(8))
func `Validation and explanation agree`(seed: UInt64) throws {
    var generator = SchemaGenerator(seed: seed)
    var pairs = 0
    var refused = 0
    while pairs < 1000 {
        let text = generator.document()
        let document = try JSON(parsing: text)
        var options = Schema.Options()
        options.dialect = generator.dialect
        options.assertsFormats = true
        let schema: Schema
        do {
            schema = try Schema(document, options: options)
        } catch {
            // Schemas that lead back to themselves for the same value are generated too, and refused.
            try #require(error.diagnostics.allSatisfy { $0.message.contains("without end") }, "\(text): \(error)")
            continue
        }
        for _ in 0..<20 {
            let value = try JSON(parsing: generator.value())
            let verdict = schema.validate(value)
            let reasons = try schema.explain(value)
            pairs += 1
            guard (verdict == .valid) == reasons.isEmpty else {
                Issue.record("\(verdict) but \(reasons.map(\.error)): \(text) on \(value)")
                continue
            }
            if verdict == .valid { continue }
            refused += 1
            let atOnce = try writtenAtOnce(schema, value)
            if written(reasons) != atOnce {
                Issue.record("\(atOnce) is not \(written(reasons)): \(text) on \(value)")
            }
            for reason in reasons {
                let isInValue = value[reason.instanceLocation] != nil
                let isInSchema = resolve(reason.keywordLocation, in: document) != nil
                if !isInValue || !isInSchema { Issue.record("\(reason): \(text) on \(value)") }
            }
        }
    }
    // Neither answer is rare, or the test would say little.
    #expect(refused > pairs / 10 && refused < pairs * 9 / 10, "\(refused) of \(pairs) refused")
}

private func written(_ reasons: [OutputUnit]) -> String {
    var writer = JSONWriter()
    writer.array { writer in for reason in reasons { reason.write(into: &writer) } }
    return writer.text
}

private func writtenAtOnce(_ schema: Schema, _ refused: JSON) throws -> String {
    var writer = JSONWriter()
    try schema.explain(refused: refused, into: &writer)
    return writer.text
}

/// Follows a pointer that goes through references.
private func resolve(_ location: String, in document: JSON) -> JSON? {
    var place = document
    for token in JSONPointer(parsing: location)?.tokens ?? [""] {
        guard let next = place[JSONPointer([token])] else { return nil }
        place = next
        if token == "$ref", let reference = next.string {
            guard let pointer = JSONPointer(parsing: reference.dropFirst()), let target = document[pointer] else {
                return nil
            }
            place = target
        }
    }
    return place
}

/// Makes schemas and values, as text, that have enough in common to meet.
struct SchemaGenerator {
    private var random: SplitMix64
    private(set) var dialect: Dialect = .draft2020_12

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func next(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[next(items.count)] }

    private static let names = ["a", "b", "kind", "aLongerName", "é\\\"\\u0041"]
    private static let strings = [
        #""""#, #""a""#, #""card""#, #""transfer""#, #""ab1""#, #""é\u00e9\n""#, #""2024-02-30""#, #""W10=""#,
        #""[]""#,
    ]
    private static let numbers = [
        "0", "1", "-1", "2", "1.0", "2.5", "-0.5", "1e2", "0.1", "12345678901234567890", "1e-400",
    ]

    mutating func value(_ depth: Int = 0) -> String {
        switch next(depth > 2 ? 5 : 9) {
        case 0: return pick(["null", "true", "false"])
        case 1, 2: return pick(Self.numbers)
        case 3, 4: return pick(Self.strings)
        case 5: return "[" + list(4) { $0.value(depth + 1) } + "]"
        default: return "{" + list(5) { "\"\($0.pick(Self.names))\": \($0.value(depth + 1))" } + "}"
        }
    }

    private mutating func list(_ most: Int, _ item: (inout SchemaGenerator) -> String) -> String {
        var items: [String] = []
        for _ in 0..<next(most + 1) { items.append(item(&self)) }
        return items.joined(separator: ", ")
    }

    mutating func document() -> String {
        dialect = pick([.draft7, .draft2019_09, .draft2020_12, .draft2020_12])
        let defs = ["x", "y"].map { "\"\($0)\": \(schema(1))" }.joined(separator: ", ")
        return "{\"$defs\": {\(defs)}, " + keywords(0) + "}"
    }

    private mutating func schema(_ depth: Int) -> String {
        switch next(12) {
        case 0: return pick(["true", "false", "{}"])
        case 1, 2, 3:
            return #"{"type": "\#(pick(["null", "boolean", "integer", "number", "string", "array", "object"]))"}"#
        case 4: return ##"{"$ref": "#/$defs/\##(pick(["x", "y"]))"}"##
        case 5: return tagged(depth)
        default: return depth > 3 ? "{}" : "{" + keywords(depth) + "}"
        }
    }

    /// A choice with a member that tells the branches apart.
    private mutating func tagged(_ depth: Int) -> String {
        guard depth < 3 else { return "true" }
        let branches = ["card", "transfer"].map { tag in
            let required = pick([#", "required": ["kind"]"#, #", "required": ["kind"]"#, ""])
            let kind = pick([
                #"{"const": "\#(tag)"}"#, #"{"enum": ["\#(tag)", 1]}"#, #"{"allOf": [{"const": "\#(tag)"}]}"#,
            ])
            let type = pick([#""type": "object", "#, ""])
            return #"{\#(type)"properties": {"kind": \#(kind), "a": \#(schema(depth + 2))}\#(required)}"#
        }
        return "{\"\(pick(["oneOf", "anyOf"]))\": [\(branches.joined(separator: ", "))]}"
    }

    private mutating func keywords(_ depth: Int) -> String {
        var members: [String: String] = [:]
        for _ in 0...next(4) {
            let (name, value) = keyword(depth + 1)
            members[name] = value
        }
        return members.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
    }

    private mutating func schemas(_ depth: Int) -> String {
        var items = [schema(depth)]
        for _ in 0..<next(3) { items.append(schema(depth)) }
        return "[\(items.joined(separator: ", "))]"
    }

    private mutating func byName(_ depth: Int, _ names: [String] = SchemaGenerator.names) -> String {
        "{" + list(3) { "\"\($0.pick(names))\": \($0.schema(depth))" } + "}"
    }

    private mutating func keyword(_ depth: Int) -> (String, String) {
        let isNew = dialect == .draft2020_12
        switch next(32) {
        case 0:
            return ("type", #"["\#(pick(["null", "boolean", "integer"]))", "\#(pick(["string", "array", "object"]))"]"#)
        case 1: return ("enum", "[" + list(4) { $0.value(2) } + "]")
        case 2: return ("const", value(2))
        case 3: return ("minimum", pick(Self.numbers))
        case 4: return ("exclusiveMaximum", pick(Self.numbers))
        case 5: return ("maximum", pick(Self.numbers))
        case 6: return ("multipleOf", pick(["2", "0.1", "0.5", "1e-3"]))
        case 7: return ("minLength", pick(["0", "1", "2"]))
        case 8:
            return pick([
                ("maxLength", "0"), ("maxLength", "1"), ("maxLength", "3"), ("contentEncoding", #""base64""#),
                ("contentMediaType", #""application/json""#),
            ])
        case 9: return ("pattern", pick([#""^[a-z]{2}[0-9]$""#, #""a""#, #""^[a-z]*$""#, #""(a|b)c?""#]))
        case 10: return ("format", pick([#""date""#, #""email""#, #""unheard-of""#]))
        case 11: return ("minItems", pick(["0", "1", "2"]))
        case 12: return ("maxItems", pick(["1", "3"]))
        case 13: return ("uniqueItems", "true")
        case 14: return ("contains", schema(depth))
        case 15:
            return (
                dialect == .draft7 ? "contains" : pick(["minContains", "maxContains"]),
                dialect == .draft7 ? "true" : pick(["0", "1", "2"])
            )
        case 16: return (isNew ? "prefixItems" : "items", schemas(depth))
        case 17: return (isNew ? "items" : "additionalItems", schema(depth))
        case 18: return ("minProperties", pick(["1", "2"]))
        case 19: return ("maxProperties", pick(["1", "3"]))
        case 20: return ("required", "[" + list(3) { "\"\($0.pick(Self.names))\"" } + "]")
        case 21, 22: return ("properties", byName(depth))
        case 23: return ("patternProperties", byName(depth, ["^a", "n", "^[a-z]{1}$"]))
        case 24: return ("additionalProperties", schema(depth))
        case 25: return ("propertyNames", schema(depth))
        case 26:
            if dialect == .draft7 || next(4) == 0 {
                return ("dependencies", "{\"a\": [\"b\"], \"kind\": \(schema(depth))}")
            }
            return next(2) == 0 ? ("dependentRequired", #"{"a": ["b", "kind"]}"#) : ("dependentSchemas", byName(depth))
        case 27: return (pick(["allOf", "anyOf", "oneOf"]), schemas(depth))
        case 28: return ("not", schema(depth))
        case 29: return (pick(["if", "then", "else"]), schema(depth))
        case 30: return (dialect == .draft7 ? "not" : "unevaluatedProperties", schema(depth))
        default: return (dialect == .draft7 ? "if" : "unevaluatedItems", schema(depth))
        }
    }
}

@Test(arguments: RandomCases.seeds(4))
func `Hostile names and values are judged as an independent evaluator judges them, with a reason`(seed: UInt64) throws {
    var generator = HostileGenerator(seed: seed)
    var (cases, refused) = (0, 0)
    while cases < 500 {
        let tree = generator.document()
        let text = generator.written(tree)
        var options = Schema.Options()
        options.dialect = generator.dialect
        let schema: Schema
        do {
            schema = try Schema(JSON(parsing: text), options: options)
        } catch let error as SchemaError {
            // Schemas that lead back to themselves for the same value are generated too, and refused.
            try #require(error.diagnostics.allSatisfy { $0.message.contains("without end") }, "\(text): \(error)")
            continue
        }
        let reference = ReferenceEvaluator(root: tree, containsEvaluates: generator.dialect == .draft2020_12)
        for _ in 0..<10 {
            let value = generator.value()
            let json = generator.written(value)
            let expected: Schema.Verdict = reference.isValid(value) ? .valid : .invalid
            let verdict = schema.validate(try JSON(parsing: json))
            let reasons = try schema.explain(JSON(parsing: json))
            cases += 1
            refused += verdict == .valid ? 0 : 1
            if verdict != expected || reasons.isEmpty != (expected == .valid) {
                Issue.record("\(verdict), not \(expected), with \(reasons.map(\.error)): \(text) on \(json)")
            }
        }
    }
    // Neither answer is rare, or the test would say little.
    #expect(refused > cases / 10 && refused < cases * 9 / 10, "\(refused) of \(cases) refused")
}
