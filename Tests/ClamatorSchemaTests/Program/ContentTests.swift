import ClamatorJSON
import ClamatorSchema
import Testing

/// `contentEncoding` and `contentMediaType` (draft-07 Validation §8).
struct ContentTests {
    private func schema(_ text: String, dialect: Dialect = .draft7, assertsFormats: Bool = true) throws -> Schema {
        var options = Schema.Options()
        (options.dialect, options.assertsFormats) = (dialect, assertsFormats)
        return try Schema(JSON(parsing: text), options: options)
    }

    @Test(arguments: [
        ("", true), ("QQ==", true), ("QUI=", true), ("QUJD", true), ("+/+/", true), ("AAAAAA==", true),
        ("Q", false), ("QQ", false), ("QQ=", false), ("QQ===", false), ("QQQ=QQQ=", false), ("QR==", false),
        ("QUJ=", false), ("====", false), ("=QQQ", false), ("QU D", false), ("-_-_", false), ("QUJé", false),
        ("Q%%D", false), ("QUJDQQ==QUJD", false), ("QUJD\t", false),
        // What MIME makes lines of.
        ("QU\nJD", true), ("QUJD\r\nQUI=\r\n", true), ("QQ=\n=", true), ("\n", true), ("QUJD\nQU", false),
    ])
    func `base64 is read as strictly as RFC 4648 has it, but for line breaks`(_ text: String, _ isValid: Bool) throws {
        let schema = try schema(#"{"contentEncoding": "Base64"}"#)
        #expect((schema.validate(JSON(text)) == .valid) == isValid)
        #expect(try schema.explain(JSON(text)).isEmpty == isValid)
    }

    @Test(arguments: [
        ("application/json", true), ("Application/JSON; charset=utf-8", true), ("application/json ;x=y", true),
        ("application/jsonl", false), ("text/plain", false), ("", false),
    ])
    func `A media type is JSON with whatever parameters and letters`(_ type: String, _ isAsserted: Bool) throws {
        let schema = try schema(#"{"contentMediaType": "\#(type)"}"#)
        #expect((schema.validate("{:}") == .valid) == !isAsserted)
        #expect(schema.validate(#"{"a": [1]}"#) == .valid)
        #expect(schema.validate(5) == .valid)
    }

    @Test(arguments: [
        ("quoted-printable", false), ("8bit", true), ("binary", true), ("base32", false),
    ])
    func `What an unknown encoding encodes is not looked at`(_ encoding: String, _ isLookedAt: Bool) throws {
        let schema = try schema(#"{"contentEncoding": "\#(encoding)", "contentMediaType": "application/json"}"#)
        #expect((schema.validate("{:}") == .valid) == !isLookedAt)
    }

    @Test(arguments: [
        ("{}", #"/contentEncoding | expected base64, got "{}""#),
        ("ezp9Cg==", #"/contentMediaType | expected JSON in base64, got "ezp9Cg==""#),
        ("e30=", ""),
    ])
    func `The refusal says which of the two was broken`(_ text: String, _ expected: String) throws {
        let schema = try schema(#"{"contentMediaType": "application/json", "contentEncoding": "base64"}"#)
        let reasons = try schema.explain(JSON(text)).map { "\($0.keywordLocation) | \($0.error)" }
        #expect(reasons == (expected.isEmpty ? [] : [expected]))
    }

    @Test func `JSON that nests deeper than a parser reads is a limit, and not refused`() throws {
        let schema = try schema(#"{"contentMediaType": "application/json"}"#)
        let deep = JSON(String(repeating: "[", count: 600) + String(repeating: "]", count: 600))
        #expect(schema.validate(deep) == .limitReached(LimitReached(.depth)))
        #expect(throws: LimitReached(.depth)) { try schema.explain(deep) }
    }

    @Test(arguments: Dialect.allCases)
    func `Content is an annotation where formats are, and in later editions`(_ dialect: Dialect) throws {
        let text = #"{"contentEncoding": "base64"}"#
        #expect(try schema(text, dialect: dialect, assertsFormats: false).validate("%") == .valid)
        let asserted = try schema(text, dialect: dialect)
        #expect((asserted.validate("%") == .valid) == (dialect != .draft7))
        #expect((asserted.root.assertedContent != nil) == (dialect == .draft7))
    }

    @Test(
        arguments: [
            #"{"contentEncoding": "base64"}"#, #"{"contentMediaType": "application/json"}"#,
            #"{"contentEncoding": "base64", "contentMediaType": "application/json"}"#,
        ], [0, 1, 3, 4, 5, 100])
    func `What is made up for a content holds it`(_ text: String, _ length: Int) throws {
        let schema = try schema(text)
        let sample = try #require(schema.root.contentSample(minimumLength: length))
        #expect(sample.utf8.count >= length)
        #expect(schema.validate(JSON(sample)) == .valid)
        #expect(try self.schema(text, assertsFormats: false).root.contentSample(minimumLength: length) == nil)
    }

    @Test
    func `JSON in a string costs a step for each byte`() throws {
        let schema = try schema(#"{"contentMediaType": "application/json"}"#)
        #expect(schema.validate(JSON("[" + String(repeating: " ", count: 1_000_000) + "]")) == .valid)
        let huge = JSON("[" + String(repeating: " ", count: 6_000_000) + "]")
        guard case .limitReached = schema.validate(huge) else {
            Issue.record("six million bytes were parsed")
            return
        }
    }
}
