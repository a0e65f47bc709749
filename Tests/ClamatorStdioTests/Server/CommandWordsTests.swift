import Testing

// For `CommandWords`, which is internal.
@testable import ClamatorStdio

struct `The words of a command` {
    @Test(arguments: [
        ("server", ["server"]),
        ("  node\tserver.js \n --port 1 ", ["node", "server.js", "--port", "1"]),
        ("'a b' \"c d\" e\\ f", ["a b", "c d", "e f"]),
        ("a'b'\"c\"d", ["abcd"]),
        ("x '' \"\"", ["x", "", ""]),
        (#"x "\"\\\$\`" "\n""#, ["x", #""\$`"#, #"\n"#]),
        (#"x '\n' \n"#, ["x", #"\n"#, "n"]),
        ("a\\\nb \"c\\\nd\"", ["ab", "cd"]),
        ("echo $HOME * ~ `ls` | & ; <", ["echo", "$HOME", "*", "~", "`ls`", "|", "&", ";", "<"]),
        ("e\u{301} 'é\u{A0}'", ["e\u{301}", "é\u{A0}"]),
    ])
    func `are split as a shell does, and nothing is expanded`(line: String, words: [String]) throws {
        #expect(try CommandWords.split(line) == words)
    }

    @Test(arguments: [
        ("'a", "a quote in it is not closed"),
        ("\"a\\\"", "a quote in it is not closed"),
        ("\"a\\", "a quote in it is not closed"),
        ("a\\", "a backslash stands at its end"),
        (" \t", "it names no command"),
        ("'' a", "it names no command"),
    ])
    func `are refused where they do not end`(line: String, reason: String) {
        #expect(throws: CommandWords.FormatError(reason: reason)) { try CommandWords.split(line) }
    }
}
