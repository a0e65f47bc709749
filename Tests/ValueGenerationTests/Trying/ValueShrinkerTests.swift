import ClamatorJSON
import ClamatorSchema
import Testing

@testable import ValueGeneration

private func smallest(_ value: JSON, attempts: Int = 2000, while holds: (JSON) -> Bool) -> JSON {
    var shrinker = ValueShrinker(attempts: attempts)
    return shrinker.shrink(value, while: holds)
}

@Test func `Members and elements that do not matter go`() {
    let value: JSON = ["a": 5, "b": ["x", "y", ["deep": true]], "c": "text"]
    #expect(smallest(value) { $0["b"]?.elements.contains { $0["deep"] != nil } ?? false } == ["b": [["deep": false]]])
    #expect(smallest(value) { _ in true } == [:])
}

@Test func `Numbers go to the bound that still shows it`() throws {
    #expect(smallest(1234) { ($0.int ?? 0) > 700 } == 701)
    #expect(smallest(-1234) { ($0.int ?? 0) < -700 } == -701)
    #expect(smallest(-1234) { abs($0.int ?? 0) > 700 } == 701)
    #expect(smallest(17.25) { $0.double != $0.double?.rounded() } == 0.5)
    let large = try JSON(parsing: "9223372036854775807")
    #expect(smallest(large) { ($0.int ?? 0) >= 9_007_199_254_740_992 } == 9_007_199_254_740_992)
}

@Test func `Strings become as short as they may be`() {
    #expect(smallest("hello 🛶 world") { $0.string?.unicodeScalars.contains("🛶") ?? false } == "🛶")
    #expect(smallest("abcdefgh") { ($0.string?.count ?? 0) >= 5 } == "aaaaa")
}

@Test func `Names become as short as they may be`() {
    #expect(smallest(["LAHDAUE": "x", "PJWDUARJ": "y"]) { $0.count == 2 } == ["A": "", "a": ""])
    #expect(smallest(["label": 3]) { $0["label"] != nil } == ["label": 0])
}

@Test func `Integers of more than 64 bits go to where they begin`() throws {
    let large = try JSON(parsing: "18446744073709551615")
    #expect(try smallest(large) { ($0.double ?? 0) > 9.2e18 && $0.int == nil } == JSON(parsing: "9223372036854775808"))
}

@Test func `No more values are tried than allowed`() {
    var count = 0
    _ = smallest(JSON(Array(repeating: 7, count: 200)), attempts: 50) { _ in
        count += 1
        return false
    }
    #expect(count == 50)
}
