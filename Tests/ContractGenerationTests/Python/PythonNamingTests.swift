import ClamatorKit
import ContractGeneration
import Testing

struct PythonNamingTests {
    @Test(arguments: [
        ("processId", "process_id"), ("URLPath", "url_path"), ("getURL", "get_url"), ("a-b", "a_b"),
        ("with space", "with_space"), ("1st", "field_1st"), ("_x", "x"), ("class", "class_"), ("copy", "copy_"),
        ("model_config", "model_config_"), ("list", "list_"), ("NOT_FOUND", "not_found"), ("üñí", "üñí"),
        ("ﬁ", "value"),
        ("", "empty"), ("$", "value"), ("type", "type"), ("self", "self"),
    ])
    func `Members are in snake case, and none is a word in use`(wireName: String, name: String) {
        #expect(PythonNaming().name([.init(wireName)], as: .member) == name)
    }

    @Test(arguments: [
        (["add", "params"], "AddParams"), (["launchNow", "result"], "LaunchNowResult"), (["contract"], "ContractValue"),
        (["field-station"], "FieldStation"), (["1st"], "Type1st"), (["any"], "AnyValue"), (["名"], "Type名"),
    ])
    func `Types are in camel case, and none is what modules import`(words: [String], name: String) {
        #expect(PythonNaming().name(words.map { .init($0) }, as: .type) == name)
    }

    @Test func `Methods may be called as members may not, but for words of the language`() {
        #expect(PythonNaming().name(["import"], as: .method) == "import_")
        #expect(PythonNaming().name(["list"], as: .method) == "list")
        #expect(PythonNaming().name(["int"], as: .method) == "int_")
    }

    @Test func `A name that is taken gets a number, members the one that clamator's generator gives`() {
        #expect(PythonNaming().name("foo_bar", numbered: 2) == "foo_bar_1")
        #expect(PythonNaming().name("Item", numbered: 2) == "Item2")
        #expect(PythonNaming().name("Item2", numbered: 2) == "Item2_2")
    }
}
