import ClamatorKit
import Testing

@testable import ReplCore

@Suite struct DescriptionTests {
    private func description() throws -> Description {
        Description(of: try DemoService.services(), palette: Palette(usesColor: false))
    }

    @Test func tellsOfAService() throws {
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

    @Test func tellsOfAMethod() throws {
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

    @Test func tellsOfANotification() throws {
        let text = try description().text(of: "demo.tell")
        #expect(
            text == """
                demo.tell
                  params   { text: string }
                  a notification: it has no result, and no reply comes
                """)
    }

    @Test func saysThatNothingAnswersAMethod() throws {
        let text = try description().text(of: "demo.unbound")
        #expect(
            text == """
                demo.unbound
                  params   object
                  result   unknown
                  no handler: calls are answered -32601
                """)
    }

    @Test(arguments: [nil, "demo", "demo.add", "demo.tell"]) func isJSONOnOneLine(name: String?) throws {
        let text = try description().json(of: name)
        #expect(!text.contains("\n"))
        #expect(try JSON(parsing: text).count > 0)
    }

    @Test func keepsSchemasAsTheyAreInJSON() throws {
        let add = try JSON(parsing: try description().json(of: "demo.add"))
        #expect(add["params"]?["properties"]?["a"] == ["type": "number", "description": "The first."])
        #expect(add["signature"] == "{ a: number, b: number }")
        #expect(add["notification"] == false)
        #expect(add["examples"]?[0]?["result"]?["sum"] == 5)
    }

    @Test(arguments: ["nope", "demo.nope", "nope.add"]) func knowsNoOtherNames(name: String) throws {
        #expect(throws: UnknownName.self) { try description().text(of: name) }
        #expect(throws: UnknownName.self) { try description().json(of: name) }
    }
}
