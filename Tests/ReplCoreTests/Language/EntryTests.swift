import ClamatorKit
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

// For `Entry`, `Vocabulary`, `SessionResults` and `EntryLines`, which are internal.
@testable import ReplCore

@Suite struct EntryTests {
    private static var vocabulary: Vocabulary {
        var results = SessionResults([1, 2])
        results.keep(["a": 1], as: "kept")
        return Vocabulary(catalogue: ServiceCatalogue(TypedText.services), serviceInUse: nil, results: results)
    }

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
        ("# a.b", .comment, "#", "a.b"), ("  #", .comment, "#", ""), ("help calls", .command, "help", "calls"),
        ("?", .command, "?", ""), ("\\q", .command, "\\q", ""), (".exit", .command, "exit", ""),
        ("_", .result, "_", ""), ("_2[0] x", .result, "_2[0]", "x"), ("_kept.a", .result, "_kept.a", ""),
        ("kept.a", .result, "kept.a", ""), ("_other", .call, "_other", ""), ("x = a.b c=1", .call, "a.b", "c=1"),
        ("x= {\"a\": 1}", .raw, "", "{\"a\": 1}"), ("x =_", .result, "_", ""), ("x =", .empty, "", ""),
        ("x y=1", .call, "x", "y=1"), ("_x = a.b", .call, "_x", "= a.b"),
    ])
    func `An entry is taken apart`(text: String, form: Entry.Form, name: String, rest: String) {
        let entry = Entry(text, Self.vocabulary)
        #expect(entry.form == form)
        #expect(entry.name == name)
        #expect(entry.restText == rest)
    }

    @Test(arguments: [("x = a.b", "x"), ("x_2=_", "x_2"), ("x y = 1", nil), ("2 = a.b", nil), ("x", nil)])
    func `A name before an equals sign keeps the result`(text: String, name: String?) {
        let entry = Entry(text, Self.vocabulary)
        #expect(entry.keptName.map(entry.text.text) == name)
    }

    @Test(arguments: ["[draft", "{draft", "[1,", "{\"a\":"])
    func `What begins like JSON in a text is a word`(value: String) {
        let entry = Entry("paint.mix note=\(value) amount=2", Self.vocabulary)
        #expect(entry.arguments.count == 2)
        #expect(entry.end == .whole)
        let lines = Array("paint.mix note=\(value)\npaint.stop".unicodeScalars)
        #expect(EntryLines(lines, Self.vocabulary).pieces.map(\.line) == [1, 2])
    }

    @Test(arguments: ["paint.order lines=[", "paint.order payment={", "paint.mix {", "paint.tell any=["])
    func `What may be JSON goes on in the next line`(text: String) {
        #expect(Entry(text, Self.vocabulary).end == .open)
    }

    @Test func `A method wins over a word and over a result`() throws {
        let folder = try TemporaryFolder([
            "s.json":
                #"{"service": "s", "methods": {"a": {"wireName": "help", "result": {}}, "b": {"wireName": "_", "result": {}}}}"#
        ])
        let services = try ContractLoader().load([folder.path]).services
        let vocabulary = Vocabulary(
            catalogue: ServiceCatalogue(services), serviceInUse: "s", results: SessionResults([1]))
        #expect(Entry("help", vocabulary).form == .call)
        #expect(Entry("_", vocabulary).form == .call)
        #expect(Entry("?", vocabulary).form == .command)
    }

    @Test(arguments: [
        "", ".help {", "{}", "{\"a\": 1}", "}", "{]", "{\"a\": tru}", "[1, 2] 3", "{\"a\": \"broken\nstring", "a.b",
        "a.b x=1", "a.b x=text", "a.b x={\"y\": 1}", "a.b x={\"y\": }", "a.b x=[1] y=2", "a.b {\"x\": 1}", "a.b @file",
        "a.b text", "a.b x=", "a.b x=\"q\"", "a.b x=\"a=[b\"", ".on a.b silence", ".on a.b {}", ".on", ".on a.b",
        ".load {", "# {", "_", "x = a.b", "a.b x=\"{", "a.b \"x",
    ])
    func `An entry is complete where no line could go on`(text: String) {
        #expect(Entry(text, Self.vocabulary).isComplete)
    }

    @Test(arguments: [
        "{", "[", "{\"a\":", "{\"a\": 1,\n", "[[1], [", "a.b {", "a.b {\"x\":", "a.b [1,", "a.b x={", "a.b x=1 y=[2,",
        "a.b x={\"y\": {\"z\": 1}", ".on a.b {\"result\":", ".on a.b [{",
        "y = a.b {", "y = {", "a.b \"x y\"={",
    ])
    func `An entry that ends inside JSON is incomplete`(text: String) {
        #expect(!Entry(text, Self.vocabulary).isComplete)
    }
}
