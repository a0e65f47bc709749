internal import ClamatorKit

/// What an expression would have, where it has what another language writes.
enum ForeignWords {
    /// Functions of other languages, and what is written here: first those that are members there.
    private static let functions: [(names: [String], here: String)] = [
        (["len", "size", "count", "strlen"], "length(…)"),
        (["upper", "uppercase", "toupper", "upcase", "ucase", "touppercase"], "upper(…)"),
        (["lower", "lowercase", "tolower", "downcase", "lcase", "tolowercase"], "lower(…)"),
        (["sort", "sorted", "orderby"], "sortBy(list, \"key\")"),
        (["includes", "in", "has", "exists"], "contains(…, value)"),
        (["push", "add"], "append(list, value)"), (["remove", "delete", "reject"], "without(list, \"key\", value)"),
        (["str", "tostring", "format"], "string(…)"), (["int", "float", "parseint", "parsefloat"], "number(text)"),
        (["substring", "substr", "sublist"], "slice(list, from, to)"), (["pow", "power"], "a ^ b"),
        (["concat", "concatenate"], "a + b"), (["if", "iif", "ifelse", "cond"], "condition ? a : b"),
        (["coalesce", "ifnull", "default"], "a ?? b"), (["not"], "!a"), (["ceiling"], "ceil(…)"),
    ]

    /// Values of other languages, and the literals that stand for them here.
    private static let values: [ExactString: String] = [
        "True": "true", "TRUE": "true", "False": "false", "FALSE": "false", "None": "null", "NULL": "null",
        "Null": "null", "nil": "null", "undefined": "absent",
    ]

    /// `; write sortBy(list, "key")`, or the name of a function that is near; or nothing.
    static func hint(forFunction name: String) -> String {
        let lowercased = name.lowercased()
        if let entry = functions.first(where: { $0.names.contains(lowercased) }) { return "; write \(entry.here)" }
        return Suggestion.sentence(for: name, among: ExpressionFunction.allCases.map(\.rawValue))
    }

    /// `; write null`, or nothing.
    static func hint(forValue name: ExactString) -> String? { values[name].map { "; write \($0)" } }

    /// `; write length(…)`, where a member is named like a function; nil where it is not.
    static func hint(forMember name: ExactString) -> String? {
        if let function = ExpressionFunction(rawValue: name.string) { return "; write \(function.rawValue)(…)" }
        let entry = functions.prefix(3).first { $0.names.contains(name.string.lowercased()) }
        return entry.map { "; write \($0.here)" }
    }
}
