public import ClamatorJSON

/// A declared default that cannot do what it is there for.
public struct DefaultDiagnostic: Sendable, Equatable {
    /// What is wrong.
    public enum Fault: Sendable, Equatable {
        /// The default does not follow the schema it stands in; the first reason.
        case breaksItsSchema(OutputUnit)
        /// The member with this name is required, and a value without it is refused before defaults are filled in.
        case isRequired(ExactString)
        /// The default lacks a member whose default it is again, without end: within itself it is put in as it stands.
        case leadsToItself
        /// A value that follows the schema around it does not once this member has its default, or, where it is nil,
        /// once members further down have; the first reason.
        case breaksTheValue(member: ExactString?, OutputUnit)
        /// The defaults could not be tried, or not be filled in, within the limits on work.
        case limitReached(LimitReached)
    }

    /// The location in the schema document: of the default, where it is the one at fault.
    public var location: JSONPointer
    /// The document's URI; empty for the one that was compiled.
    public var uri: String
    /// What is wrong.
    public var fault: Fault

    /// What is wrong, in words.
    public var message: String { fault.message }
}

extension DefaultDiagnostic {
    /// Whether it is of the same default as another, and of the same part of the value: the first reason says enough.
    func tellsSame(as other: DefaultDiagnostic) -> Bool {
        guard case .breaksTheValue(let one, let reason) = fault,
            case .breaksTheValue(let two, let second) = other.fault,
            one != nil
        else { return self == other }
        return one == two && location == other.location && uri == other.uri
            && reason.instanceLocation.tokens.isEmpty == second.instanceLocation.tokens.isEmpty
    }
}

extension DefaultDiagnostic.Fault {
    /// Whether it is a limit on work.
    var isLimit: Bool { if case .limitReached = self { true } else { false } }

    /// What is wrong, in words.
    var message: String {
        switch self {
        case .breaksItsSchema(let unit):
            "the default breaks its own schema\(Self.location(unit)): \(unit.error)"
        case .isRequired(let name):
            "the default of \(Wording.quoted(name.string)) can never apply: the member is required"
        case .leadsToItself:
            "the default leads to itself, without end: within itself it is filled in as it stands"
        case .breaksTheValue(let name, let unit):
            "filling in \(name.map { "the default of \(Wording.quoted($0.string))" } ?? "defaults") breaks the schema"
                + "\(Self.location(unit)): \(unit.error)"
        case .limitReached(let limit):
            "the defaults cannot be filled in: \(limit)"
        }
    }

    private static func location(_ unit: OutputUnit) -> String {
        unit.instanceLocation.tokens.isEmpty ? "" : " at \(unit.instanceLocation)"
    }
}
