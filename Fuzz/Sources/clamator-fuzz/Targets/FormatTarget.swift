@testable import ClamatorSchema
@testable import StringFormats

/// Any text: every format can say whether the text has it, and what it says fits what the wider formats say.
func testFormat(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    let held = Set(Format.allCases.filter { $0 != .regex && $0.accepts(text.utf8.span) })
    let wider: [(Format, Format)] = [
        (.uri, .uriReference), (.uri, .iri), (.iri, .iriReference), (.uriReference, .iriReference), (.email, .idnEmail),
    ]
    for (narrow, wide) in wider where held.contains(narrow) {
        require(held.contains(wide), "\(text.debugDescription) is \(narrow.rawValue), but not \(wide.rawValue)")
    }
}
