import ClamatorSystem
import ClamatorSchema

/// Makes schemas and values whose strings are easy to confuse: equal by normalisation but not by code points, beginning
/// with a combining mark, empty, with NUL, and about the surrogates; and writes them with escapes or without.
struct HostileGenerator {
    private var random: SplitMix64
    private(set) var dialect: Dialect = .draft2020_12
    /// The strings that the schema and values at hand are made from: few, so that they meet.
    private var pool: [[UInt8]] = []

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func next(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[next(items.count)] }
    private mutating func isOne(in count: Int) -> Bool { next(count) == 0 }

    // MARK: Strings

    /// Each line is equal by normalisation, or otherwise easy to confuse.
    private static let families: [[String]] = [
        ["\u{E9}", "e\u{301}", "e", "\u{301}"],
        ["\u{212B}", "\u{C5}", "A\u{30A}"],
        ["\u{2126}", "\u{3A9}"],
        ["\u{212A}", "K", "k"],
        ["\u{AC00}", "\u{1100}\u{1161}"],
        ["", "\u{0}", "\u{0}\u{0}", "\u{301}\u{0}"],
        ["\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{10FFFF}", "\u{FFFF}"],
        ["property-name-\u{E9}-x", "property-name-e\u{301}-x", "property-name-e-x"],
        ["a/b~c", "a~1b~0c", "%61", "a", "\"", "\\"],
        ["q\u{323}\u{307}", "q\u{307}\u{323}"],
        ["\u{1F1E9}\u{1F1EA}", "\u{1F1E9}", "\u{200D}", "\r\n", "\r", "\n"],
    ]

    private mutating func fillPool() {
        pool = (Self.families[next(Self.families.count)] + Self.families[next(Self.families.count)]).map {
            Array($0.utf8)
        }
    }

    private mutating func string() -> [UInt8] { pick(pool) }

    /// A tree as JSON text, with any of the ways to write a character.
    mutating func written(_ tree: Tree) -> String {
        switch tree {
        case .null: return "null"
        case .bool(let bool): return bool ? "true" : "false"
        case .int(let int): return pick(["\(int)", "\(int)", "\(int).0", "\(int)e0", int == 0 ? "0e9" : "\(int)0e-1"])
        case .string(let bytes): return written(bytes)
        case .array(let elements): return "[" + elements.map { written($0) }.joined(separator: ", ") + "]"
        case .object(let members):
            return "{" + members.map { written($0.name) + ": " + written($0.value) }.joined(separator: ", ") + "}"
        }
    }

    private mutating func written(_ text: [UInt8]) -> String {
        let escapesAll = isOne(in: 4)
        var written = "\""
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if !mustEscape && !escapesAll && !isOne(in: 6) {
                written.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16, uppercase: isOne(in: 2))
                written += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return written + "\""
    }

    // MARK: Values

    mutating func value(_ depth: Int = 0) -> Tree {
        switch next(depth > 2 ? 5 : 10) {
        case 0: return pick([.null, .bool(true), .bool(false)])
        case 1, 2: return .int(next(3))
        case 3, 4: return .string(string())
        case 5, 6: return .array(list(4) { $0.value(depth + 1) })
        default:
            var members = list(5) { Tree.Member($0.string(), $0.value(depth + 1)) }
            if !isOne(in: 8) { members = Tree.object(members).members }
            return .object(members)
        }
    }

    private mutating func list<Item>(_ most: Int, _ item: (inout HostileGenerator) -> Item) -> [Item] {
        (0..<next(most + 1)).map { _ in item(&self) }
    }

    // MARK: Schemas

    mutating func document() -> Tree {
        dialect = pick([.draft7, .draft2019_09, .draft2020_12, .draft2020_12, .draft2020_12])
        fillPool()
        var members = [Tree.Member("$schema", .text(dialect.uri))]
        let definitions = Tree.object(Tree.object(pool.prefix(2).map { Tree.Member($0, schema(1)) }).members)
        members.append(Tree.Member(dialect == .draft7 ? "definitions" : "$defs", definitions))
        return .object(members + keywords(0))
    }

    /// A reference to a definition, as the fragment of a URI.
    static func reference(to name: [UInt8], in definitions: String) -> [UInt8] {
        var reference = "#/" + definitions + "/"
        for byte in name {
            switch byte {
            case UInt8(ascii: "~"): reference += "~0"
            case UInt8(ascii: "/"): reference += "~1"
            case UInt8(ascii: "a")...UInt8(ascii: "z"): reference += String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                reference += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return Array(reference.utf8)
    }

    private mutating func schema(_ depth: Int) -> Tree {
        switch next(12) {
        case 0: return pick([.bool(true), .bool(false), .object([])])
        case 1, 2:
            return .object([Tree.Member("type", .text(pick(["integer", "string", "array", "object", "null"])))])
        case 3:
            let reference = Self.reference(
                to: pick(Array(pool.prefix(2))), in: dialect == .draft7 ? "definitions" : "$defs")
            return .object([Tree.Member("$ref", .string(reference))])
        case 4: return tagged(depth)
        case 5: return .object([Tree.Member("const", value(2))])
        default: return depth > 3 ? .object([]) : .object(keywords(depth))
        }
    }

    /// A choice whose branches a member tells apart.
    private mutating func tagged(_ depth: Int) -> Tree {
        guard depth < 3 else { return .bool(true) }
        let name = string()
        let branches = Tree.object(list(4) { Tree.Member($0.string(), .null) }).members.map { tag in
            Tree.object([
                Tree.Member("type", .text("object")),
                Tree.Member(
                    "properties",
                    .object(
                        Tree.object([
                            Tree.Member(string(), schema(depth + 2)),
                            Tree.Member(name, .object([Tree.Member("const", .string(tag.name))])),
                        ]).members)),
                Tree.Member("required", .array([.string(name)])),
            ])
        }
        guard !branches.isEmpty else { return .bool(true) }
        return .object([Tree.Member(pick(["oneOf", "anyOf"]), .array(branches))])
    }

    private mutating func keywords(_ depth: Int) -> [Tree.Member] {
        var members: [Tree.Member] = []
        for _ in 0...next(4) { members += keyword(depth + 1) }
        return Tree.object(members).members
    }

    private mutating func schemas(_ depth: Int) -> Tree { .array([schema(depth)] + list(2) { $0.schema(depth) }) }

    private mutating func byName(_ depth: Int) -> Tree {
        .object(Tree.object(list(4) { Tree.Member($0.string(), $0.schema(depth)) }).members)
    }

    private mutating func names() -> Tree {
        .array(Tree.object(list(2) { Tree.Member($0.string(), .null) }).members.map { .string($0.name) })
    }

    private mutating func namesByName() -> Tree {
        .object(Tree.object(list(2) { Tree.Member($0.string(), $0.names()) }).members)
    }

    private mutating func keyword(_ depth: Int) -> [Tree.Member] {
        func one(_ name: String, _ value: Tree) -> [Tree.Member] { [Tree.Member(name, value)] }
        switch next(26) {
        case 0: return one("enum", .array([value(2)] + list(12) { $0.value(2) }))
        case 1: return one("const", value(1))
        case 2: return one("minLength", .int(next(3)))
        case 3: return one("maxLength", .int(next(3)))
        case 4: return one("pattern", .text(pick(KnownPattern.allCases).source))
        case 5, 6, 7: return one("properties", byName(depth))
        case 8: return one("required", names())
        case 9, 10:
            let patterns = list(2) { Tree.Member($0.pick(KnownPattern.allCases).source, $0.schema(depth)) }
            return one("patternProperties", .object(Tree.object(patterns).members))
        case 11: return one("additionalProperties", schema(depth))
        case 12: return one("propertyNames", schema(depth))
        case 13: return one(dialect == .draft7 ? "dependencies" : "dependentRequired", namesByName())
        case 14: return one(dialect == .draft7 ? "dependencies" : "dependentSchemas", byName(depth))
        case 15: return one(pick(["minProperties", "maxProperties"]), .int(next(3)))
        case 16, 17: return one(pick(["allOf", "anyOf", "oneOf"]), schemas(depth))
        case 18: return one("not", schema(depth))
        case 19: return one("if", schema(depth)) + one(pick(["then", "else"]), schema(depth))
        case 20:
            if dialect == .draft2020_12 { return one("prefixItems", schemas(depth)) + one("items", schema(depth)) }
            return one("items", schemas(depth)) + one("additionalItems", schema(depth))
        case 21:
            if dialect == .draft2020_12 { return one("prefixItems", schemas(depth)) }
            return one("items", pick([true, false]) ? schemas(depth) : schema(depth))
        case 22:
            let bound = dialect == .draft7 ? [] : one(pick(["minContains", "maxContains"]), .int(next(2)))
            return one("contains", schema(depth)) + bound
        case 23: return one("uniqueItems", .bool(true))
        case 24: return dialect == .draft7 ? [] : one("unevaluatedItems", schema(depth))
        default: return dialect == .draft7 ? [] : one("unevaluatedProperties", schema(depth))
        }
    }
}
