import TestSupport
import Testing

/// `diff` as it is run.
@Suite struct DiffTests {
    private let folder: TemporaryFolder

    init() throws {
        func contract(_ params: String, _ result: String = "true") -> String {
            #"{"service": "lamp", "methods": {"dim": {"params": \#(params), "result": \#(result)}}}"#
        }
        folder = try TemporaryFolder([
            "old.json": contract(#"{"type": "object", "properties": {"n": {"type": "integer", "maximum": 9000}}}"#),
            "lower.json": contract(#"{"type": "object", "properties": {"n": {"type": "integer", "maximum": 8000}}}"#),
            "higher.json": contract(#"{"type": "object", "properties": {"n": {"type": "integer", "maximum": 9999}}}"#),
            "a.json": contract(#"{"properties": {"z": {"type": "string", "pattern": "^(?=[0-9])..$"}}}"#),
            "b.json": contract(#"{"properties": {"z": {"type": "string", "pattern": "^(?=\\d)..$"}}}"#),
        ])
    }

    private func diff(_ arguments: String) throws -> Run {
        try Run.shell("cd \(folder.path) && clamator-repl diff \(arguments)")
    }

    @Test func `A change that breaks is shown by a value, and ends with 1`() throws {
        let run = try diff("old.json lower.json")
        #expect(
            run.output == """
                breaking           lamp.dim params /n: maximum 8000 holds now
                    {"n":8001} was taken, and is refused now:
                    expected at most 8000, got 8001
                    lower.json:1:121
                1 change: 1 breaking

                """)
        #expect(run.status == 1)
    }

    @Test func `The handlers beside a contract may have mistakes`() throws {
        let command = "echo '{' > old.handlers.json && clamator-repl diff old.json old.json"
        let run = try Run.shell("cd \(folder.path) && \(command)")
        #expect(run.error == "")
        #expect(run.status == 0)
    }

    @Test func `A compatible change ends with 0, and is left out where only others are asked for`() throws {
        let run = try diff("old.json higher.json")
        #expect(run.lines.first?.hasPrefix("compatible") == true)
        #expect(run.status == 0)
        let breaking = try diff("old.json higher.json --breaking-only")
        #expect(breaking.output == "1 change: 1 compatible\n")
        #expect(breaking.status == 0)
    }

    @Test func `A change of which it is not known ends with 2`() throws {
        let run = try diff("a.json b.json --breaking-only")
        #expect(run.lines.first?.hasPrefix("possibly breaking  lamp.dim params /z: pattern") == true)
        #expect(run.status == 2)
    }

    @Test func `As JSON it is one object`() throws {
        let run = try diff("old.json lower.json --json")
        #expect(
            run.output
                == #"{"verdict":"breaking","changes":[{"service":"lamp","method":"dim","part":"params","path":"/n","#
                + #""rule":"maximum","verdict":"breaking","witness":{"n":8001},"validIn":"old"}]}"# + "\n")
    }

    @Test func `A report has the methods as test cases`() throws {
        let run = try diff("old.json lower.json --report junit=report.xml")
        #expect(run.status == 1)
        let report = try Run.shell("cat \(folder.path)/report.xml").output
        #expect(report.contains(#"<testsuite name="lamp" tests="1" failures="1">"#))
        #expect(report.contains(#"<testcase name="lamp.dim" classname="lamp">"#))
        #expect(report.contains(#"<failure message="breaking: lamp.dim params /n: maximum 8000 holds now">"#))
    }

    @Test func `A contract that is wrong ends with 65`() throws {
        try folder.write("{}", to: "wrong.json")
        let run = try diff("old.json wrong.json")
        #expect(run.status == 65)
        #expect(run.error.contains("wrong.json:1:1"))
    }
}
