import Testing

// For `KeyMacros`, which is internal.
@testable import LineEditing

@Suite struct KeyMacrosTests {
    private func endless(_ macros: (keys: String, text: String)...) -> [String] {
        let lines = macros.map { "\"\($0.keys)\"            ->  \"\($0.text)\"\n" }
        return KeyMacros(listing: "Standard key bindings\n\"^A\"  ->  ed-move-to-beg\n" + lines.joined()).endless
    }

    @Test func `A macro is endless that types its own keys, be it by others`() {
        #expect(endless(("x", "axb")) == ["x"])
        #expect(endless(("^G", "^Gb"), ("y", "z")) == ["^G"])
        #expect(endless((" ", "x "), ("=->", "a=->")) == [" ", "=->"])
        #expect(endless(("^O", "a^T"), ("^T", "b^O"), ("^G", "^O")) == ["^O", "^T"])
    }

    @Test func `Others are not`() {
        #expect(endless(("x", "ab"), ("^G", "xx"), ("ab", "b a"), ("^X^Y", "")).isEmpty)
        #expect(endless().isEmpty)
        #expect(KeyMacros(listing: "no bindings").endless.isEmpty)
    }
}
