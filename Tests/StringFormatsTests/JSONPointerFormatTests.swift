import StringFormats
import Testing

@Suite struct JSONPointerFormatTests {
    @Test(
        arguments: FormatCase.table(
            .jsonPointer,
            valid: [
                "", "/", "/foo/bar~0/baz~1/%a", "/foo//bar", "/foo/bar/", "/foo", "/foo/0", "/a~1b", "/c%d", "/e^f",
                "/g|h", #"/i\j"#, #"/k"l"#, "/ ", "/m~0n", "/foo/-", "/foo/-/bar", "/~1~0~0~1~1", "/~1.1", "/~0.1",
                "/foo/bar/😎", "/01", "/\u{7F}", "/}", "/\u{FF5E}", "/foo\0bar\n\tbaz",
            ],
            invalid: [
                "/foo/bar~", "#", "#/", "#a", "#/foo", "/~0~", "/~0/~", "/~2", "/~-1", "/~~", "a", "0", "a/a",
                "/foo\0~", "/~\u{FF10}",
            ]))
    func `A JSON Pointer starts each token with a slash and escapes the tilde`(_ example: FormatCase) {
        example.check()
    }

    @Test(
        arguments: FormatCase.table(
            .relativeJSONPointer,
            valid: [
                "1", "0/foo/bar", "2/0/baz/1/zip", "0#", "0+1", "0+1/foo", "1-2/bar", "0-0", "0-1#", "120/foo/bar",
                "100", "0//",
            ],
            invalid: [
                "", "/foo/bar", "1foo", "-1/foo/bar", "+1/foo/bar", "0+", "0-01", "0++1", "0+1not-a-pointer", "١/foo",
                "0##", "01/a", "01#", "01", "0/~2", "0/foo/bar~", "1#/foo/bar", "1\n", "#",
            ]))
    func `A relative JSON Pointer starts with the levels to go up`(_ example: FormatCase) {
        example.check()
    }
}
