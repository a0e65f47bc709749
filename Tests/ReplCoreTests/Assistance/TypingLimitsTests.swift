import ClamatorKit
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

// For `SignatureHint`, `InlineDiagnostics`, `Completer`, `EntryReading` and `Vocabulary`, which are internal.
@testable import ReplCore

/// Contracts whose 24 types each refer twice to the next.
@Suite struct TypingLimitsTests {
    static let shapes = ["allOf", "anyOf", "oneOf", "properties", "references", "conditions", "items"]

    private static func type(_ shape: String, _ next: String) -> String {
        let next = "{\"$ref\": \"#/$defs/\(next)\"}"
        return switch shape {
        case "properties": "{\"properties\": {\"l\": \(next), \"r\": {\"allOf\": [\(next)]}}, \"required\": [\"l\"]}"
        case "references": "{\"allOf\": [{\"allOf\": [\(next)]}, {\"anyOf\": [\(next), \(next)]}]}"
        case "conditions": "{\"if\": {\"required\": [\"a\"]}, \"then\": \(next), \"else\": \(next)}"
        case "items": "{\"items\": \(next), \"properties\": {\"a\": {\"anyOf\": [\(next), {\"items\": \(next)}]}}}"
        default: "{\"\(shape)\": [\(next), \(next)]}"
        }
    }

    private static let services = Dictionary(uniqueKeysWithValues: shapes.map { ($0, (try? load($0)) ?? []) })

    private static func services(_ shape: String) throws -> [ContractLoader.Service] {
        let services = try #require(services[shape])
        try #require(services.count == 1)
        return services
    }

    private static func load(_ shape: String) throws -> [ContractLoader.Service] {
        let types = (0..<24).map { "\"t\($0)\": " + type(shape, "t\($0 + 1)") }
        let last = #""t24": {"type": "object", "properties": {"a": {"enum": ["x", "y"]}}, "required": ["b"]}"#
        let contract = """
            {"service": "s", "$defs": {\((types + [last]).joined(separator: ", "))},
             "methods": {"m": {"params": {"type": "object", "properties": {"p": {"$ref": "#/$defs/t0"}},
              "allOf": [{"$ref": "#/$defs/t0"}]}, "result": {"$ref": "#/$defs/t0"}}}}
            """
        let folder = try TemporaryFolder(["s.json": contract])
        var loader = ContractLoader()
        loader.findsMistakes = false
        return try loader.load([folder.path]).services
    }

    private static func reading(_ text: String, _ services: [ContractLoader.Service]) -> EntryReading {
        EntryReading(
            TypedText.buffer(text), Vocabulary(catalogue: ServiceCatalogue(services), serviceInUse: nil))
    }

    static let entries = [
        "s.|", "s.m |", "s.m p.|", "s.m p.l.l.l=x a=|", "s.m a=z |", "s.m {\"a\": \"z\", |",
        "s.m {\"p\": {\"l\": {\"r\": {|",
        "s.m p=[[[[[1|", "s.m p=x a=y b=1 l.r=2 c=|",
    ]

    @Test(arguments: shapes, entries)
    func `Hint, live check and completion spend no more than a key may cost`(shape: String, entry: String) throws {
        let services = try Self.services(shape)
        let time = processorTime {
            let reading = Self.reading(entry, services)
            _ = SignatureHint(reading: reading, usesColor: false).line(columns: 80)
            _ = SignatureHint(reading: reading.withNewWork, usesColor: false).description
            _ = InlineDiagnostics(reading: reading.withNewWork).diagnostic
            _ = Completer(reading: reading.withNewWork, files: { _, _ in [] }).completions
        }
        // Built for debugging, and on a busy machine, it takes many times the ten milliseconds; without a bound, hours.
        #expect(time < .seconds(20))
    }

    @Test(arguments: shapes)
    func `A description is as long as a screen or two, not as the paths through the types`(shape: String) throws {
        let services = try Self.services(shape)
        let description = Description(of: services, palette: Palette(usesColor: false), width: 80)
        let time = processorTime {
            #expect((try? description.text(of: "s.m").utf8.count) ?? .max < 200_000)
            #expect((try? description.json(of: "s.m").utf8.count) ?? .max < 200_000)
        }
        #expect(time < .seconds(20))
    }

    @Test func `What was not worked out is neither wrong nor offered`() throws {
        let branches = (0..<1000).map { #"{"properties": {"a": {"const": "\#($0)"}}, "required": ["a"]}"# }
        let contract = """
            {"service": "s", "methods": {"m": {"params": {"type": "object", "allOf": [
             \((0..<20).map { _ in "{\"anyOf\": [\(branches.joined(separator: ","))]}" }.joined(separator: ","))]}, "result": true}}}
            """
        let folder = try TemporaryFolder(["s.json": contract])
        var loader = ContractLoader()
        loader.findsMistakes = false
        let services = try loader.load([folder.path]).services
        let reading = Self.reading("s.m a=none |", services)
        #expect(InlineDiagnostics(reading: reading).diagnostic == nil)
        #expect(reading.work.isUsedUp)
        #expect(Completer(reading: reading, files: { _, _ in [] }).completions.candidates.isEmpty)
        #expect(SignatureHint(reading: reading, usesColor: false).line(columns: 80) == nil)
    }

    @Test func `Values of an entry that nests as deep as it is long end the work, not the program`() throws {
        let reading = Self.reading("s.m p=" + String(repeating: "[", count: 100_000) + "|", try Self.services("items"))
        _ = InlineDiagnostics(reading: reading).diagnostic
        _ = Completer(reading: reading.withNewWork, files: { _, _ in [] }).completions
    }

    @Test(arguments: ["s.m ", "", "s.m p=", ".on s.m "])
    func `What is nested far deeper than people write costs no more than other text`(start: String) throws {
        let services = try Self.services("properties")
        let text = start + String(repeating: "{\"k\":", count: 3000) + "|"
        let time = processorTime {
            let reading = Self.reading(text, services)
            #expect(InlineDiagnostics(reading: reading.withNewWork).diagnostic == nil)
            #expect(Completer(reading: reading.withNewWork, files: { _, _ in [] }).completions.candidates.isEmpty)
            _ = SignatureHint(reading: reading.withNewWork, usesColor: false).line(columns: 80)
        }
        #expect(time < .seconds(2))
    }

    @Test func `Of thousands of params the hint strikes those that the schema names`() throws {
        let others = (0..<3000).map { "x\($0)=1" }.joined(separator: " ")
        let reading = TypedText.reading("paint.mix \(others) note=a amount=1 \(others.replacing("x", with: "y")) |")
        #expect(reading.given(in: [], except: nil).map(\.name) == ["note", "amount"])
        let line = SignatureHint(reading: reading, usesColor: false).line(columns: 80)
        #expect(line?.runs.filter(\.style.isStruck).map(\.text) == ["amount", "note"])
    }
}
