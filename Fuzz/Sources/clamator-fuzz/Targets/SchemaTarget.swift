@testable import ClamatorJSON
@testable import ClamatorKit
@testable import ClamatorSchema
@testable import ValueGeneration

/// A schema, and values: under each dialect, validator and explainer agree, reasons name places in the value, and a
/// value that is made up for the schema is valid.
func testSchema(_ input: [UInt8]) {
    let parts = parts(of: input).map { try? JSON(parsing: $0) }
    guard let document = parts[0] else { return }
    for dialect in Dialect.allCases {
        var options = Schema.Options()
        options.dialect = dialect
        options.assertsFormats = true
        guard let schema = try? Schema(document, options: options) else { continue }
        for value in parts.dropFirst().compactMap({ $0 }) {
            checkAgreement(schema, value)
            checkDefaults(schema, value)
        }
        _ = schema.defaultDiagnostics()
        _ = schema.signature
        var generator = ValueGenerator(seed: 1)
        if let value = try? generator.value(for: schema) {
            require(schema.validate(value) == .valid, "\(value) was made up for \(document)")
        }
    }
}

private func checkAgreement(_ schema: Schema, _ value: JSON) {
    let verdict = schema.validate(value)
    guard let reasons = try? schema.explain(value) else { return require(verdict != .valid, "a limit, but valid") }
    require((verdict == .valid) == reasons.isEmpty, "\(verdict), but \(reasons.map(\.error)): \(value)")
    for reason in reasons {
        require(value[reason.instanceLocation] != nil, "\(reason.instanceLocation) is not in \(value)")
    }
}

/// Only what the validator notes to lack defaults is given any, and what has them lacks no more.
private func checkDefaults(_ schema: Schema, _ value: JSON) {
    var lacksDefaults = false
    guard value.withView({ Schema.Check(schema).accepts($0, lacksDefaults: &lacksDefaults) }) else { return }
    guard let filled = try? schema.fillingDefaults(in: value) else { return }
    require(lacksDefaults && schema.hasDefaults || filled.description == value.description, "filled in \(filled)")
    var filler = DefaultsFiller()
    guard let completed = try? filler.complete(value, by: schema) else { return }
    require(schema.isValid(completed), "\(completed) was completed, and is refused")
}
