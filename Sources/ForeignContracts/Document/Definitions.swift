import ClamatorJSON

/// The definitions of a JSON Schema.
enum Definitions {
    /// The name of the member that has them: `$defs`, or `definitions` as up to draft-07.
    static func home(in root: JSON) -> ExactString { root["$defs"]?.kind == .object ? "$defs" : "definitions" }
}
