import LineEditing
import Testing

@Suite struct EntryHistoryTests {
    @Test func `A walk back and forth does not lose the draft`() {
        var history = EntryHistory(["one", "two"])
        let walk = [
            history.older(than: "draft"),
            history.older(than: "two, changed"),
            history.older(than: "one"),
            history.newer(than: "one"),
            history.newer(than: "two, changed"),
            history.newer(than: "draft"),
        ]
        #expect(walk == ["two", "one", nil, "two, changed", "draft", nil])
    }

    @Test func `Changes are forgotten when an entry is added`() {
        var history = EntryHistory(["one"])
        _ = history.older(than: "draft")
        _ = history.newer(than: "one, changed")
        history.add("two")
        let walk = [
            history.older(than: ""),
            history.older(than: "two"),
        ]
        #expect(walk == ["two", "one"])
        #expect(history.entries == ["one", "two"])
    }

    @Test func `Of two equal entries the newer is kept`() {
        var history = EntryHistory(["one", "two"])
        history.add("one")
        #expect(history.entries == ["two", "one"])
    }

    @Test func `Entries that begin as the draft are found`() {
        var history = EntryHistory(["add 1", "sub", "add 2"])
        let walk = [
            history.older(than: "add", beginningWith: "add"),
            history.older(than: "add 2", beginningWith: "add"),
            history.older(than: "add 1", beginningWith: "add"),
            history.newer(than: "add 1", beginningWith: "add"),
            history.newer(than: "add 2", beginningWith: "add"),
        ]
        #expect(walk == ["add 2", "add 1", nil, "add 2", "add"])
    }

    @Test func `What other sessions added is taken in`() {
        var history = EntryHistory(["one", "two"])
        let isNews = history.take(["three", "one"])
        #expect(isNews)
        #expect(history.entries == ["two", "three", "one"])
    }

    @Test func `What the history has already is known`() {
        var history = EntryHistory(["one", "two"])
        let isNews = [history.take(["two"]), history.take([])]
        #expect(isNews == [false, false])
    }

    @Test func `A walk lasts until an entry is added`() {
        var history = EntryHistory(["one"])
        #expect(!history.isWalking)
        _ = history.older(than: "draft")
        #expect(history.isWalking)
        _ = history.newer(than: "one")
        // The draft is in the editor again, and nothing was changed on the way.
        #expect(history.isWalking)
        history.restart()
        #expect(!history.isWalking)
    }

    @Test(arguments: ["", "  ", "\n", " secret", " \tx"]) func `What begins with a space is left out`(entry: String) {
        #expect(!EntryHistory.keeps(entry))
    }

    @Test(arguments: ["x", "\tx", "x "]) func `What does not begin with a space is kept`(entry: String) {
        #expect(EntryHistory.keeps(entry))
    }

    @Test func `Of equal entries that are read the newest is kept`() {
        #expect(EntryHistory.newest(["a", "b", "a", "c"]) == ["b", "a", "c"])
    }

    @Test func `No more is kept than the bounds allow`() {
        let many = (0..<EntryHistory.mostEntries + 5).map(String.init)
        #expect(EntryHistory.newest(many) == Array(many.dropFirst(5)))
        let long = String(repeating: "x", count: EntryHistory.mostBytes / 2)
        #expect(EntryHistory.newest(["old", long + "1", long]) == [long])
    }
}
