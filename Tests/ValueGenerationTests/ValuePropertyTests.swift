import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import TestSupport
import Testing
import ValueGeneration

/// How many schemas each of ten parts makes.
private let schemasInAPart = RandomCases.count(50)

/// Far above what any schema takes, and far below a hang.
private let patience = Duration.seconds(20)

@Test(arguments: 0..<10)
func `Schemas made around a value get one`(part: Int) throws {
    var maker = SchemaMaker(seed: RandomCases.seed + UInt64(part))
    var generator = ValueGenerator(seed: RandomCases.seed + UInt64(part))
    var options = Schema.Options()
    options.assertsFormats = true
    for _ in 0..<schemasInAPart {
        let document = maker.document()
        let schema = try Schema(document, options: options)
        let time = processorTime {
            do throws(GenerationFailure) {
                let value = try generator.value(for: schema)
                #expect(schema.isValid(value), "\(document)")
                #expect(value.description.utf8.count < 1 << 20)
            } catch {
                Issue.record("\(error) in \(document)")
            }
        }
        #expect(time < patience, "\(document)")
    }
}

/// Where no value is made, none of 400 that might have done follows the schema either.
@Test(arguments: 0..<10)
func `Schemas thrown together get a value or a report`(part: Int) throws {
    var maker = WildSchemaMaker(seed: RandomCases.seed + UInt64(100 + part))
    var generator = ValueGenerator(seed: RandomCases.seed + UInt64(part))
    var made = 0
    var reported = 0
    while made + reported < schemasInAPart {
        let document = maker.document()
        // Some refer to themselves in a circle, which is no schema.
        guard let schema = try? Schema(document) else { continue }
        let time = processorTime {
            do throws(GenerationFailure) {
                let value = try generator.value(for: schema)
                made += 1
                #expect(schema.isValid(value), "\(document)")
            } catch {
                reported += 1
                let witness = (0..<400).lazy.map { _ in maker.value() }.first(where: schema.isValid)
                if let witness { Issue.record("\(witness) follows \(document), for which \(error)") }
            }
        }
        #expect(time < patience, "\(document)")
    }
    #expect(made > reported)
}

@Test(arguments: 0..<10)
func `What is known from values made before changes none of those made later`(part: Int) throws {
    var (maker, wildMaker) = (SchemaMaker(seed: UInt64(part)), WildSchemaMaker(seed: UInt64(part)))
    for index in 0..<schemasInAPart {
        let document = index.isMultiple(of: 2) ? maker.document() : wildMaker.document()
        guard let schema = try? Schema(document) else { continue }
        var plan = GenerationPlan(schema.root)
        var (one, two) = (ValueGenerator(seed: UInt64(index)), ValueGenerator(seed: UInt64(index)))
        for _ in 0..<4 {
            guard let value = try? one.value(for: schema) else { break }
            #expect(try two.value(by: &plan) == value, "\(document)")
        }
    }
}
