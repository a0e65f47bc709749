import ClamatorKit
import Testing

// For `BrokenJSON`, which is internal.
@testable import ReplCore

@Suite struct BrokenJSONTests {
    private func shown(_ text: String) throws -> String {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        return BrokenJSON.text(try #require(error), in: text)
    }

    @Test func `The place is marked below the line`() throws {
        let text = try shown("[1, 02]")
        #expect(
            text == """
                no JSON: a number has no leading zeros at column 6
                    [1, 02]
                         ^
                """)
    }

    @Test func `Where the text ends too early its end is marked`() throws {
        let text = try shown("[1,")
        #expect(
            text == """
                no JSON: the text ends too early at column 4
                    [1,
                       ^
                """)
    }

    @Test func `Of a long line the part around the place is shown`() throws {
        let broken = "[" + String(repeating: "1, ", count: 50) + "x" + String(repeating: ", 1", count: 50) + "]"
        let text = try shown(broken)
        #expect(
            text == """
                no JSON: expected a value, got 'x' at column 152
                    … 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, x, 1, 1, 1, 1, 1, 1,…
                                                             ^
                """)
    }

    @Test func `Wide and escaped characters count as they are shown`() throws {
        let text = try shown("[\"日本\u{9B}\" 1]")
        #expect(
            text == """
                no JSON: expected ',' or ']', got '1' at column 8
                    ["日本\\u009b" 1]
                                  ^
                """)
    }
}
