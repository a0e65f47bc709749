import ClamatorKit
import ReplCore
import ScriptedHandlers
import TestSupport
import Testing

@Suite struct DescriptionTests {
    private func description() throws -> Description {
        Description(of: try DemoService.services(), palette: Palette(usesColor: false), width: 80)
    }

    @Test func `A service is described`() throws {
        let text = try description().text(of: "demo")
        #expect(
            text == """
                demo  For tests.
                  add      { a: number, b: number } → { sum: number }
                           Sum of two numbers.
                  echo     { x?: unknown, y?: unknown } → unknown
                  refuse   object → unknown
                  crash    object → unknown
                  lie      object → number
                  lost     object → unknown
                  unbound  object → unknown
                  tell     { text: string }  (notification)
                """)
        #expect(try description().text(of: nil) == description().text(of: "demo"))
    }

    @Test func `A method is described`() throws {
        let text = try description().text(of: "demo.add")
        #expect(
            text == """
                demo.add  Sum of two numbers.
                  params   { a: number, b: number }
                    a  The first.
                  result   { sum: number }
                  error    -32000 result out of range
                  example  { "a": 2, "b": 3 } → { "sum": 5 }
                demo.add a=2 b=3
                """)
    }

    @Test func `A notification is described`() throws {
        let text = try description().text(of: "demo.tell")
        #expect(
            text == """
                demo.tell
                  params   { text: string }
                  a notification: it has no result, and no reply comes
                demo.tell text=x
                """)
    }

    @Test func `A description says that nothing answers a method`() throws {
        let text = try description().text(of: "demo.unbound")
        #expect(
            text == """
                demo.unbound
                  params   object
                  result   unknown
                  no handler: calls are answered -32601; --mock answers from the contract, and
                    at the prompt .on demo.unbound RULE
                demo.unbound
                """)
    }

    @Test(arguments: [nil, "demo", "demo.add", "demo.tell"]) func `A description in JSON is one line`(name: String?)
        throws
    {
        let text = try description().json(of: name)
        #expect(!text.contains("\n"))
        #expect(try JSON(parsing: text).count > 0)
    }

    @Test func `A description in JSON keeps schemas as they are`() throws {
        let add = try JSON(parsing: try description().json(of: "demo.add"))
        #expect(add["params"]?["properties"]?["a"] == ["type": "number", "description": "The first."])
        #expect(add["signature"] == "{ a: number, b: number }")
        #expect(add["notification"] == false)
        #expect(add["examples"]?[0]?["result"]?["sum"] == 5)
    }

    @Test(arguments: ["nope", "demo.nope", "nope.add"])
    func `A name that is neither service nor method has no description`(name: String) throws {
        #expect(throws: UnknownName.self) { try description().text(of: name) }
        #expect(throws: UnknownName.self) { try description().json(of: name) }
    }

    private static let chain = #"""
        {"service": "s", "methods": {"m": {"description": "One.\r\n  two\n", "params": {"properties": {
          "a": {"$ref": "#/$defs/one"}, "list": {"type": "array", "title": "The list", "items": {}}}}, "result": true}},
         "$defs": {"one": {"properties": {"b": {"$ref": "#/$defs/two"}}},
          "two": {"properties": {"c": {"$ref": "#/$defs/three"}}}, "three": {"properties": {"d": {"$ref": "#/$defs/four.5"}}},
          "four.5": {"description": "Deep.", "properties": {"e": {"$ref": "#/$defs/five"}}}, "five": {"minLength": 1}}}
        """#

    private func describe(_ name: String) throws -> String {
        let folder = try TemporaryFolder(["s.json": Self.chain])
        var loader = ContractLoader()
        loader.findsMistakes = false
        let services = try loader.load([folder.path]).services
        return try Description(of: services, palette: Palette(usesColor: false), width: 80).text(of: name)
    }

    @Test func `Types below three levels are listed, and each can be described`() throws {
        #expect(
            try describe("s.m") == """
                s.m
                  One.
                    two
                  params   { a?: one, list?: unknown[] }
                    list  The list
                  result   unknown
                  type     one = { b?: two }
                  type     two = { c?: three }
                  type     three = { d?: four.5 }
                  types    four.5: describe s.m.four.5 shows one
                  no handler: calls are answered -32601; --mock answers from the contract, and
                    at the prompt .on s.m RULE
                s.m
                """)
        let four = """
              type     four.5 = { e?: five }
              type     five = unknown (at least 1 character)
            """
        #expect(try describe("s.m.four.5") == "s.m.four.5  Deep.\n" + four)
        #expect(try describe("s.four.5") == "s.four.5  Deep.\n" + four)
        let error = #expect(throws: UnknownName.self) { try describe("s.m.fuor.5") }
        #expect(error?.description == #"no service or method "s.m.fuor.5"; did you mean "s.m.four.5"?"#)
    }
}
