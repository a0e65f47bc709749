import Testing

@testable import ReplCore

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
}

@Suite struct HistorySearchTests {
    @Test func findsTheNewestEntryAndThenOlderOnes() {
        var search = HistorySearch(["add one", "日本 add", "other"])
        search.extend("a")
        search.extend("dd")
        #expect(search.match == .init(entry: "日本 add", range: 3..<6))
        search.older()
        #expect(search.match == .init(entry: "add one", range: 0..<3))
        search.newer()
        #expect(search.match?.entry == "日本 add")
    }

    @Test func findsCharactersOfAnyScript() {
        var search = HistorySearch(["x 日本", "y 😀"])
        search.extend("本")
        #expect(search.match == .init(entry: "x 日本", range: 3..<4))
    }

    @Test func keepsTheLastMatchWhenItFails() {
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

    @Test func ignoresCaseUnlessACapitalIsTyped() {
        var small = HistorySearch(["Add"])
        small.extend("add")
        #expect(small.match?.entry == "Add")
        var capital = HistorySearch(["add"])
        capital.extend("A")
        #expect(capital.hasFailed)
    }

    @Test func findsNothingInAnEmptyHistory() {
        var search = HistorySearch([])
        search.extend("a")
        search.older()
        search.newer()
        #expect(search.match == nil)
    }
}

@Suite struct UndoStackTests {
    @Test func undoesTypedWordsAndSingleChanges() {
        var stack = UndoStack()
        for text in ["o", "on", "one", "one ", "one t", "one tw"] { stack.record(TextBuffer(text)) }
        stack.record(TextBuffer(""))
        let states = [
            stack.undo()?.text,
            stack.undo()?.text,
            stack.undo()?.text,
            stack.undo()?.text,
        ]
        #expect(states == ["one tw", "one ", "", nil])
    }
}
