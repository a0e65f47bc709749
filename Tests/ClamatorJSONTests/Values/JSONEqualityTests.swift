import ClamatorJSON
import Testing

@Suite struct JSONEqualityTests {
    /// Texts of one row are equal to each other, and to those of no other row.
    static let classes: [[String]] = [
        ["null", " null "], ["true"], ["false"],
        ["0", "-0", "0.0", "0e7"], ["1", "1.0", "10e-1", "1E0", "0.1e1"], ["-1", "-1.0"], ["1.5"], ["1e400", "10e399"],
        ["123456789012345678901234567890", "1.2345678901234567890123456789e29"], ["123456789012345678901234567891"],
        [#""""#], [#""1""#, #""\u0031""#], [#""é""#, #""\u00e9""#, #""\u00E9""#], [#""e\u0301""#],
        [#""a/b""#, #""a\/b""#], [#""null""#],
        ["[]", "[ ]"], ["[[]]"], ["[1]", "[1.0]"], ["[1,2]", "[1.0, 2e0]"], ["[2,1]"], ["[1,2,3]"], ["[null]"],
        ["[{}]"],
        ["{}", "{ }"], [#"{"a":1}"#, #"{"a":1.0}"#, #"{"a":2,"a":1}"#, #"{"\u0061":1}"#, #"{"a":{},"\u0061":1}"#],
        [#"{"a":2}"#, #"{"a":1,"a":2}"#], [#"{"b":1}"#], [#"{"a":null}"#], [#"{"":1}"#],
        [
            #"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#, #"{"b":2.0,"\u0061":1}"#, #"{"a":1,"b":1,"b":2}"#,
            #"{"b":1,"a":1,"b":2}"#,
        ],
        [#"{"a":2,"b":1}"#], [#"{"a":[{"x":1,"y":[2]}]}"#, #"{"a":[{"y":[2.0],"x":1}]}"#],
        [#"{"a":"b"}"#], [#"["a","b"]"#], [#"{"é":1}"#, #"{"\u00e9":1}"#], [#"{"e\u0301":1}"#],
        [many(0..<40), many((0..<40).reversed()), many(Array(0..<40) + [3])], [many(0..<41)], [many(1..<41)],
        [many(0..<12), many((0..<12).reversed()), many(Array(0..<12) + [0])], [many(1..<13)],
    ]

    private static func many(_ numbers: some Sequence<Int>) -> String {
        "{" + numbers.map { #""m\#($0)":\#($0)"# }.joined(separator: ",") + "}"
    }

    @Test(arguments: classes.indices)
    func `Values are equal as JSON Schema has it, and then have the same hash`(row: Int) throws {
        for text in Self.classes[row] {
            let ours = try JSON(parsing: text)
            for (other, texts) in Self.classes.enumerated() {
                for text in texts {
                    let theirs = try JSON(parsing: text)
                    try #require((ours == theirs) == (row == other), "\(ours), \(theirs)")
                    if row == other { try #require(ours.hashValue == theirs.hashValue, "\(ours), \(theirs)") }
                }
            }
        }
    }

    @Test
    func `A set holds one value of each class`() throws {
        let values = try Self.classes.joined().map { try JSON(parsing: $0) }
        #expect(Set(values).count == Self.classes.count)
    }

    @Test
    func `A part is equal to a value of its own`() throws {
        let json = try JSON(parsing: #"{"a": [1, {"b": "c"}], "n": 1}"#)
        #expect(json["a"]?[0] == json["n"])
        #expect(json["a"]?[1] == ["b": "c"])
        #expect(json["a"] != json)
    }

    @Test(arguments: [
        ("{}", false), (#"{"a":1}"#, false), (#"{"a":1,"b":1}"#, false), (#"{"a":1,"a":1}"#, true),
        (#"{"a":1,"b":{"a":2}}"#, false), (#"{"a":1,"b":2,"\u0061":3}"#, true), (many(0..<16), false),
        (many(0..<17), false), (many(Array(0..<17) + [5]), true), (many(Array(0..<15) + [5]), true),
    ])
    func `An object knows whether a name stands in it more than once`(text: String, isRepeating: Bool) throws {
        #expect(try JSON(parsing: text).withView { $0.hasRepeatedName } == isRepeating)
    }
}
