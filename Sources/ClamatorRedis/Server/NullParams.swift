internal import ClamatorKit

/// Null where a contract wants a member left out: generated Python clients send their unset members so.
enum NullParams {
    /// The params without the nulls that the schema refuses, if they fit then; else as they are.
    static func removing(from params: JSON, by schema: Schema) -> JSON {
        guard !schema.isValid(params), let reasons = try? schema.explain(params) else { return params }
        let paths = Set(reasons.map(\.instanceLocation))
        let fewer = without(params, at: JSONPointer(), paths)
        return schema.isValid(fewer) ? fewer : params
    }

    private static func without(_ value: JSON, at path: JSONPointer, _ paths: Set<JSONPointer>) -> JSON {
        switch value.kind {
        case .object:
            JSON(
                members: value.members.compactMap { name, member in
                    let path = path.appending(name)
                    if member.isNull, paths.contains(path) { return nil }
                    return (name: name, value: without(member, at: path, paths))
                })
        case .array:
            JSON(value.elements.enumerated().map { without($1, at: path.appending(ExactString($0)), paths) })
        default: value
        }
    }

    /// A refusal of params that says of each null in its way what to do about it.
    static func explaining(_ error: RpcError, for params: JSON) -> RpcError {
        guard error.code == .invalidParams, let units = error.data["errors"]?.elements else { return error }
        let explained = units.map { unit -> JSON in
            guard let text = unit["error"]?.string,
                let pointer = unit["instanceLocation"]?.string.flatMap(JSONPointer.init(parsing:)),
                !pointer.tokens.isEmpty, params[pointer]?.isNull ?? false
            else { return unit }
            let hint = "; a member that is optional is left out (serve --null-absent takes null as absent)"
            return JSON(
                members: unit.members.map { (name: $0.name, value: $0.name == "error" ? JSON(text + hint) : $0.value) })
        }
        guard explained != units else { return error }
        return RpcError(code: error.code, message: error.message, data: ["errors": JSON(explained)])
    }
}
