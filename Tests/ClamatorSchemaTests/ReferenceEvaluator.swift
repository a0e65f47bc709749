/// A JSON value as the tests make it, apart from any parser: strings are UTF-8 bytes.
indirect enum Tree: Equatable {
    case null
    case bool(Bool)
    case int(Int)
    case string([UInt8])
    case array([Tree])
    /// Of a repeated name the last counts.
    case object([Member])

    struct Member: Equatable {
        var name: [UInt8]
        var value: Tree

        init(_ name: [UInt8], _ value: Tree) {
            self.name = name
            self.value = value
        }

        init(_ name: String, _ value: Tree) { self.init(Array(name.utf8), value) }
    }

    static func text(_ string: String) -> Tree { .string(Array(string.utf8)) }

    /// The members that count, each name once.
    var members: [Member] {
        guard case .object(let all) = self else { return [] }
        return all.enumerated().filter { index, member in
            !all[(index + 1)...].contains { $0.name == member.name }
        }.map(\.element)
    }

    subscript(_ name: [UInt8]) -> Tree? { members.first { $0.name == name }?.value }
    subscript(_ name: String) -> Tree? { self[Array(name.utf8)] }

    var elements: [Tree] { if case .array(let elements) = self { elements } else { [] } }
    var bytes: [UInt8]? { if case .string(let bytes) = self { bytes } else { nil } }
    var int: Int? { if case .int(let int) = self { int } else { nil } }

    /// Whether two values are the same as JSON Schema has it.
    func isSame(as other: Tree) -> Bool {
        switch (self, other) {
        case (.array(let ours), .array(let theirs)):
            return ours.count == theirs.count && zip(ours, theirs).allSatisfy { $0.isSame(as: $1) }
        case (.object, .object):
            let (ours, theirs) = (members, other.members)
            return ours.count == theirs.count
                && ours.allSatisfy { ours in
                    theirs.contains { $0.name == ours.name && $0.value.isSame(as: ours.value) }
                }
        default: return self == other
        }
    }
}

/// A pattern and, without a matcher of regular expressions, what it matches.
enum KnownPattern: CaseIterable {
    case startsWithAccent, isOneCharacter, isDecomposed, isComposed, containsNull, isPrivate

    /// The pattern as ECMA-262 has it.
    var source: String {
        switch self {
        case .startsWithAccent: "^\u{301}"
        case .isOneCharacter: "^[^x]$"
        case .isDecomposed: "^e\u{301}$"
        case .isComposed: "\u{E9}"
        case .containsNull: "\\u0000"
        case .isPrivate: "^[\\ud7ff-\\ue000]+$"
        }
    }

    func matches(_ text: [UInt8]) -> Bool {
        let scalars = String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
        switch self {
        case .startsWithAccent: return scalars.first == 0x301
        case .isOneCharacter: return scalars.count == 1 && scalars != [0x78]
        case .isDecomposed: return scalars == [0x65, 0x301]
        case .isComposed: return scalars.contains(0xE9)
        case .containsNull: return scalars.contains(0)
        case .isPrivate: return !scalars.isEmpty && scalars.allSatisfy { (0xD7FF...0xE000).contains($0) }
        }
    }

    static func named(_ source: [UInt8]) -> KnownPattern? { allCases.first { Array($0.source.utf8) == source } }
}

/// JSON Schema, as slow and as plain as can be: what a schema says of a value, keyword by keyword, with the members and
/// elements that it evaluates. Knows the keywords that `HostileGenerator` writes.
struct ReferenceEvaluator {
    let root: Tree
    /// Whether what `contains` accepts is evaluated.
    let containsEvaluates: Bool

    struct Outcome {
        var isValid = true
        var names: Set<[UInt8]> = []
        var indices: Set<Int> = []

        mutating func add(_ other: Outcome) {
            guard other.isValid else {
                isValid = false
                return
            }
            names.formUnion(other.names)
            indices.formUnion(other.indices)
        }
    }

    func isValid(_ value: Tree) -> Bool { evaluate(root, value).isValid }

    func evaluate(_ schema: Tree, _ value: Tree) -> Outcome {
        if case .bool(let bool) = schema { return Outcome(isValid: bool) }
        var outcome = Outcome()
        for part in [types, values, strings, references, branches, objects, arrays] { outcome.add(part(schema, value)) }
        guard outcome.isValid else { return Outcome(isValid: false) }
        if let rest = schema["unevaluatedProperties"], case .object = value {
            for member in value.members where !outcome.names.contains(member.name) {
                if !evaluate(rest, member.value).isValid { return Outcome(isValid: false) }
                outcome.names.insert(member.name)
            }
        }
        if let rest = schema["unevaluatedItems"], case .array(let elements) = value {
            for (index, element) in elements.enumerated() where !outcome.indices.contains(index) {
                if !evaluate(rest, element).isValid { return Outcome(isValid: false) }
                outcome.indices.insert(index)
            }
        }
        return outcome
    }

    private func types(_ schema: Tree, _ value: Tree) -> Outcome {
        guard let type = schema["type"]?.bytes else { return Outcome() }
        let name =
            switch value {
            case .null: "null"
            case .bool: "boolean"
            case .int: "integer"
            case .string: "string"
            case .array: "array"
            case .object: "object"
            }
        return Outcome(isValid: type == Array(name.utf8))
    }

    private func values(_ schema: Tree, _ value: Tree) -> Outcome {
        var outcome = Outcome()
        if let one = schema["const"], !one.isSame(as: value) { outcome.isValid = false }
        if let several = schema["enum"], !several.elements.contains(where: { $0.isSame(as: value) }) {
            outcome.isValid = false
        }
        return outcome
    }

    private func strings(_ schema: Tree, _ value: Tree) -> Outcome {
        guard let text = value.bytes else { return Outcome() }
        let length = String(decoding: text, as: UTF8.self).unicodeScalars.count
        var outcome = Outcome()
        if let least = schema["minLength"]?.int, length < least { outcome.isValid = false }
        if let most = schema["maxLength"]?.int, length > most { outcome.isValid = false }
        if let source = schema["pattern"]?.bytes, KnownPattern.named(source)?.matches(text) == false {
            outcome.isValid = false
        }
        return outcome
    }

    private func references(_ schema: Tree, _ value: Tree) -> Outcome {
        guard let reference = schema["$ref"]?.bytes else { return Outcome() }
        for definitions in ["$defs", "definitions"] {
            for member in root[definitions]?.members ?? []
            where HostileGenerator.reference(to: member.name, in: definitions) == reference {
                return evaluate(member.value, value)
            }
        }
        return evaluate(root, value)
    }

    private func branches(_ schema: Tree, _ value: Tree) -> Outcome {
        var outcome = Outcome()
        for branch in schema["allOf"]?.elements ?? [] { outcome.add(evaluate(branch, value)) }
        for keyword in ["anyOf", "oneOf"] {
            guard let choice = schema[keyword] else { continue }
            let held = choice.elements.map { evaluate($0, value) }.filter(\.isValid)
            if held.isEmpty || (keyword == "oneOf" && held.count != 1) { outcome.isValid = false }
            held.forEach { outcome.add($0) }
        }
        if let not = schema["not"], evaluate(not, value).isValid { outcome.isValid = false }
        if let condition = schema["if"] {
            let held = evaluate(condition, value)
            if held.isValid { outcome.add(held) }
            if let branch = schema[held.isValid ? "then" : "else"] { outcome.add(evaluate(branch, value)) }
        }
        return outcome
    }

    private func objects(_ schema: Tree, _ value: Tree) -> Outcome {
        guard case .object = value else { return Outcome() }
        var outcome = Outcome()
        let members = value.members
        if let least = schema["minProperties"]?.int, members.count < least { outcome.isValid = false }
        if let most = schema["maxProperties"]?.int, members.count > most { outcome.isValid = false }
        for name in schema["required"]?.elements.compactMap(\.bytes) ?? [] where value[name] == nil {
            outcome.isValid = false
        }
        for member in members {
            var isKnown = false
            func check(_ schema: Tree) {
                if !evaluate(schema, member.value).isValid { outcome.isValid = false }
                outcome.names.insert(member.name)
                isKnown = true
            }
            if let schema = schema["properties"]?[member.name] { check(schema) }
            for pattern in schema["patternProperties"]?.members ?? []
            where KnownPattern.named(pattern.name)?.matches(member.name) == true {
                check(pattern.value)
            }
            if !isKnown, let schema = schema["additionalProperties"] { check(schema) }
            if let names = schema["propertyNames"], !evaluate(names, .string(member.name)).isValid {
                outcome.isValid = false
            }
        }
        for keyword in ["dependentRequired", "dependentSchemas", "dependencies"] {
            for dependent in schema[keyword]?.members ?? [] where value[dependent.name] != nil {
                if case .array(let required) = dependent.value {
                    if required.contains(where: { value[$0.bytes ?? []] == nil }) { outcome.isValid = false }
                } else {
                    outcome.add(evaluate(dependent.value, value))
                }
            }
        }
        return outcome
    }

    private func arrays(_ schema: Tree, _ value: Tree) -> Outcome {
        guard case .array(let elements) = value else { return Outcome() }
        var outcome = Outcome()
        var prefix = schema["prefixItems"]?.elements ?? []
        var rest = schema["items"]
        if case .array(let schemas)? = rest {
            prefix = schemas
            rest = schema["additionalItems"]
        }
        for (index, element) in elements.enumerated() {
            guard let schema = index < prefix.count ? prefix[index] : rest else { continue }
            if !evaluate(schema, element).isValid { outcome.isValid = false }
            outcome.indices.insert(index)
        }
        if let contains = schema["contains"] {
            let found = elements.indices.filter { evaluate(contains, elements[$0]).isValid }
            if found.count < schema["minContains"]?.int ?? 1 { outcome.isValid = false }
            if found.count > schema["maxContains"]?.int ?? .max { outcome.isValid = false }
            if containsEvaluates { outcome.indices.formUnion(found) }
        }
        if schema["uniqueItems"] == .bool(true) {
            for (index, element) in elements.enumerated()
            where elements[..<index].contains(where: { $0.isSame(as: element) }) {
                outcome.isValid = false
            }
        }
        return outcome
    }
}
