internal import ClamatorKit
internal import LineEditing

/// What is wrong with a value by its schema, a line for each.
struct ValueFaults {
    let paint: Palette

    /// The lines; none where the value fits, or there is no schema.
    func lines(in value: JSON, by schema: Schema?, _ root: String) -> [StyledText] {
        guard let schema, !schema.isValid(value) else { return [] }
        func line(_ path: String, _ reason: String) -> StyledText {
            "    \(paint(.error, "✗")) \(Printable.escape(path)): \(Printable.escape(reason))"
        }
        do throws(LimitReached) {
            return try schema.explain(value).map { unit in
                line(unit.instanceLocation.tokens.isEmpty ? root : unit.instanceLocation.description, unit.error)
            }
        } catch {
            return [line(root, error.description)]
        }
    }
}
