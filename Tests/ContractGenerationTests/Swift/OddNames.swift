import ClamatorJSON

/// A contract whose names are as odd as JSON allows, wherever names stand, and whose texts would end comments and
/// strings.
enum OddNames {
    /// Words of Swift and of generated code, signs, what is not seen, numbers, and what differs by little.
    static let names: [String] =
        """
        Any Protocol Self Type actor any as async await borrowing case catch class consume copy default defer deinit discard
        do each enum extension fileprivate for func get guard if import in init inout internal is isolated lazy let
        macro mutating nil nonisolated open operator package private protocol public repeat rethrows return self sending
        set some static struct subscript super switch throw throws true try typealias unowned unsafe var weak where
        while yield allCases rawValue hashValue hash write description json members elements error value writer name other
        additional rest first branches contract client handlers params result timeout String Int Optional Errors JSON
        foo Foo FOO fooBar foo_bar foo-bar foo1 foo_1 foo2 fi \u{FB01} ß SS İ ı 日本 ١٢ ½ x² 𝐀 \u{1C5}
        0 00 1 007 1.5 -1 +1 0x10 + - * / <=> && ! ~ ^ % ? ... == -> # @ $ $0 \\ ` `a` " ' a'b ( ) { } ; , _ __
        """.split(whereSeparator: \.isWhitespace).map(String.init) + [
            "", " ", "\n", "\r\n", "\t", "\0", "a\0b", "\u{2028}", "\u{202E}", "\u{200B}", "\u{FEFF}", "é", "e\u{301}",
            "🎉", "🇩🇪", "👩\u{200D}👧", "❤\u{FE0F}", "\u{10FFFF}", String(repeating: "x", count: 300),
            String(repeating: "x", count: 299) + "y",
        ]

    private static let text = """
        a */ b /* c \\ \\( \"""# ``` `\r\nsecond\rthird\u{2028}fourth\0fifth \u{202E}

            #if
        @available(*)
        """

    /// The contract's text.
    static var contract: JSON {
        let string: JSON = ["type": "string"]
        func object(_ properties: JSON, _ required: [String] = []) -> JSON {
            ["type": "object", "properties": properties, "required": JSON(required.map { JSON($0) })]
        }
        func each(_ names: [String] = names, _ value: (String) -> JSON) -> JSON {
            JSON(members: names.map { (name: ExactString($0), value: value($0)) })
        }
        let all = JSON(names.map { JSON($0) })
        // Each of these has a type, which is much to compile.
        let few = names.enumerated().filter { $0.offset % 4 == 0 || !$0.element.utf8.allSatisfy { $0 < 0x80 } }.map(
            \.element)
        let tagged = few.map { object(["kind": ["const": JSON($0)], "value": string], ["kind"]) }
        let titled = names.enumerated().map { ["const": JSON($0), "title": JSON($1), "description": JSON($1)] as JSON }
        var methods: JSON = [
            "members": [
                "params": object(each { _ in string }), "result": object(each { _ in string }, names),
                "summary": JSON(text),
                "errors": JSON(names.enumerated().map { ["code": JSON($0 + 1), "message": JSON($1)] }),
            ],
            "defaults": [
                "params": object(
                    each(few) { ["type": "string", "default": JSON(text + $0), "description": JSON($0)] }),
                "result": object(each { ["const": JSON($0)] }, names),
            ],
            "values": [
                "params": object(["closed": ["enum": all], "open": ["enum": all, "x-open-enum": true]]),
                "result": ["oneOf": JSON(titled)],
            ],
            "types": [
                "params": object(each(few) { ["enum": [JSON($0)]] }),
                "result": object(each(few) { ["$ref": JSON("#/$defs/" + pointer($0))] }),
            ],
            "unions": [
                "params": object(["tagged": ["oneOf": JSON(tagged)]]),
                "result": ["type": "array", "prefixItems": JSON(few.map { ["type": "string", "title": JSON($0)] })],
            ],
        ]
        for (index, name) in names.enumerated()
        where methods[ExactString(name)] == nil && name.first?.isLowercase == true
            && name.utf8.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A })
        {
            let params = object(JSON(members: [(name: ExactString(name), value: string)]))
            methods.set(
                ExactString(name), to: ["deprecated": JSON(index % 2 == 0), "params": params, "result": string])
        }
        return [
            "service": "odd-names", "description": JSON(text), "methods": methods,
            "$defs": each(few) { object(["a": ["enum": [JSON($0)]]]) },
        ]
    }

    /// A name as a part of a URI's fragment that is a JSON Pointer (RFC 6901, section 6).
    private static func pointer(_ name: String) -> String {
        name.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "~"): "~0"
            case UInt8(ascii: "/"): "~1"
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                String(Unicode.Scalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
