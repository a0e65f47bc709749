@testable import ClamatorJSON
@testable import ClamatorKit
@testable import ClamatorSchema
@testable import ValueGeneration

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A schema, and values: what is made up for the schema follows it, is the same for the same seed, and is there within
/// the limits; where a schema is said to have no value, none of the values follows it.
func testMock(_ input: [UInt8]) {
    let parts = parts(of: input).map { try? JSON(parsing: $0) }
    guard let document = parts[0] else { return }
    for dialect in Dialect.allCases {
        var options = Schema.Options()
        options.dialect = dialect
        options.assertsFormats = true
        guard let schema = try? Schema(document, options: options) else { continue }
        var plan = GenerationPlan(schema.root)
        for seed in 0..<2 as Range<UInt64> {
            let first = madeUp(for: schema, seed, &plan)
            var freshPlan = GenerationPlan(schema.root)
            let second = madeUp(for: schema, seed, &freshPlan)
            require(first == second, "\(first) and \(second) for seed \(seed) and \(document)")
        }
        if case .unsatisfiable(let diagnostic) = Satisfiability(of: schema.root) {
            for value in parts.dropFirst().compactMap({ $0 }) {
                require(schema.validate(value) != .valid, "\(value) follows \(document), of which \(diagnostic)")
            }
        }
    }
}

/// The text of the value, or of why there is none.
private func madeUp(for schema: Schema, _ seed: UInt64, _ plan: inout GenerationPlan) -> String {
    var generator = ValueGenerator(seed: seed)
    // The processor's time, since others may use it too. The sanitizers make it some ten times slower.
    let start = clock()
    defer { require(Int(clock() - start) < 6 * Int(CLOCKS_PER_SEC), "a value took too long") }
    do throws(GenerationFailure) {
        let value = try generator.value(by: &plan)
        require(schema.validate(value) == .valid, "\(value) was made up")
        return value.description
    } catch {
        require(!error.reason.isEmpty, "an error without a reason")
        return error.description
    }
}
