import ClamatorKit
import Testing

@testable import ReplCore

@Suite struct DescriptionTests {
    private func description() throws -> Description {
        Description(of: try DemoService.services(), palette: Palette(usesColor: false))
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
                  result   { sum: number }
                    a  The first.
                  error    -32000 result out of range
                  example  { "a": 2, "b": 3 } → { "sum": 5 }
                """)
    }

    @Test func `A notification is described`() throws {
        let text = try description().text(of: "demo.tell")
        #expect(
            text == """
                demo.tell
                  params   { text: string }
                  a notification: it has no result, and no reply comes
                """)
    }

    @Test func `A description says that nothing answers a method`() throws {
        let text = try description().text(of: "demo.unbound")
        #expect(
            text == """
                demo.unbound
                  params   object
                  result   unknown
                  no handler: calls are answered -32601
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
}
