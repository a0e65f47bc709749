import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import Testing
import ValueGeneration

/// A compiled schema whose formats are checked, so that a made-up value has to have them.
func checkedSchema(_ text: String) throws -> Schema {
    var options = Schema.Options()
    options.assertsFormats = true
    return try Schema(JSON(parsing: text), options: options)
}

/// The value that seed 1 gives first.
func mockValue(_ text: String) throws -> JSON {
    var generator = ValueGenerator(seed: 1)
    return try generator.value(for: checkedSchema(text))
}
