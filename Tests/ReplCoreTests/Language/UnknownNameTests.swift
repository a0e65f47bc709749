import Testing

// For `UnknownName`, which is internal.
@testable import ReplCore

@Suite struct UnknownNameTests {
    @Test(arguments: [
        ("hepl", "no service or method \"hepl\"; did you mean help?"),
        ("describe", "no service or method \"describe\"; did you mean .describe?"),
        ("exi", "no service or method \"exi\"; did you mean exit?"),
        ("arith.ad", "no service or method \"arith.ad\"; did you mean \"arith.add\"?"),
        ("add", "no service or method \"add\"; did you mean \"arith.add\"?"),
        ("arit", "no service or method \"arit\"; did you mean \"arith\"?"),
        ("arith", "\"arith\" is a service; a call names a method of it, such as arith.add"),
        ("something", "no service or method \"something\""),
        (
            String(repeating: "x", count: 1000),
            "no service or method \"" + String(repeating: "x", count: 60) + "…\""
        ),
        ("\u{1B}[2J", "no service or method \"\\u001b[2J\""),
    ])
    func `What may have been meant is said`(name: String, message: String) {
        let unknown = UnknownName(
            name, among: ["arith", "arith.add", "arith.subtract", "orders", "orders.place"],
            orCommand: Command.nearest(to: name))
        #expect(unknown.description == message)
    }
}
