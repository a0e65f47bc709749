import ClamatorSystem
import ClamatorJSON
import ClamatorSchema
import TestSupport
import Testing

/// What is filled in is put together of the texts and tapes of value and defaults: the value must be the one that a
/// parser makes of its text, and the text the one that a plain filler writes.
@Test(arguments: RandomCases.seeds(8))
func `A value with its defaults is what a plain filler writes, and what parsing that gives`(seed: UInt64) throws {
    var generator = DefaultsGenerator(seed: seed)
    var changed = 0
    for _ in 0..<50 {
        let document = try JSON(parsing: generator.schema())
        let schema = try Schema(document)
        for _ in 0..<10 {
            let value = try JSON(parsing: generator.value())
            let filled = try schema.fillingDefaults(in: value)
            let text = PlainFiller.text(of: value, by: document)
            if filled.description != text {
                Issue.record("\(filled), not \(text): \(document) on \(value)")
            } else if try !isSame(filled, JSON(parsing: text)) {
                Issue.record("not as parsed: \(filled), by \(document) on \(value)")
            }
            changed += text == value.description ? 0 : 1
            // A value that stands in another document, with white space around and in it.
            let inner = try JSON(parsing: "[ \n0, \(generator.spaced(value)), \"é\"]").elements[1]
            let spaced = try schema.fillingDefaults(in: inner)
            // Where nothing is missing it stays where it is.
            if try text != value.description && !isSame(spaced, JSON(parsing: spaced.description)) {
                Issue.record("not as parsed: \(spaced), by \(document) on \(inner)")
            }
            #expect(spaced == filled)
            // Nothing is missing any more.
            #expect(try schema.fillingDefaults(in: filled).description == text)
        }
    }
    #expect(changed > 125, "\(changed) were filled")
}

@Test func `Large values and defaults are put together as small ones are`() throws {
    let numbers = "[" + (0..<5000).map { "{\"n\":\($0)}" }.joined(separator: ",") + "]"
    let schema = try Schema(
        JSON(
            parsing: """
                {"properties": {"all": {"default": \(numbers)}, "s": {"default": "\(String(repeating: "é", count: 70_000))"}},
                "additionalProperties": {"items": {"properties": {"m": {"default": null}}}}}
                """))
    let filled = try schema.fillingDefaults(in: JSON(parsing: "{\"x\":\(numbers)}"))
    #expect(try isSame(filled, JSON(parsing: filled.description)))
    #expect(filled["x"]?[4999] == ["n": 4999, "m": .null])
    #expect(filled["all"]?.count == 5000)
    #expect(filled["s"]?.string?.utf8.count == 140_000)
}

/// Whether two values are the same in all that is read of them, where they stand included.
private func isSame(_ one: JSON, _ other: JSON) -> Bool {
    guard one.kind == other.kind, one.count == other.count, one.offset == other.offset,
        one.description == other.description, one.string == other.string,
        one.int == other.int, one.double == other.double, one.size == other.size,
        one.mayHaveLineBreaks || !other.mayHaveLineBreaks
    else { return false }
    let (members, others) = (one.members, other.members)
    return zip(members, others).allSatisfy { $0.name == $1.name && isSame($0.value, $1.value) }
        && members.allSatisfy { one[$0.name] == other[$0.name] }
        && zip(one.elements, other.elements).allSatisfy(isSame)
}

/// Fills values in compact spelling by `properties`, `additionalProperties` and `items`, as text.
private enum PlainFiller {
    static func text(of value: JSON, by schema: JSON) -> String {
        switch value.kind {
        case .object:
            let properties = schema["properties"]?.members ?? []
            var members = value.members.map { name, value in
                let own = properties.first { $0.name == name }?.value ?? schema["additionalProperties"]
                return "\(JSON(name)):\(text(of: value, by: own ?? true))"
            }
            for (name, property) in properties {
                guard let standard = property["default"], value[name] == nil else { continue }
                members.append("\(JSON(name)):\(text(of: standard, by: property))")
            }
            return "{\(members.joined(separator: ","))}"
        case .array:
            return "[\(value.elements.map { text(of: $0, by: schema["items"] ?? true) }.joined(separator: ","))]"
        default: return value.description
        }
    }
}

/// Makes schemas of objects and arrays with defaults in them, and values that lack some, as text.
private struct DefaultsGenerator {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func next(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[next(items.count)] }

    /// As a writer spells them.
    private static let names = [#""a""#, #""b""#, #""kind""#, #""aLongerName""#, #""é\"\\""#, #""\n""#, #""""#]
    private static let scalars = [
        "null", "true", "false", "0", "-1", "1.50", "1e2", "12345678901234567890", #""""#, #""a""#, #""é\u00e9\n""#,
        #""a text of more than sixteen bytes""#,
    ]

    mutating func value(_ depth: Int = 0) -> String {
        switch next(depth > 3 ? 2 : 8) {
        case 0, 1: return pick(Self.scalars)
        case 2, 3: return "[" + list(3) { $0.value(depth + 1) } + "]"
        default: return "{" + list(4) { "\($0.pick(Self.names)):\($0.value(depth + 1))" } + "}"
        }
    }

    private mutating func list(_ most: Int, _ item: (inout DefaultsGenerator) -> String) -> String {
        var items: [String] = []
        for _ in 0..<next(most + 1) { items.append(item(&self)) }
        return items.joined(separator: ",")
    }

    mutating func schema(_ depth: Int = 0) -> String {
        var members: [String] = []
        if depth > 0, next(2) == 0 { members.append("\"default\": \(value(depth))") }
        if depth < 4 {
            var properties: [String] = []
            for name in Self.names where next(3) == 0 { properties.append("\(name): \(schema(depth + 1))") }
            members.append("\"properties\": {\(properties.joined(separator: ", "))}")
            if next(2) == 0 { members.append("\"additionalProperties\": \(schema(depth + 1))") }
            if next(2) == 0 { members.append("\"items\": \(schema(depth + 1))") }
        }
        return "{\(members.joined(separator: ",\n"))}"
    }

    /// The text of a value with white space between its tokens.
    mutating func spaced(_ value: JSON) -> String {
        let spaces = ["", " ", "\n", " \r\n\t"]
        switch value.kind {
        case .object:
            let members = value.members.map { name, value in
                "\(pick(spaces))\(JSON(name))\(pick(spaces)):\(pick(spaces))\(spaced(value))\(pick(spaces))"
            }
            return "{\(members.isEmpty ? pick(spaces) : members.joined(separator: ","))}"
        case .array:
            let elements = value.elements.map { "\(pick(spaces))\(spaced($0))\(pick(spaces))" }
            return "[\(elements.isEmpty ? pick(spaces) : elements.joined(separator: ","))]"
        default: return value.description
        }
    }
}
