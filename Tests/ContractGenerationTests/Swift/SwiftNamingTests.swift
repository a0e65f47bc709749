import ClamatorJSON
import ContractGeneration
import Testing

struct SwiftNamingTests {
    @Test(arguments: [
        ("processId", "processId"), ("URLPath", "urlPath"), ("ID", "id"), ("a-b", "aB"), ("with space", "withSpace"),
        ("1st", "_1st"), ("class", "`class`"), ("unsafe", "`unsafe`"), ("self", "self_"), ("write", "write_"),
        ("NOT_FOUND", "notFound"),
        ("isn't", "isnt"), ("1.5", "_1_5"), ("-1", "minus1"), ("", "empty"), ("$", "dollar"), ("日本", "日本"),
        ("👩\u{200D}👧", "value"), ("❤\u{FE0F}", "value"), ("a\u{200B}b", "ab"), ("𝐀", "_𝐀"),
    ])
    func `Members are in camel case, and none is a word in use`(wireName: String, name: String) {
        #expect(SwiftNaming().name([.init(wireName)], as: .member) == name)
    }

    @Test(arguments: [
        (["add", "params"], "AddParams"), (["field-station"], "FieldStation"), (["json"], "Json"),
        (["string"], "StringValue"),
        (["1st"], "Type1st"), (["日本"], "Type日本"), (["$"], "Dollar"), ([""], "Empty"), (["𝐀"], "𝐀"),
    ])
    func `Types are in camel case and begin with a capital, as no member does`(words: [String], name: String) {
        #expect(SwiftNaming().name(words.map { .init($0) }, as: .type) == name)
    }
}
