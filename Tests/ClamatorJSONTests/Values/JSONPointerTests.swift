import ClamatorJSON
import Testing

@Suite struct JSONPointerTests {
    /// The document of RFC 6901 §5, and some more.
    static let document = #"""
        {
            "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
            "~1": 9, "é": 10, "e\u0301": 11, "list": [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, "ten"]], "obj": {"0": "zero", "-": "dash"},
            "twice": 1, "twice": 2, "": 0
        }
        """#

    @Test(arguments: [
        ("/foo", #"["bar", "baz"]"#), ("/foo/0", #""bar""#), ("/foo/1", #""baz""#), ("/", "0"), ("/a~1b", "1"),
        ("/c%d", "2"), ("/e^f", "3"), ("/g|h", "4"), (#"/i\j"#, "5"), (#"/k"l"#, "6"), ("/ ", "7"), ("/m~0n", "8"),
        ("/~01", "9"), ("/é", "10"), ("/e\u{301}", "11"), ("/list/0/10", #""ten""#), ("/obj/0", #""zero""#),
        ("/obj/-", #""dash""#), ("/twice", "2"),
    ])
    func `A pointer leads to a part (RFC 6901 §5)`(pointer: String, value: String) throws {
        let json = try JSON(parsing: Self.document)
        #expect(try json[#require(JSONPointer(parsing: pointer))]?.description == value)
    }

    @Test
    func `The empty pointer leads to the whole`() throws {
        let json = try JSON(parsing: Self.document)
        #expect(try json[#require(JSONPointer(parsing: ""))] == json)
    }

    @Test(arguments: [
        "/bar", "/foo/2", "/foo/-1", "/foo/-0", "/foo/+1", "/foo/00", "/foo/01", "/foo/-", "/foo/", "/foo/ 0",
        "/foo/0 ", "/foo/1e0", "/foo/0.0", "/foo/0x0", "/foo/\u{661}", "/foo/\u{FF11}", "/foo/0\u{301}",
        "/foo/18446744073709551616", "/foo/9223372036854775808", "/foo/bar", "/foo/0/0", "/a~1b/c", "//", "/obj/1",
    ])
    func `A pointer to what is not there leads nowhere`(pointer: String) throws {
        #expect(try JSON(parsing: Self.document)[#require(JSONPointer(parsing: pointer))] == nil)
    }

    @Test(arguments: [
        ("", []), ("/", [""]), ("//", ["", ""]), ("/a/b", ["a", "b"]), ("/a~1b", ["a/b"]), ("/m~0n", ["m~n"]),
        ("/~01", ["~1"]), ("/~10", ["/0"]), ("/~0~1~0", ["~/~"]), ("/é/\u{301}x", ["é", "\u{301}x"]),
        ("/a/", ["a", ""]),
    ])
    func `A pointer's text is tokens with a slash before each, and is written as it was read`(
        text: String, tokens: [ExactString]
    ) throws {
        let pointer = try #require(JSONPointer(parsing: text))
        #expect(pointer == JSONPointer(tokens))
        #expect(pointer.description.utf8.elementsEqual(text.utf8))
    }

    @Test(arguments: ["a", "a/b", "#/a", " /a", "~0", "/~", "/a~", "/~2", "/~~0", "/~/0"])
    func `A text that is no pointer is refused`(text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }

    @Test
    func `Pointers are equal where their code points are, without normalisation (RFC 6901 §4)`() {
        #expect(JSONPointer(["é"]) == JSONPointer(["é"]))
        #expect(JSONPointer(["é"]) != JSONPointer(["e\u{301}"]))
        #expect(JSONPointer(["a", "b"]) != JSONPointer(["ab"]))
        #expect(Set([JSONPointer(["é"]), JSONPointer(["e\u{301}"]), JSONPointer(["é"])]).count == 2)
    }

    @Test
    func `A pointer can be lengthened`() {
        #expect(JSONPointer().appending("a").appending("b/c").description == "/a/b~1c")
    }
}
