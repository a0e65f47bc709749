import ClamatorKit
import ClamatorSystem
import LineEditing
import Logging
import ScriptedHandlers
import TestSupport
import Testing

// For `UsageError`, `Vocabulary`, `SessionResults` and `InlineDiagnostics`, among others, which are internal.
@testable import ReplCore

/// The check while an entry is typed, Enter, and `call` go by one reading of the params.
@Suite struct OneReadingTests {
    private static let properties = #"""
        "text": {"type": "string", "pattern": "^[a-z ]*$"}, "n": {"type": "integer", "minimum": 1, "maximum": 9},
        "either": {"type": ["number", "string"]}, "flag": {"type": ["boolean", "null"]},
        "list": {"type": "array", "items": {"type": "integer"}}, "colour": {"enum": ["red", "two words", 7]},
        "any": {}, "a b": {"type": "integer"},
        "in": {"type": "object", "properties": {"x": {"type": "string"}, "y": {"type": "integer"}}},
        "both": {"type": ["object", "string"], "maxLength": 5, "maxProperties": 1}
        """#

    private static let contract = """
        {"service": "s", "methods": {
          "named": {"params": {"type": "object", "properties": {\(properties)}, "additionalProperties": false},
            "result": true, "handler": {"builtin": "echo"}},
          "placed": {"positions": ["text", "n", "either", "list", "both"],
            "params": {"type": "object", "properties": {\(properties)}, "additionalProperties": false},
            "result": true, "handler": {"builtin": "echo"}}}}
        """

    private static let names = [
        "text", "n", "either", "flag", "list", "colour", "any", #""a b""#, "in.x", "n.x", "list.0", "text.a.b", "in.y",
        "in", "both", "other",
    ]
    private static let values = [
        "1", "0", "12", "1.5", "-3", "1e2", "true", "null", "red", "abc", "ABC", "7", "", #""abc""#, #""ABC""#, #""1""#,
        #""""#, #""two\u0020words""#, "'red'", "'x'", "'", "[1,2]", #"[1,"x"]"#, "[]", "{}", #"{"x":"a"}"#, #"{"x":1}"#,
        #"{"a":{"b":2},"c":1}"#, "{x}", "[x]", #""a"b"#, #""\q""#, "_", "_1", "_2.a", "_9", "_x", "a=b", "=", "[1]2",
        #"@"""#, #"@"a"b"#, #"@"\q""#,
    ]
    /// What takes in all that is behind it.
    private static let open = [#""open"#, #"@"open"#, #""a\"#, "[1,", #"{"x":"#, "{"]

    private let session: Session
    private let call: OneCall

    init() async throws {
        let folder = try TemporaryFolder(["s.json": Self.contract])
        var options = Session.Options()
        options.logger.logLevel = .critical
        let services = try ContractLoader().load([folder.path]).services
        let host = try await ServiceHost(services, logger: options.logger, timeout: .seconds(5))
        session = Session(
            host: host, sources: ContractSources(contracts: [], handlers: []), loader: ContractLoader(),
            options: options)
        let plain = Palette(usesColor: false)
        call = OneCall(host: host, resultPalette: plain, errorPalette: plain, width: 80)
        _ = await session.run("s.named n=3")
        _ = await session.run("s.named any={\"a\":\"abc\"}")
    }

    /// What came of a line: why nothing was sent, or the reply without its id.
    private enum Outcome {
        case refused(String)
        case replied(Reply)
    }

    private func entered(_ line: String) async throws -> Outcome {
        do throws(UsageError) {
            guard case .success(let reply?)? = try await session.exchange(line)?.outcome else {
                throw UsageError("none")
            }
            return .replied(reply)
        } catch {
            return .refused(error.description)
        }
    }

    private func hint(_ line: String) throws -> String? {
        let vocabulary = Vocabulary(
            catalogue: ServiceCatalogue(session.host.services), serviceInUse: nil,
            results: SessionResults([["n": 3], ["any": ["a": "abc"]]]))
        // No param is being typed.
        return InlineDiagnostics(reading: EntryReading(Entry(line, vocabulary), cursor: 0, vocabulary)).diagnostic?
            .message
    }

    @Test(arguments: ["s.named", "s.placed"], RandomCases.seeds(4))
    func `What the hint says of params is what comes of Enter and of call`(method: String, seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<60 {
            var words = (0..<Int.random(in: 1...4, using: &generator)).map { _ in word(method, Self.values, &generator)
            }
            if Int.random(in: 0..<5, using: &generator) == 0 { words.append(word(method, Self.open, &generator)) }
            let line = ([method] + words).joined(separator: " ")
            // What asks for more is not sent.
            guard session.isComplete(line) else { continue }
            let outcome = try await entered(line)
            let hint = try hint(line)
            #expect(try self.hint(".repeat 2 " + line) == hint, "\(line)")
            switch outcome {
            case .refused(let reason):
                #expect(hint == reason.split(separator: "\n").first.map(String.init), "\(line)")
            case .replied(.result): #expect(hint == nil, "\(line)")
            case .replied(.error(let error)):
                let reasons = OutputUnits(of: error, reasons: [])?.units ?? []
                let isSaid = reasons.contains { reason in
                    hint?.contains(reason.error) == true
                        || (hint?.hasPrefix("no param") == true
                            && OutputUnit.lastStep(of: reason.keywordLocation) == "additionalProperties")
                }
                #expect(isSaid, "\(line): \(hint ?? "no hint"), \(error)")
            }
            // A shell knows no earlier results, and cuts what is in single quotes.
            if !line.contains("_"), words.count(where: { $0.contains("'") }) < 2 {
                try await compare(outcome, method, words, line)
            }
        }
    }

    private func word(_ method: String, _ values: [String], _ generator: inout SplitMix64) -> String {
        let value = values.randomElement(using: &generator) ?? ""
        let isAlone = Int.random(in: 0..<3, using: &generator) == 0
        if method == "s.placed", isAlone { return value.isEmpty ? "x" : value }
        return (Self.names.randomElement(using: &generator) ?? "") + "=" + value
    }

    private func compare(_ outcome: Outcome, _ method: String, _ words: [String], _ line: String) async throws {
        var called: Output?
        var refusal: String?
        do throws(UsageError) { called = try await call.run(method, words, form: .reply) } catch {
            refusal = error.description
        }
        switch outcome {
        case .refused(let reason):
            // The lines behind the first show the place.
            #expect(refusal?.split(separator: "\n").first == reason.split(separator: "\n").first, "\(line)")
        case .replied(let reply):
            // Behind the id, which is another each time.
            let end = reply.text(id: nil).split(separator: "null", maxSplits: 1)[1]
            #expect(called?.text.hasSuffix(end) == true, "\(line): \(called?.text ?? refusal ?? "")")
        }
    }
}
