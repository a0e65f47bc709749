import Testing

@testable import ReplCore

@Suite struct EntryTests {
    @Test(arguments: [
        ("", Entry.Form.empty, "", ""),
        (" \t\n", .empty, "", ""),
        (".help", .command, "help", ""),
        ("  .use  arith ", .command, "use", "arith"),
        (".load my file.json", .command, "load", "my file.json"),
        (".", .command, "", ""),
        ("{\"a\": 1}", .raw, "", "{\"a\": 1}"),
        (" [1 ", .raw, "", "[1"),
        ("{", .raw, "", "{"),
        ("arith.add", .call, "arith.add", ""),
        ("arith.add a=2  b=3 ", .call, "arith.add", "a=2  b=3"),
        ("add\n{\"a\":\n1}", .call, "add", "{\"a\":\n1}"),
        ("\"text\"", .call, "\"text\"", ""),
    ])
    func `An entry is taken apart`(text: String, form: Entry.Form, name: String, rest: String) {
        let entry = Entry(text)
        #expect(entry.form == form)
        #expect(entry.name == name)
        #expect(entry.restText == rest)
    }

    @Test(arguments: [
        "", ".help {", "{}", "{\"a\": 1}", "}", "{]", "{\"a\": tru}", "[1, 2] 3", "{\"a\": \"broken\nstring", "a.b",
        "a.b x=1", "a.b x=text", "a.b x={\"y\": 1}", "a.b x={\"y\": }", "a.b x=[1] y=2", "a.b {\"x\": 1}", "a.b @file",
        "a.b text", "a.b x=", "a.b x=\"q\"", "a.b x=\"a=[b\"", ".on a.b silence", ".on a.b {}", ".on", ".on a.b",
        ".load {",
    ])
    func `An entry is complete where no line could go on`(text: String) {
        #expect(Entry(text).isComplete)
    }

    @Test(arguments: [
        "{", "[", "{\"a\":", "{\"a\": 1,\n", "[[1], [", "a.b {", "a.b {\"x\":", "a.b [1,", "a.b x={", "a.b x=1 y=[2,",
        "a.b x={\"y\": {\"z\": 1}", ".on a.b {\"result\":", ".on a.b [{",
    ])
    func `An entry that ends inside JSON is incomplete`(text: String) {
        #expect(!Entry(text).isComplete)
    }
}
