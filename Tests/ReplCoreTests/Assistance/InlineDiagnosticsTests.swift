import Testing

// For `InlineDiagnostics`, which is internal.
@testable import ReplCore

@Suite struct InlineDiagnosticsTests {
    private func diagnostic(_ text: String) -> InlineDiagnostics.Diagnostic? {
        InlineDiagnostics(reading: TypedText.reading(text)).diagnostic
    }

    @Test(arguments: [
        ("paint.mxi |", "no service or method \"paint.mxi\"; did you mean \"paint.mix\"?"),
        ("paint.mix colur=|", "no param \"colur\"; did you mean \"colour\"?"),
        ("paint.mix amount=x|", "amount: expected integer, got string \"x\""),
        ("paint.mix amount=1.5|", "amount: expected integer, got number 1.5"),
        ("paint.mix amount=101|", "amount: expected at most 100, got 101"),
        ("paint.mix amount=0 |", "amount: expected at least 1, got 0"),
        ("paint.mix colour=blue|", "colour: expected \"red\", \"rose\", \"green\" or 7, got \"blue\""),
        ("paint.mix colour=r |", "colour: expected \"red\", \"rose\", \"green\" or 7, got \"r\""),
        ("paint.mix dry=yes|", "dry: expected boolean, got string \"yes\""),
        ("paint.mix colour red=|", "expected name=value, one JSON value or @FILE, got colour red="),
        ("paint.mix amount=3 red dry=|", "expected name=value, got red"),
        ("paint.mix amount=3 {\"s\":\"a\"}|", "expected name=value, got {\"s\":\"a\"}"),
        ("paint.mix amount=3 {|", "expected name=value, got {"),
        ("paint.mix amount=3 @f|", "expected name=value, got @f"),
        ("paint.mix amount=3 amount=4|", "amount is given twice"),
        ("paint.mix colour='red' |", "JSON strings need double quotes, got 'red'"),
        ("paint.mix colour='two words' |", "JSON strings need double quotes, got 'two words'"),
        ("paint.mix| note=\"open", "this quote is not closed"),
        ("paint.mix amount=_1 |", "amount: expected integer, got string \"first\""),
        ("paint.mix amount=_9 |", "there is no result 9"),
        ("paint.mix colur.x=1 |", "no param \"colur\"; did you mean \"colour\"?"),
        ("paint.mix note=@ |", "expected @FILE, got @"), ("paint.mix| note=@\"open", "this quote is not closed"),
        ("paint.mix \"o\".x=1 |", "expected name=value, got \"o\".x=1"),
        ("paint.mix amount=3 \"o\".x=1 |", "expected name=value, got \"o\".x=1"),
        ("paint.mix amount=3 a[0]=1 |", "this name needs quotes: \"a[0]\"=…"),
        (
            "_x = paint.mix |",
            "no result can be kept as \"_x\"; a name is of letters, digits and _, and begins with a letter"
        ),
        ("x = .repeat 2 paint.mix |", "expected NAME = SERVICE.METHOD and its params"),
        ("x = .repeat 2 paint.mix amount=|", "expected NAME = SERVICE.METHOD and its params"),
        ("x = help p|", "expected NAME = SERVICE.METHOD and its params"),
        ("x = # p|", "expected NAME = SERVICE.METHOD and its params"),
        ("x = paint.tell |", "paint.tell is a notification, which has no result to keep"),
        ("x = y = paint.mix |", "expected one NAME = SERVICE.METHOD and its params"),
        (".nothing |", "no command .nothing; .help lists them"),
        (".quti |", "no command .quti; did you mean .quit?"), (".exi |", "no command .exi; did you mean .exit?"),
        ("hepl |", "no service or method \"hepl\"; did you mean help?"),
        ("x = hepl |", "no service or method \"hepl\""),
        (".quit n|", ".quit takes nothing behind it, got n"),
        ("_1 x|", "_1 takes nothing behind it, got x"),
        ("paint.mix amount=[1 |", "amount: expected integer, got an array"),
        ("x = paint.mix amount=x |", "amount: expected integer, got string \"x\""),
        ("paint.mix {\"amount\": \"x\",|", "amount: expected integer, got string \"x\""),
        ("paint.mix {\"amount\": 1, \"size\": 2, |", "unknown property \"size\""),
        ("paint.mix {\"amount\": 3}|", "missing required \"colour\""),
        ("paint.mix amount={|", "amount: expected integer, got an object"),
        ("paint.mix {\"amount\": 3x, |", "amount: 3x is no JSON; text needs quotes"),
        (
            "paint.order lines=[{\"count\": 1}, {\"count\": \"two\"}, |",
            "lines[1].count: expected integer, got string \"two\""
        ),
        ("paint.order payment={\"kind\": \"card\", \"number\": 4, |", "payment.number: expected string, got number 4"),
        ("paint.order buyer.name.first=x|", #"buyer.name: expected string, got object {"first":"x"}"#),
        ("paint.order lines.0=1|", #"lines: expected array, got object {"0":1}"#),
        (
            "paint.order buyer.name.first=x buyer.name.last.now=2 |",
            #"buyer.name: expected string, got object {"first":"x","last":{"now":2}}"#
        ),
        (".repeat 2 paint.mxi |", "no service or method \"paint.mxi\"; did you mean \"paint.mix\"?"),
        (".repeat 2 paint.mix amount=x|", "amount: expected integer, got string \"x\""),
        (".repeat 2 paint.mix {\"amount\": \"x\",|", "amount: expected integer, got string \"x\""),
        (
            "paint.order payment={\"kind\": \"card\", \"coins\": |",
            "payment.coins: forbidden property \"coins\": it is declared under $ref/oneOf/1, where additionalProperties does not look"
        ),
        (
            "paint.order payment.kind=cash payment.number=4|",
            "payment.number: forbidden property \"number\": it is declared under $ref/oneOf/0, where additionalProperties does not look"
        ),
        (
            "paint.order {\"payment\": {\"coins\": tr|, \"number\": \"1\"",
            "payment: no branch of the choice has all of \"coins\", \"number\""
        ),
        ("paint.order payment.coins=x |", "payment.coins: expected boolean, got string \"x\""),
    ])
    func `What is wrong is said`(text: String, message: String) {
        #expect(diagnostic(text)?.message == message)
    }

    @Test(arguments: [
        #"{"jsonrpc": "2.0", "id": null, "method": "paint.stop"}|"#, "paint.mix note=[draft amount=2|",
        "paint.mix amount=3 |{\"s\":\"a\"}", ".repeat 2 paint.m|", ".repeat 2 paint.mix note=|", "", "|", "pa|",
        "paint.mi|", "paint.mix|", "paint.mix |", "paint.mix col|", "paint.mix colour=|",
        "paint.mix colour=r|", "paint.mix note=@\"a fi|", "paint.mix note=@\"a file\"|", "paint.mix note=@\"a file\" |",
        "paint.mix @\"a fi|", "paint.mix amount=|", "paint.mix amount=-|", "paint.mix amount=0|", "paint.mix dry=t|",
        "paint.mix cover=nu|", "paint.mix note=anything|", "paint.mix amount=_|", "paint.mix amount=@fi|",
        "paint.mix {|", "paint.mix {\"|", "paint.mix {\"col|", "paint.mix {\"colour|", "paint.mix {\"colour\":|",
        "paint.mix {\"colour\": \"re|", "paint.mix {\"amount\": 2|", "paint.mix {\"amount\": 2,|",
        "paint.order lines=[|", "paint.order lines=[{\"count\": 1}|", "paint.order {\"payment\": {\"kind\": \"card\",|",
        "paint.order payment={\"kind\": \"card\", \"coins|", "paint.order payment={\"kind\": \"ca|",
        "paint.order payment={\"coins\": tr|, \"kind\": \"cash\"", "paint.order payment.kind=cash payment.number|",
        "paint.order payment.kind=card payment.number=4|", "paint.tell anything=1 |", ".use |", ".nothing|",
        "{\"jsonrpc\": \"2.0\", |", "paint.mix note=\"op|", "paint.mix note=\"open |", "paint.mix note={a |",
        "paint.mix note=[1] |", "paint.mix note='x' |", "# paint.mxi |", "_9 |", "x =|", "x = |",
        "x = help|", "x = .re|", "x = paint.tell|", "x = _1|", ".quit |", "_1 |", "help x |", "paint.tell x={a |",
    ])
    func `What could still become right is left alone`(text: String) {
        #expect(diagnostic(text) == nil)
    }

    @Test func `What is wrong is pointed at`() {
        #expect(diagnostic("paint.mix amount=x|")?.range == 17..<18)
        #expect(diagnostic("paint.mix {\"amount\": \"x\",|")?.range == 21..<24)
    }
}
