import ClamatorJSON
import ClamatorSchema

/// The reasons why a schema refuses a value, with formats asserted, a line each: where in the value, by which keyword
/// (and the keyword's own place, where that differs), and why.
func explanation(_ schema: String, _ value: String) throws -> [String] {
    var options = Schema.Options()
    options.assertsFormats = true
    let schema = try Schema(JSON(parsing: schema), options: options)
    return try schema.explain(JSON(parsing: value)).map { unit in
        let absolute = unit.absoluteKeywordLocation.map { " = \($0)" } ?? ""
        return "\(unit.instanceLocation) | \(unit.keywordLocation)\(absolute) | \(unit.error)"
    }
}
