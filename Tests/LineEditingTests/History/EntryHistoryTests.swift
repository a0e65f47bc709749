import Testing

@testable import LineEditing

@Suite struct EntryHistoryTests {
    @Test func goesBackAndForthWithoutLosingTheDraft() {
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

    @Test func forgetsChangesWhenAnEntryIsAdded() {
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

    @Test func keepsTheNewerOfTwoEqualEntries() {
        var history = EntryHistory(["one", "two"])
        history.add("one")
        #expect(history.entries == ["two", "one"])
    }

    @Test func findsEntriesThatBeginAsTheDraft() {
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

    @Test func takesInWhatOtherSessionsAdded() {
        var history = EntryHistory(["one", "two"])
        let isNews = history.take(["three", "one"])
        #expect(isNews)
        #expect(history.entries == ["two", "three", "one"])
    }

    @Test func knowsWhatItHasAlready() {
        var history = EntryHistory(["one", "two"])
        let isNews = [history.take(["two"]), history.take([])]
        #expect(isNews == [false, false])
    }

    @Test func walksUntilAnEntryIsAdded() {
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

    @Test(arguments: ["", "  ", "\n", " secret", " \tx"]) func leavesOutWhatBeginsWithASpace(entry: String) {
        #expect(!EntryHistory.keeps(entry))
    }

    @Test(arguments: ["x", "\tx", "x "]) func keepsWhatDoesNot(entry: String) {
        #expect(EntryHistory.keeps(entry))
    }

    @Test func keepsTheNewestOfEachEntry() {
        #expect(EntryHistory.newest(["a", "b", "a", "c"]) == ["b", "a", "c"])
    }

    @Test func keepsNoMoreThanItsBounds() {
        let many = (0..<EntryHistory.mostEntries + 5).map(String.init)
        #expect(EntryHistory.newest(many) == Array(many.dropFirst(5)))
        let long = String(repeating: "x", count: EntryHistory.mostBytes / 2)
        #expect(EntryHistory.newest(["old", long + "1", long]) == [long])
    }
}
