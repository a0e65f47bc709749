import ClamatorSchema
import Testing

@Suite struct SuggestionTests {
    @Test(
        "The nearest name is suggested where it is near enough to be meant",
        arguments: [
            ("dad", "add"), ("ADD", "add"), ("sbutract", "subtract"), ("substract", "subtract"),
            ("resutl", "result"), ("A", "a"),
        ])
    func nearNames(typed: String, meant: String) {
        #expect(Suggestion.nearest(to: typed, among: ["a", "add", "subtract", "result"]) == meant)
    }

    @Test("Nothing is suggested for a name that is far from all", arguments: ["multiply", "c", "", "xyz", "re"])
    func farNames(typed: String) {
        #expect(Suggestion.nearest(to: typed, among: ["a", "b", "add", "subtract", "result"]) == nil)
        #expect(Suggestion.sentence(for: typed, among: ["a", "b", "add"]) == "")
    }

    @Test func `The sentence quotes the name`() {
        #expect(Suggestion.sentence(for: "ad", among: ["add"]) == "; did you mean \"add\"?")
    }
}
