import Testing

// For `HistorySearch.Match`, which is internal.
@testable import LineEditing

@Suite struct HistorySearchTests {
    @Test func `The newest entry is found first, and then older ones`() {
        var search = HistorySearch(["add one", "日本 add", "other"])
        search.extend("a")
        search.extend("dd")
        #expect(search.match == .init(entry: "日本 add", range: 3..<6))
        search.older()
        #expect(search.match == .init(entry: "add one", range: 0..<3))
        search.newer()
        #expect(search.match?.entry == "日本 add")
    }

    @Test func `Characters of any script are found`() {
        var search = HistorySearch(["x 日本", "y 😀"])
        search.extend("本")
        #expect(search.match == .init(entry: "x 日本", range: 3..<4))
    }

    @Test func `A search that fails keeps the last match`() {
        var search = HistorySearch(["abc"])
        search.extend("ab")
        search.extend("x")
        #expect(search.hasFailed)
        #expect(search.match?.entry == "abc")
        search.shorten()
        #expect(!search.hasFailed)
        search.shorten()
        search.shorten()
        #expect(search.match == nil)
    }

    @Test func `Case is ignored unless a capital is typed`() {
        var small = HistorySearch(["Add"])
        small.extend("add")
        #expect(small.match?.entry == "Add")
        var capital = HistorySearch(["add"])
        capital.extend("A")
        #expect(capital.hasFailed)
    }

    @Test func `Nothing is found in an empty history`() {
        var search = HistorySearch([])
        search.extend("a")
        search.older()
        search.newer()
        #expect(search.match == nil)
    }

    @Test(arguments: [
        ("é", "e\u{301}"), ("e\u{301}", "é"), ("über", "ÜBER"), ("ж", "Ж"), ("한", "\u{1112}\u{1161}\u{11AB}"),
    ])
    func `Characters are found however they are composed`(query: String, text: String) {
        var search = HistorySearch(["x " + text + " y", "ascii"])
        search.extend(query)
        #expect(search.match?.range == 2..<2 + text.unicodeScalars.count)
    }

    @Test func `Capitals of any script are taken as they are`() {
        var search = HistorySearch(["über", "Über"])
        search.extend("Ü")
        #expect(search.match?.entry == "Über")
        search.older()
        #expect(search.hasFailed)
    }
}
