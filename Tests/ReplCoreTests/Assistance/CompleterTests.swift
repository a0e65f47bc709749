import ClamatorKit
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

// For `Completer`, `Command`, `Vocabulary`, `SessionResults` and `EntryReading`, which are internal.
@testable import ReplCore

@Suite struct CompleterTests {
    private func files(in folder: String, beginningWith start: String) -> [String] {
        let names =
            switch folder {
            case "": ["a.json", "b folder/", "sub/", ".hidden"]
            case "sub/": ["one.json", "two.json"]
            case "b folder/": ["c d.json"]
            default: [String]()
            }
        return names.filter { $0.hasPrefix(start) }
    }

    private func completions(_ text: String, using service: String? = nil) -> Completions {
        Completer(reading: TypedText.reading(text, using: service), files: files).completions
    }

    private func offered(_ text: String, using service: String? = nil) -> [String] {
        completions(text, using: service).candidates.map(\.text)
    }

    /// What Tab makes of an entry; the entry itself, where it adds nothing.
    private func completed(_ text: String, using service: String? = nil) -> String {
        let buffer = TypedText.buffer(text)
        return TypedText.text(completions(text, using: service).completed(buffer) ?? buffer)
    }

    @Test(arguments: [
        ("pa|", "paint.|"), ("p|", "p|"), ("paint.m|", "paint.mix |"), ("paint.st|", "paint.stop|"),
        ("pai|nt.mix", "paint.mix |"), ("wet|", "plaster.wet|"), ("mi|", "mi|"), ("nothing|", "nothing|"),
        (".de|", ".describe |"), (".q|", ".quit|"), ("paint.|", "paint.|"),
    ])
    func `The first word is completed`(text: String, result: String) {
        #expect(completed(text) == result)
    }

    @Test func `Services and commands are offered where nothing is typed`() {
        let offered = offered("|")
        #expect(offered.starts(with: ["paint", "plaster", ".help"]))
        #expect(offered.count == 2 + Command.allCases.count)
    }

    @Test func `Methods are found by their name alone`() {
        #expect(offered("mi|") == ["paint.mix", "plaster.mixer"])
    }

    @Test func `The methods of the service in use are offered`() {
        #expect(offered("m|", using: "paint") == ["mix"])
        #expect(offered("mix c|", using: "paint") == ["colour", "cover"])
        #expect(offered("|", using: "paint").starts(with: ["mix", "order", "stop", "tell", "paint"]))
    }

    @Test(arguments: [
        (".repeat 3 paint.m|", ["paint.mix"]), (".repeat 3 paint.mix colour=r|", ["red", "rose"]),
        (".repeat 3 paint.mix c|", ["colour", "cover"]),
        (".repeat 3 paint.order buyer.|", ["buyer.name", "buyer.mail"]), (".set color |", ["on", "off"]),
        (".set width a|", ["auto"]),
        (".use |", ["paint", "plaster"]), (".use pl|", ["plaster"]), (".trace |", ["on", "off"]),
        (".describe paint.s|", ["paint.stop"]), (".describe pl|", ["plaster", "plaster.mixer", "plaster.wet"]),
        (".off paint.m|", ["paint.mix"]), (".use paint |", []), (".nonsense |", []), (".quit |", []),
        (".load |", ["a.json", "b folder/", "sub/"]), (".load sub/t|", ["sub/two.json"]), (".load .|", [".hidden"]),
        (".load b f|", ["b folder/"]), (".on paint.mix |", ["silence", "{\""]),
        (".on paint.mix {\"re|", ["\"result\""]), (".on paint.mix {\"builtin\": \"su|", ["\"subtract\"", "\"sum\""]),
        (".on paint.mix {\"when\": {\"|", ["\"params\"", "\"schema\"", "\"state\"", "\"if\""]),
        (
            ".on paint.mix {\"when\": {\"params\": {\"|",
            ["\"colour\"", "\"amount\"", "\"note\"", "\"dry\"", "\"cover\""]
        ),
        (".on paint.mix {\"when\": {\"params\": {\"colour\": \"re|", ["\"red\""]),
        (".on plaster.wet {\"when\": {\"state\": {\"|", ["\"bags\"", "\"rooms\""]),
        (".on plaster.wet {\"result\": 1, \"set\": {\"ro|", ["\"rooms\""]),
        (
            ".on plaster.wet {\"result\": 1, \"set\": {\"rooms\": {\"$p|",
            ["\"$push\"", "\"$pull\"", "\"$patch\"", "\"$put\""]
        ),
        (".on plaster.wet {\"result\": 1, \"set\": {\"rooms\": {\"$patch\": {\"|", ["\"where\"", "\"with\""]),
    ])
    func `What stands behind a command is completed`(text: String, candidates: [String]) {
        #expect(offered(text) == candidates)
    }

    @Test(arguments: [
        ("s.m o.|", ["o.x", "o.k"]), ("s.m o.x.|", ["o.x.y", "o.x.z"]), ("s.m o.x.y.|", ["o.x.y.deep"]),
        ("s.m o.x.y.d|", ["o.x.y.deep"]), ("s.m o.x.z=1 o.x.|", ["o.x.y"]), ("s.m a.b.|", ["a.b.c"]), ("s.m .|", []),
        ("s.m o..|", []),
    ])
    func `Names of params are completed at every depth`(text: String, candidates: [String]) throws {
        let folder = try TemporaryFolder([
            "s.json": """
            {"service": "s", "methods": {"m": {"result": true, "params": {"properties": {
              "o": {"properties": {"k": {}, "x": {"properties": {"y": {"properties": {"deep": {}}}, "z": {}}}},
                    "required": ["x"]},
              "a.b": {"properties": {"c": {}}}}}}}}
            """
        ])
        let vocabulary = Vocabulary(
            catalogue: ServiceCatalogue(try ContractLoader().load([folder.path]).services), serviceInUse: nil,
            results: SessionResults())
        let reading = EntryReading(TypedText.buffer(text), vocabulary)
        #expect(Completer(reading: reading, files: files).completions.candidates.map(\.text) == candidates)
    }

    @Test(arguments: [
        ("paint.mix {\"result\": \"${co|", ["colour", "cover", "contains"]),
        ("paint.mix {\"result\": \"a $${co} ${params.d|\"}", ["dry"]),
        ("paint.order {\"result\": \"${upper(buyer.|", ["name", "mail"]),
        ("plaster.wet {\"when\": {\"if\": \"${state.r|", ["rooms"]),
        ("plaster.wet {\"when\": {\"if\": \"${len|", ["length"]),
        ("plaster.wet {\"result\": \"${st|", ["state", "string"]),
        ("paint.mix {\"result\": \"${amount} co|", []), ("paint.mix {\"result\": \"co|", []),
        ("paint.mix {\"result\": \"${find(note, \\\"co|", []), ("paint.mix {\"result\": \"${1.5|", []),
    ])
    func `Within an expression of a rule names that can stand there are completed`(text: String, candidates: [String]) {
        #expect(offered(".on " + text) == candidates)
    }

    @Test(arguments: [
        ("paint.mix |", ["colour", "amount", "note", "dry", "cover"]),
        ("paint.mix co|", ["colour", "cover"]),
        ("paint.mix colour=red |", ["amount", "note", "dry", "cover"]),
        ("paint.mix | colour=red", ["amount", "note", "dry", "cover"]),
        ("paint.mix amount=2 dry=true n|", ["note"]),
        ("paint.order |", ["payment", "buyer", "lines"]),
        ("paint.order buyer.|", ["buyer.name", "buyer.mail"]),
        ("paint.order buyer.name=x buyer.|", ["buyer.mail"]),
        ("paint.order payment.|", ["payment.kind", "payment.number", "payment.coins"]),
        ("paint.order payment.kind=cash payment.|", ["payment.coins"]),
        ("paint.stop |", []), ("plaster.wet |", []), ("paint.nothing |", []),
        ("paint.mix {\"colour\": 7} |", []),
    ])
    func `Params that are not given are offered, those required first`(text: String, candidates: [String]) {
        #expect(offered(text) == candidates)
    }

    @Test(arguments: [
        ("paint.mix am|", "paint.mix amount=|"), ("paint.mix am|=3", "paint.mix amount|=3"),
        ("paint.mix colour=g|", "paint.mix colour=green |"), ("paint.mix colour=r|", "paint.mix colour=r|"),
        ("paint.mix colour=ro| dry=true", "paint.mix colour=rose| dry=true"),
        ("paint.mix dry=t|", "paint.mix dry=true |"),
        ("paint.mix note=|", "paint.mix note=\"in a hurry\" |"),
        ("paint.order buyer=|", "paint.order buyer={|"),
        ("paint.order payment.kind=cas|", "paint.order payment.kind=cash |"),
    ])
    func `Params are completed`(text: String, result: String) {
        #expect(completed(text) == result)
    }

    @Test(arguments: [
        ("paint.mix colour=|", ["red", "rose", "green", "7"]), ("paint.mix amount=|", ["3", "12"]),
        ("paint.mix cover=|", ["true", "false", "null"]),
        ("paint.mix note=_|", ["_", "_2", "_1"]), ("paint.mix note=_.|", ["_.sum", "_.parts", "_.in"]),
        ("paint.mix note=_.su|", ["_.sum"]), ("paint.mix note=_2.parts[|", ["_2.parts[0]"]),
        ("paint.mix note=_.parts[0].|", ["_.parts[0].x"]), ("paint.mix note=_9.|", []),
        ("paint.mix note=@s|", ["sub/"]), ("paint.mix @sub/o|", ["sub/one.json"]), ("paint.mix @b|", ["\"b folder/"]),
        (".load b|", ["b folder/"]), ("paint.mix note=@|", ["a.json", "\"b folder/", "sub/"]),
        ("paint.mix note=@\"|", ["\"a.json\"", "\"b folder/", "\"sub/"]),
        ("paint.mix @\"b fo|", ["\"b folder/"]), ("paint.mix note=@\"b folder/|", ["\"b folder/c d.json\""]),
        ("paint.mix _.i|", ["_.in"]), ("_|", ["_", "_2", "_1"]), ("x = _.su|", ["_.sum"]),
        ("x = paint.mix note=_.i|", ["_.in"]), ("x = paint.mi|", ["paint.mix"]),
    ])
    func `Values are offered`(text: String, candidates: [String]) {
        #expect(offered(text) == candidates)
    }

    @Test(arguments: [
        ("paint.mix {|", ["\"colour\"", "\"amount\"", "\"note\"", "\"dry\"", "\"cover\""]),
        ("paint.mix {\"colour\": |", ["\"red\"", "\"rose\"", "\"green\"", "7"]),
        ("paint.mix {\"amount\": 3, \"|", ["\"colour\"", "\"note\"", "\"dry\"", "\"cover\""]),
        ("paint.mix {|, \"colour\": 7}", ["\"amount\"", "\"note\"", "\"dry\"", "\"cover\""]),
        ("paint.order lines=[{|", ["\"count\"", "\"finish\""]),
        ("paint.order lines=[{\"count\": 1}, {\"finish\": |", ["\"matt\"", "\"two words\"", "\"_gloss\""]),
        ("paint.order {\"lines\": [{\"finish\": \"t|", ["\"two words\""]),
        ("paint.order {\"payment\": {|", ["\"kind\"", "\"number\"", "\"coins\""]),
        ("paint.order {\"payment\": {\"kind\": |", ["\"card\"", "\"cash\""]),
        ("paint.order {\"payment\": {\"kind\": \"card\", |", ["\"number\""]),
        ("paint.order payment={\"kind\": \"cash\", |", ["\"coins\""]),
        ("paint.order {\"buyer\": {\"name\": \"x\", \"mail\": \"y\"|", ["}"]),
        ("paint.order {\"buyer\": {\"name\": \"x\"|", [", ", "}"]),
        ("paint.order {\"buyer\": {\"mail\": \"x\"|", [", "]),
    ])
    func `What stands inside JSON is completed`(text: String, candidates: [String]) {
        #expect(offered(text) == candidates)
    }

    @Test(arguments: [
        ("paint.mix {\"am|", "paint.mix {\"amount\": |"), ("paint.mix {am|", "paint.mix {\"amount\": |"),
        ("paint.mix {\"am|\": 3}", "paint.mix {\"amount\"|: 3}"),
        ("paint.mix {\"colour\": \"ro|\"}", "paint.mix {\"colour\": \"rose\"|}"),
        ("paint.mix {\"colour\": gr|", "paint.mix {\"colour\": \"green\"|"),
        ("paint.mix {\"c|", "paint.mix {\"co|"),
        ("paint.mix note=@b|", "paint.mix note=@\"b folder/|"),
        ("paint.mix note=@\"b folder/|", "paint.mix note=@\"b folder/c d.json\" |"),
        ("paint.mix note=@\"b folder/c|\" dry=true", "paint.mix note=@\"b folder/c d.json\"| dry=true"),
        ("paint.mix note=@\"b fo|/c d.json\" dry=true", "paint.mix note=@\"b folder/|/c d.json\" dry=true"),
        ("paint.mix @\"b folder/|", "paint.mix @\"b folder/c d.json\"|"),
    ])
    func `What must follow is put in`(text: String, result: String) {
        #expect(completed(text) == result)
    }

    @Test(arguments: [
        ("{|", ["\"jsonrpc\"", "\"method\"", "\"params\"", "\"id\""]),
        ("{\"jsonrpc\": |", ["\"2.0\""]),
        ("{\"jsonrpc\":\"2.0\",\"method\":\"paint.m|", ["\"paint.mix\""]),
        ("{\"method\":\"paint.mix\",\"params\":{\"co|", ["\"colour\"", "\"cover\""]),
        ("{\"params\":{\"colour\":\"g|\"}, \"method\":\"paint.mix\"}", ["\"green\""]),
    ])
    func `Raw lines are completed`(text: String, candidates: [String]) {
        #expect(offered(text) == candidates)
    }

    // MARK: Types and examples

    private func completions(_ text: String) -> Completions {
        Completer(
            reading: TypedText.reading(text), files: { _, _ in [] }, types: { ["\($0).line", "\($0).payment"] },
            example: { "of=\($0.method.name)" }
        ).completions
    }

    @Test func `The types behind a service or a method are offered where they are described`() {
        let types = completions(".describe paint.order.|").candidates.map(\.text)
        #expect(types == ["paint.order.line", "paint.order.payment"])
        #expect(completions(".describe paint.pay|").candidates.map(\.text) == ["paint.payment"])
        #expect(completions(".handlers paint.pay|").candidates.isEmpty)
    }

    @Test(arguments: [
        ("paint.mix|", " of=mix"), ("paint.mix |", "of=mix"), ("paint.mix a|", nil), ("paint.mix a=1 |", nil),
        ("paint.nothing |", nil), ("paint.m|ix", nil), (".describe paint.mix|", nil), ("|", nil),
    ])
    func `All params of an example are offered where none is typed`(text: String, whole: String?) {
        #expect(completions(text).whole == whole)
    }
}
