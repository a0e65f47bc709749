import Foundation
import Testing

@testable import ClamatorKit

/// How many schemas are made in one of ten parts. CLAMATOR_MOCK_SCHEMAS sets how many there are altogether.
private let schemasInAPart =
    (ProcessInfo.processInfo.environment["CLAMATOR_MOCK_SCHEMAS"].flatMap(Int.init) ?? 10_000) / 10

@Test(arguments: 0..<10)
func madeUpValuesFollowSchemasThatHaveSome(part: Int) throws {
    var maker = SchemaMaker(seed: UInt64(part))
    var generator = MockGenerator(seed: UInt64(part))
    let clock = ContinuousClock()
    var slowest = (Duration.zero, "")
    for _ in 0..<schemasInAPart {
        let document = maker.document()
        var options = Schema.Options()
        options.assertsFormats = true
        let schema = try Schema(document, options: options)
        let time = clock.measure {
            do throws(MockFailure) {
                let value = try generator.value(for: schema)
                #expect(schema.isValid(value), "\(document)")
                #expect(value.description.utf8.count < 1 << 20)
            } catch {
                Issue.record("\(error) in \(document)")
            }
        }
        if time > slowest.0 { slowest = (time, document.description) }
    }
    print("slowest", slowest)
}

/// Where no value is made, none of 400 that might have done follows the schema either.
@Test(arguments: 0..<10)
func schemasWithoutAValueAreReported(part: Int) throws {
    var maker = WildSchemaMaker(seed: UInt64(100 + part))
    var generator = MockGenerator(seed: UInt64(part))
    let clock = ContinuousClock()
    var failures = 0
    var made = 0
    var slowest = (Duration.zero, "")
    for _ in 0..<schemasInAPart {
        let document = maker.document()
        // Some refer to themselves in a circle, which is no schema.
        guard let schema = try? Schema(document) else { continue }
        let time = clock.measure {
            do throws(MockFailure) {
                let value = try generator.value(for: schema)
                #expect(schema.isValid(value), "\(document)")
                made += 1
            } catch {
                failures += 1
                let witness = (0..<400).lazy.map { _ in maker.value() }.first(where: schema.isValid)
                if let witness { Issue.record("\(witness) follows \(document), for which \(error)") }
            }
        }
        if time > slowest.0 { slowest = (time, document.description) }
    }
    print("slowest", slowest, made, failures)
}
