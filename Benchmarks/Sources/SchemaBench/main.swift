import ClamatorJSON
import ClamatorSchema
import Foundation

/// Times validation alone: SchemaBench SCHEMA INSTANCE [invalid].
let arguments = CommandLine.arguments
let schema = try Schema(JSON(parsing: Array(Data(contentsOf: URL(filePath: arguments[1])))))
let value = try JSON(parsing: Array(Data(contentsOf: URL(filePath: arguments[2]))))
let expected: Schema.Verdict = arguments.count > 3 ? .invalid : .valid
precondition(schema.validate(value) == expected, "\((try? schema.explain(value)) ?? [])")

/// The least and the median time of one validation, in nanoseconds.
func measure(_ schema: Schema, _ value: JSON, _ expected: Schema.Verdict) -> (least: Double, median: Double) {
    let clock = ContinuousClock()
    var samples: [Double] = []
    var iterations = 1
    while samples.count < 15 {
        var count = 0
        let time = clock.measure {
            for _ in 0..<iterations where schema.validate(value) == expected { count += 1 }
        }
        precondition(count == iterations)
        let nanoseconds = Double(time.components.attoseconds) / 1e9 + Double(time.components.seconds) * 1e9
        if nanoseconds < 2e7 {
            iterations *= 2
        } else {
            samples.append(nanoseconds / Double(iterations))
        }
    }
    samples.sort()
    return (samples[0], samples[samples.count / 2])
}

let result = measure(schema, value, expected)
print("\(result.least) least, \(result.median) median, in ns")
