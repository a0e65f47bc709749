import ClamatorJSON
import ClamatorSchema
import Testing
import ValueGeneration

private func smallest(_ value: JSON, attempts: Int = 2000, while holds: (JSON) -> Bool) -> JSON {
    var shrinker = ValueShrinker(attempts: attempts)
    return shrinker.shrink(value, while: holds)
}

@Test func `Members and elements that do not matter go`() {
    let value: JSON = ["a": 5, "b": ["x", "y", ["deep": true]], "c": "text"]
    #expect(smallest(value) { $0["b"]?.elements.contains { $0["deep"] != nil } ?? false } == ["b": [["deep": false]]])
    #expect(smallest(value) { _ in true } == [:])
}

@Test func `Parts that must be equal become smaller together`() {
    let pair: JSON = ["xs": ["beacon", "beacon"]]
    #expect(
        smallest(pair) { $0["xs"]?.count == 2 && $0["xs"]?[0] == $0["xs"]?[1] && $0["xs"]?[0]?.kind == .string }
            == ["xs": ["", ""]])
    #expect(smallest(["a": 40, "b": 40]) { $0["a"] != nil && $0["a"] == $0["b"] } == ["a": 0, "b": 0])
}

@Test func `What stands within a string goes where it is not needed`() {
    let time: JSON = "2024-02-29T23:59:59.999+14:00"
    let isTime = { (value: JSON) in
        value.string?.wholeMatch(of: /....-..-..T..:..:..(\.[0-9]+)?\+14:00/) != nil
    }
    #expect(smallest(time, while: isTime).string?.utf8.count == 25)
    #expect(smallest("+c@e") { $0.string?.hasPrefix("+") == true && $0.string?.contains("@e") == true } == "+@e")
}

@Test func `Of an object with many members few others are made`() {
    let many = JSON(members: (0..<2001).map { (ExactString("n\($0)"), JSON($0)) })
    var tried = 0
    #expect(
        smallest(many, attempts: 200) {
            tried += 1
            return $0["n1234"] != nil
        }.count == 1)
    #expect(tried < 150)
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
