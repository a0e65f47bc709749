import Foundation
import TestSupport
import Testing

@Suite struct ProbeTests {
    private static let contract = #"""
        {
          "service": "desk",
          "methods": {
            "book": {
              "params": {
                "type": "object",
                "properties": { "seat": { "type": "integer", "minimum": 1, "maximum": 40 }, "name": { "type": "string" } },
                "required": ["seat"],
                "additionalProperties": false
              },
              "result": { "type": "object", "properties": { "ticket": { "type": "string" } }, "required": ["ticket"] },
              "errors": [{ "code": -32010, "message": "taken" }]
            }
          }
        }
        """#

    private static func handlers(_ first: String) -> String {
        #"""
        { "service": "desk", "handlers": { "book": [
          \#(first)
          { "when": { "params": { "seat": 7 } }, "error": { "code": -32010, "message": "taken" } },
          { "result": { "ticket": "s${seat}" } } ] } }
        """#
    }

    private static let faulty = handlers(
        #"{ "when": { "params": { "seat": 40 } }, "throw": { "name": "IndexError", "message": "no such seat" } },"#)

    private func folder(_ handlers: String = Self.faulty) throws -> TemporaryFolder {
        try TemporaryFolder(["desk.json": Self.contract, "desk.handlers.json": handlers])
    }

    @Test func `A finding is shown with a command that shows it again`() throws {
        let folder = try folder()
        let run = try Run.tool("probe", "desk.json", folder: folder.path)
        #expect(run.status == 1)
        #expect(run.error == "")
        #expect(
            run.output.hasPrefix(
                """
                ✗ desk.book  a valid call fails: it is answered -32603
                """))
        let command = try #require(run.lines.first { $0.contains("clamator-repl call") })
        #expect(command == #"    clamator-repl call desk.book '{"seat":40}' -c desk.json"#)
        let again = try Run.shell("cd \(folder.path) && \(command)")
        #expect(again.status == 1)
        #expect(again.error.contains("IndexError"))
        #expect(run.lines.contains { $0.hasPrefix("1 finding in ") && $0.hasSuffix(" of 1 method, seed 0") })
    }

    @Test func `Saved calls fail exactly where something was found, and pass once that is mended`() throws {
        let folder = try folder()
        let probe = try Run.tool("probe", "desk.json", "--save", "calls.ndjson", folder: folder.path)
        #expect(probe.status == 1)
        let batch = try Run.tool("batch", "desk.json", "calls.ndjson", folder: folder.path)
        #expect(batch.status == 1)
        let failed = batch.lines.filter { !$0.contains(#""expect":{"pass":true"#) }
        #expect(!failed.isEmpty)
        #expect(failed.allSatisfy { $0.contains("IndexError") })
        #expect(batch.lines.filter { $0.contains("IndexError") }.count == failed.count)
        try folder.write(Self.handlers(""), to: "desk.handlers.json")
        #expect(try Run.tool("batch", "desk.json", "calls.ndjson", folder: folder.path).status == 0)
        #expect(try Run.tool("probe", "desk.json", folder: folder.path).status == 0)
    }

    @Test(arguments: [
        (#"{ "sequence": [{ "result": 1, "times": 20 }, { "throw": { "name": "Worn", "message": "" } }] }"#, "yes '"),
        (
            #"[{ "when": { "if": "${length(state.l) > 14 && b}" }, "throw": { "name": "Worn", "message": "" } }, { "when": { "if": "${length(state.l) % 2 == 0 ? b : !b}" }, "result": 1, "set": { "l": { "$push": 1 } } }, { "result": 1 }]"#,
            "printf '"
        ),
    ]) func `However many calls a finding needs before it, its command shows it again`(
        rules: String, start: String
    ) throws {
        let contract = #"""
            { "service": "desk", "methods": { "go": { "result": true, "params": {
              "type": "object", "properties": { "b": { "type": "boolean" } }, "required": ["b"] } } } }
            """#
        let folder = try TemporaryFolder([
            "desk.json": contract,
            "desk.handlers.json": #"{ "service": "desk", "state": { "l": [] }, "handlers": { "go": \#(rules) } }"#,
        ])
        let run = try Run.tool("probe", "desk.json", folder: folder.path)
        let command = try #require(run.lines.first { $0.contains("clamator-repl batch") }).drop { $0 == " " }
        #expect(command.hasPrefix(start) || command.hasPrefix("{ " + start), "\(command)")
        let again = try Run.shell("cd \(folder.path) && \(command)")
        #expect(again.output.components(separatedBy: "Worn").count == 2)
    }

    @Test func `A report has a case for each method and kind of call, and a failure for each finding`() throws {
        let folder = try folder()
        _ = try Run.tool("probe", "desk.json", "--report", "junit=r.xml", folder: folder.path)
        let report = try String(contentsOfFile: folder.path + "/r.xml", encoding: .utf8)
        for part in [
            #"name="desk.book valid""#, #"name="desk.book invalid""#, #"name="desk.book protocol""#,
            #"name="desk protocol""#, #"<failure message="a valid call fails: it is answered -32603">"#,
            "clamator-repl call desk.book '{&quot;seat&quot;:40}' -c desk.json",
        ] {
            #expect(report.contains(part), "\(part)")
        }
        #expect(report.components(separatedBy: "<failure").count == 2)
    }

    @Test func `Methods can be named and left out`() throws {
        let folder = try folder()
        #expect(try Run.tool("probe", "desk.json", "desk.book", folder: folder.path).status == 1)
        #expect(try Run.tool("probe", "desk.json", "--exclude", "desk.book", folder: folder.path).status == 0)
        let unknown = try Run.tool("probe", "desk.json", "desk.bok", folder: folder.path)
        #expect(unknown.status == 64)
        #expect(unknown.error.contains("did you mean \"desk.book\"?"))
        let overwriting = try Run.tool("probe", "desk.json", "--save", "desk.json", folder: folder.path)
        #expect(overwriting.status == 64)
        #expect(try String(contentsOfFile: folder.path + "/desk.json", encoding: .utf8) == Self.contract)
    }

    @Test func `Where no server answers, the status says so`() throws {
        let folder = try folder()
        let run = try Run.tool(
            "probe", "desk.json", "--stdio", "sleep 60", "--timeout", "50", folder: folder.path)
        #expect(run.status == 69)
        #expect(run.error.contains("nothing answers"))
    }
}
