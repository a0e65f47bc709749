internal import ClamatorJSON
internal import ClamatorSchema
private import Synchronization

/// Null where a contract wants a member left out: generated Python clients and servers send their unset members so.
package struct NullMembers: Sendable {
    /// The methods that were warned about; nil where such nulls are refused.
    private let told: Told?

    private final class Told: Sendable {
        let names = Mutex<Set<ExactString>>([])
        let tell: @Sendable (String) -> Void

        init(_ tell: @escaping @Sendable (String) -> Void) { self.tell = tell }
    }

    /// Such nulls are refused, as the schema has it.
    package static let refused = NullMembers(told: nil)

    /// Such nulls count as absent.
    ///
    /// - Parameter tell: Gets, once for each method, its name and where the nulls stood.
    /// - Returns: What takes them so.
    package static func absent(tell: @escaping @Sendable (String) -> Void) -> NullMembers {
        NullMembers(told: Told(tell))
    }

    /// The value without the nulls that the schema refuses, if it fits then; else as it is.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - schema: What it is to fit.
    ///   - name: What to call its method.
    /// - Returns: The value to go on with.
    package func accepting(_ value: JSON, by schema: Schema, of name: String) -> JSON {
        guard let told, let (fewer, removed) = Self.reduced(value, by: schema) else { return value }
        if told.names.withLock({ $0.insert(ExactString(name)).inserted }) {
            told.tell(
                "\(name): null taken as absent at \(removed.prefix(3).map(\.description).joined(separator: ", "))")
        }
        return fewer
    }

    /// A value that does not fit without the nulls that keep it from fitting, and where these stood; nil where others
    /// do, too. A member that the schema does not know is none to be left out.
    private static func reduced(_ value: JSON, by schema: Schema) -> (JSON, removed: [JSONPointer])? {
        guard !schema.isValid(value), let reasons = try? schema.explain(value) else { return nil }
        let known = reasons.filter {
            !["additionalProperties", "unevaluatedProperties"].contains(OutputUnit.lastStep(of: $0.keywordLocation))
        }
        var removed: [JSONPointer] = []
        let fewer = without(value, at: JSONPointer(), Set(known.map(\.instanceLocation)), &removed)
        return !removed.isEmpty && schema.isValid(fewer) ? (fewer, removed) : nil
    }

    private static func without(
        _ value: JSON, at path: JSONPointer, _ paths: Set<JSONPointer>, _ removed: inout [JSONPointer]
    ) -> JSON {
        switch value.kind {
        case .object:
            var members: [(name: ExactString, value: JSON)] = []
            for (name, member) in value.members {
                let path = path.appending(name)
                if member.isNull, paths.contains(path) {
                    removed.append(path)
                } else {
                    members.append((name: name, value: without(member, at: path, paths, &removed)))
                }
            }
            return JSON(members: members)
        case .array:
            return JSON(
                value.elements.enumerated().map { without($1, at: path.appending(ExactString($0)), paths, &removed) })
        default: return value
        }
    }

    /// A refusal of a value that says of each null in its way what to do about it, where such nulls are refused and
    /// nothing else is in the way.
    package func explaining(_ error: RpcError, for value: JSON, by schema: Schema) -> RpcError {
        guard told == nil, let units = error.data["errors"]?.elements,
            let removed = Self.reduced(value, by: schema)?.removed
        else { return error }
        let explained = units.map { unit -> JSON in
            guard let text = unit["error"]?.string,
                let pointer = unit["instanceLocation"]?.string.flatMap(JSONPointer.init(parsing:)),
                removed.contains(pointer)
            else { return unit }
            let hint = "; a member that is optional is left out (without --strict-nulls null counts as absent)"
            return JSON(
                members: unit.members.map { (name: $0.name, value: $0.name == "error" ? JSON(text + hint) : $0.value) })
        }
        guard explained != units else { return error }
        let members = error.data.members.map {
            (name: $0.name, value: $0.name == "errors" ? JSON(explained) : $0.value)
        }
        return RpcError(code: error.code, message: error.message, data: JSON(members: members))
    }
}
