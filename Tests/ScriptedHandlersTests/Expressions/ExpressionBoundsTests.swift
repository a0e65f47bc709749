import ClamatorKit
import ScriptedHandlers
import ServiceSupport
import Testing

@Suite struct ExpressionBoundsTests {
    @Test(arguments: [
        ("(", "1", ")"), ("-", "1", ""), ("2^", "1", ""), ("abs(", "1", ")"), ("-(", "1", ")"), ("(", "", ""),
    ])
    func `What nests too deep is refused at load, however deep it is`(opening: String, middle: String, closing: String)
        throws
    {
        let source = String(repeating: opening, count: 10_000) + middle + String(repeating: closing, count: 10_000)
        #expect(try #require(try ExpressionInputs().complaint(source)).contains("^ nested deeper than 200 levels"))
    }

    @Test func `Two hundred levels are not too deep`() throws {
        let source = String(repeating: "(", count: 200) + "7" + String(repeating: ")", count: 200)
        #expect(try ExpressionInputs().outcome(source) == "7")
        #expect(try ExpressionInputs().outcome("2" + String(repeating: "^1", count: 200)) == "2")
    }

    @Test func `A long chain is no deep one`() throws {
        let inputs = try ExpressionInputs(params: #"{"s": "x"}"#)
        #expect(try inputs.outcome("0" + String(repeating: "+1", count: 10_000)) == "10000")
        #expect(try inputs.outcome("s" + String(repeating: "+s", count: 9999)).count == 10_002)
        #expect(try inputs.outcome("min(9" + String(repeating: ",8", count: 10_000) + ")") == "8")
    }

    private static let mebibyte = 1 << 20

    @Test func `A string may be one mebibyte long, and no longer`() throws {
        let half = String(repeating: "x", count: Self.mebibyte / 2)
        let inputs = try ExpressionInputs(params: #"{"half": "\#(half)", "one": "x"}"#)
        #expect(try inputs.outcome("half + half").utf8.count == Self.mebibyte + 2)
        #expect(try inputs.outcome("length(half + half)") == String(Self.mebibyte))
        #expect(try inputs.outcome("half + half + one") == "limit reached: the value would be too large")
        #expect(try inputs.outcome("length(half + half + one)") == "limit reached: the value would be too large")
        #expect(try inputs.filled(#""${half}${half}""#).utf8.count == Self.mebibyte + 2)
        #expect(try inputs.filled(#""${half}-${half}""#) == "limit reached: the value would be larger than 1 MiB (at )")
    }

    @Test func `What upper and lower make of a string is bounded`() throws {
        let inputs = try ExpressionInputs(params: #"{"s": "\#(String(repeating: "ŉ", count: Self.mebibyte / 2))"}"#)
        #expect(try inputs.outcome("length(lower(s))") == String(Self.mebibyte / 2))
        #expect(try inputs.outcome("upper(s)") == "limit reached: the value would be too large")
    }

    @Test func `A value that is copied may be one mebibyte long, and no longer`() throws {
        let elements = String(repeating: "1,", count: Self.mebibyte / 2 - 2)
        let inputs = try ExpressionInputs(
            params: #"{"fits": [\#(elements)10], "not": [\#(elements)100], "s": "\#(elements)12345"}"#)
        #expect(try inputs.outcome("fits").utf8.count == Self.mebibyte)
        #expect(try inputs.outcome("not") == "limit reached: the value would be too large")
        #expect(try inputs.outcome("length(not)") == String(Self.mebibyte / 2 - 1))
        #expect(try inputs.outcome("upper(s)") == "limit reached: the value would be too large")
    }
}
