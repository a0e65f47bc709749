import Testing

/// The programs that the README and the articles of the documentation show.
@Suite struct SnippetTests {
    @Test(arguments: [
        ("ServeAndCall", ["5"]),
        ("FirstService", ["Hi Ada!", "Good day, Grace."]),
        ("Ledger", ["not enough", "[]", #"audited {"account":"a"}"#]),
        ("MemoryAndRedis", ["42"]),
    ])
    func `a program of the documentation prints what its calls come to`(program: String, lines: [String]) throws {
        let run = try Run.shell(program)
        #expect(run.lines == lines)
        #expect(run.error == "")
        #expect(run.status == 0)
    }
}
