import ClamatorJSON
import ClamatorYAML
import TestSupport
import Testing

/// YAML is read as JSON, in the core schema of YAML 1.2.
@Suite struct YAMLDocumentTests {
    @Test(arguments: [
        ("", "null"), (" ~", "null"), (" null", "null"), (" NULL", "null"), (" nUll", #""nUll""#),
        (" true", "true"), (" False", "false"), (" tRUE", #""tRUE""#), (" yes", #""yes""#), (" no", #""no""#),
        (" on", #""on""#), (" y", #""y""#),
        (" 1.50", "1.50"), (" -0", "-0"), (" 1e3", "1e3"), (" 1E+03", "1E+03"),
        (" 12345678901234567890", "12345678901234567890"),
        (" +12", "12"), (" 012", "12"), (" -007", "-7"), (" 000", "0"), (" .5", "0.5"), (" -.5e1", "-0.5e1"),
        (" 1.", "1"),
        (" 1.e2", "1e2"), (" 0o17", "15"), (" 0x1F", "31"), (" 0xff", "255"), (" 0x", #""0x""#), (" 0o8", #""0o8""#),
        (" -0x1F", #""-0x1F""#), (" 0X1F", #""0X1F""#), (" 0b1", #""0b1""#), (" 1_000", #""1_000""#),
        (" 1:30", #""1:30""#), (" 2024-01-01", #""2024-01-01""#), (" 1e", #""1e""#), (" .", #"".""#),
        ("\n  -", "[null]"),
        (" +", #""+""#), (" 1.2.3", #""1.2.3""#), (" ..5", #""..5""#), (" -.nan", #""-.nan""#), (" .iNf", #"".iNf""#),
        (
            " 0x\(String(repeating: "f", count: 64))",
            "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        ),
        (" 0x0000000000000000000000003b9aca00", "1000000000"), (" 0x8ac7230489e80000", "10000000000000000000"),
        (" \"1\"", #""1""#), (" 'true'", #""true""#), (" \"\\x41\\u00e9\\t\"", #""Aé\t""#),
        (" |\n  a\n  b\n", #""a\nb\n""#),
        (" >-\n  a\n  b\n", #""a b""#), (" [1, b, ~]", #"[1,"b",null]"#),
        (" {a: 1, \"b\":2, c}", #"{"a":1,"b":2,"c":null}"#),
        ("\n  - 1\n  - x: [2]\n", #"[1,{"x":[2]}]"#),
    ])
    func `A value has the meaning of the core schema`(yaml: String, json: String) throws {
        #expect(try value("v:" + yaml).description == #"{"v":\#(json)}"#)
    }

    @Test(arguments: [
        "a: 1", "--- # x\na: 1\n", "%YAML 1.2\n---\na: 1\n...\n", "\u{FEFF}a: 1", #"{"a": 1}"#, "a: 1\r\n",
    ])
    func `A text has one document`(yaml: String) throws { #expect(try value(yaml) == ["a": 1]) }

    @Test func `A text may be in UTF-16`() throws {
        let units = Array("\u{FEFF}a: é".utf16)
        #expect(try YAMLDocument(parsing: units.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }).root == ["a": "é"])
    }

    @Test func `An alias stands for the value with its anchor`() throws {
        let yaml = """
            &key base: &b {x: 1}
            other: *b
            list: [*b, &n 2, *n, *key]
            again: &n 3
            last: *n
            """
        #expect(
            try value(yaml).description
                == #"{"base":{"x":1},"other":{"x":1},"list":[{"x":1},2,2,"base"],"again":3,"last":3}"#)
    }

    @Test(arguments: [
        ("", "1:1: the text holds no value"), ("# nothing\n", "2:1: the text holds no value"),
        ("a: 1\n--- \nb: 2\n", "2:1: a second document begins here; a file holds one"),
        ("a: .inf", "1:4: JSON has no number .inf; in quotes it is a string"),
        ("a: -.INF", "1:4: JSON has no number -.INF; in quotes it is a string"),
        ("a: [.NaN]", "1:5: JSON has no number .NaN; in quotes it is a string"),
        (
            "a: 0x1\(String(repeating: "0", count: 64))",
            "1:4: an integer of more than 256 bits; in quotes it is a string"
        ),
        ("é: 1\n2: b", "2:1: a key must be a string; numbers, booleans and null are keys in quotes"),
        ("null: b", "1:1: a key must be a string; numbers, booleans and null are keys in quotes"),
        ("[a]: b", "1:1: a key must be a string; numbers, booleans and null are keys in quotes"),
        ("a: &x b\n*x : b", "2:1: a key must be a string; numbers, booleans and null are keys in quotes"),
        ("a: &x {}\nb:\n  <<: *x", "3:3: YAML 1.2 has no merge key <<; in quotes it is a name like others"),
        ("a: 1\n\"a\": 2", "2:1: the key \"a\" stands here twice"),
        (
            "a: !!str 1",
            "1:4: tags are not read, here tag:yaml.org,2002:str; plain values have the kinds of YAML's core schema"
        ),
        ("a: !own {}", "1:4: tags are not read, here !own; plain values have the kinds of YAML's core schema"),
        (
            "!!str a: 1",
            "1:1: tags are not read, here tag:yaml.org,2002:str; plain values have the kinds of YAML's core schema"
        ),
        ("a: *b", "1:4: nothing before has the anchor &b"),
        ("a: &b [*b]", "1:8: *b stands inside of the value that it stands for"),
        ("a: [1", "2:1: no YAML: did not find expected ',' or ']', while parsing a flow sequence from line 1 on"),
        ("a: \"x", "1:6: no YAML: found unexpected end of stream, while scanning a quoted scalar from line 1 on"),
        (
            "a:\n\tb: 1",
            "2:1: no YAML: found character that cannot start any token, a tab (YAML is indented with spaces), while scanning for the next token from line 2 on"
        ),
        ("a: b: c", "1:5: no YAML: mapping values are not allowed in this context"),
        ("a: \u{1}", "1:4: no YAML: control characters are not allowed"),
        (
            "a: \"\\ud83d\\ude00\"",
            "1:7: no YAML: found invalid Unicode character escape code, while parsing a quoted scalar from line 1 on"
        ),
    ])
    func `What JSON cannot hold is an error with its place`(yaml: String, message: String) {
        #expect(error(Array(yaml.utf8)) == message)
    }

    @Test(arguments: [[0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func `Bytes that are no UTF-8 are an error with their place`(bytes: [UInt8]) {
        #expect(error(Array("a: 1\nb: é".utf8) + bytes)?.hasPrefix("2:") == true)
    }

    // MARK: Places

    @Test func `Places in the JSON are told in the YAML`() throws {
        let document = try YAMLDocument(
            parsing: Array(
                """
                # a comment
                é: one
                list:
                  - two
                  - x: "th ree"
                base: &b
                  deep: 4
                alias: *b
                block: |
                  text
                """.utf8))
        func place(_ path: String, _ offset: Int = 0) throws -> String {
            let value = try #require(JSONPointer(parsing: path).flatMap { document.root[$0] })
            let place = document.positions[value.offset + offset]
            return "\(place.line):\(place.column)"
        }
        #expect(try place("") == "2:1")
        #expect(try place("/é") == "2:4")
        #expect(try place("/list") == "4:3")
        #expect(try place("/list/0") == "4:5")
        #expect(try place("/list/1") == "5:5")
        #expect(try place("/list/1/x") == "5:8")
        #expect(try place("/base") == "6:7")
        #expect(try place("/base/deep") == "7:9")
        // What an alias stands for stands where it was written.
        #expect(try place("/alias/deep") == "7:9")
        // The third character of a string.
        #expect(try place("/é", 3) == "2:6")
        #expect(try place("/list/1/x", 3) == "5:11")
        #expect(try place("/block", 3) == "9:8")
    }

    // MARK: Limits

    @Test func `Directives for tags are few`() {
        let directives = (0..<101).map { "%TAG !a\($0)! tag:x,2000:\n" }
        #expect(error(Array((directives.dropFirst().joined() + "---\na: 1").utf8)) == nil)
        let message = "1:1: more than 100 %TAG directives; tags are not read"
        #expect(error(Array((directives.joined() + "---\na: 1").utf8)) == message)
        #expect(error(Array(("a: 1\n...\n" + directives.joined()).utf8)) == message)
        #expect(
            error(("\u{FEFF}" + directives.joined()).utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }) == message)
    }

    @Test func `Aliases that stand for more and more end with an error`() {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<30 {
            yaml +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        #expect(error(Array(yaml.utf8))?.contains("aliases stand for too much: limit reached: too many steps") == true)
        let long =
            "a: &a \"\(String(repeating: "x", count: 1 << 20))\"\nb: [" + String(repeating: "*a,", count: 20) + "]"
        #expect(error(Array(long.utf8))?.contains("limit reached: the value would be too large") == true)
    }

    @Test(arguments: ["[", "{a: ", "- ", "a: [", "? ", "- &a "])
    func `What is nested too deep is an error`(opening: String) {
        let text = String(repeating: opening, count: 10_000)
        let message = error(Array(text.utf8))
        #expect(message != nil)
        let deep = "v: " + String(repeating: "[", count: 511) + String(repeating: "]", count: 511)
        #expect(error(Array(deep.utf8)) == nil)
        let tooDeep = "v: " + String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(error(Array(tooDeep.utf8)) == "1:515: nested deeper than 512 levels")
    }

    @Test func `Aliases that nest too deep are an error`() {
        var yaml = "a0: &a0 [x]\n"
        for level in 1..<600 { yaml += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(error(Array(yaml.utf8))?.hasSuffix(": nested deeper than 512 levels") == true)
    }

    @Test func `Any bytes give a value or an error`() throws {
        let seeds = [
            "a: &x [1, 'two', \"three\\n\"]\nb: *x\nc:\n  - d: |\n      e\n  - ? f\n    : g\n%TAG !",
            "{\"a\": [true, null, 1.5e3]}",
        ]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<RandomCases.count(300) {
            var bytes = Array(seeds.randomElement(using: &random)?.utf8 ?? "".utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1:
                    bytes.insert(Array("[]{}:,-?&*!|>'\"%@`\t\n #".utf8).randomElement(using: &random) ?? 0, at: index)
                default: bytes.removeSubrange(index..<min(index + 3, bytes.count - 1))
                }
            }
            guard let document = try? YAMLDocument(parsing: bytes) else { continue }
            #expect(try JSON(parsing: document.root.description) == document.root)
        }
    }

    private func value(_ yaml: String) throws -> JSON { try YAMLDocument(parsing: Array(yaml.utf8)).root }

    private func error(_ yaml: [UInt8]) -> String? {
        do throws(YAMLError) {
            _ = try YAMLDocument(parsing: yaml)
            return nil
        } catch {
            return "\(error.line):\(error.column): \(error)"
        }
    }

    @Test func `Each alias costs no more than what it stands for`() throws {
        func time(_ count: Int) throws -> Duration {
            let text = "a: &a 1\nb: [" + Array(repeating: "*a", count: count).joined(separator: ", ") + "]"
            return try processorTime { _ = try value(text) }
        }
        _ = try time(100)
        #expect(try time(8000) < time(1000) * 30)
    }
}
