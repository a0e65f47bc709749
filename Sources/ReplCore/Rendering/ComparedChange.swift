internal import ClamatorKit
internal import ContractTesting

/// One change between contracts, in words.
struct ComparedChange {
    /// How bad it is.
    let label: String
    let role: Palette.Role
    /// The method, and the part of it that changes.
    let subject: String
    /// What changes.
    let headline: String
    /// More on it, a line each.
    let details: [String]

    /// The longest label, and two spaces.
    static let labelWidth = 19

    init(_ change: ContractChange, position: String?) {
        switch change.verdict {
        case .breaking: (label, role) = ("breaking", .error)
        case .possibly: (label, role) = ("possibly breaking", .warning)
        case .compatible: (label, role) = ("compatible", .success)
        }
        let path = change.path.tokens.isEmpty ? "" : " \(change.path)"
        let part = change.part == .method ? "" : " \(change.part.rawValue)"
        subject = Printable.escape(change.fullName + part + path)
        headline = Printable.escape(Self.headline(change))
        var details: [String] = []
        if let witness = change.witness { details.append(Self.witness(OneValue.excerpt(witness, atMost: 300), change)) }
        if let reason = change.reason { details.append(Printable.escape(reason)) }
        if let position { details.append(Printable.escape(position)) }
        self.details = details
    }

    private static func headline(_ change: ContractChange) -> String {
        switch (change.part, change.rule) {
        case (.method, "removed"):
            return change.method == nil ? "the service is gone" : "the method is gone"
        case (.method, "added"): return change.method == nil ? "a new service" : "a new method"
        case (.method, "notification"):
            return change.after == "true" ? "a notification now, which gets no reply" : "no notification any more"
        case (.method, "schema"): return "not compared: one of its schemas is wrong"
        case (.error, _):
            return change.before.map { "error \($0) is no longer declared" } ?? change.after.map { "error \($0)" } ?? ""
        case (.documentation, "default"):
            let isFilledIn = change.after != nil ? "; it is filled in where the member is missing" : ""
            return "the default changed \(arrow(change))\(isFilledIn)"
        case (.params, "limit"), (.result, "limit"), (.documentation, "limit"):
            return "not all was compared: limit reached"
        case (.documentation, _): return "\(change.rule) changed"
        case (.method, _): return "\(change.rule) changed \(arrow(change))"
        default: return schema(change)
        }
    }

    private static func arrow(_ change: ContractChange) -> String {
        "from \(change.before ?? "none") to \(change.after ?? "none")"
    }

    /// A change of a schema: its rule, and on which side it stands.
    private static func schema(_ change: ContractChange) -> String {
        var rule = change.rule
        if let name = change.name {
            rule += " \(JSON(name))"
        } else if let argument = change.after {
            rule += " \(argument)"
        }
        let isOfOld = change.locatedIn == .old
        if change.verdict == .compatible { return isOfOld ? "\(rule) no longer holds as it did" : "\(rule) holds now" }
        return isOfOld ? "\(rule) does not hold as it did" : "\(rule) holds now"
    }

    private static func witness(_ value: String, _ change: ContractChange) -> String {
        switch (change.part, change.validIn) {
        case (.params, .old): "\(value) was taken, and is refused now:"
        case (.params, _): "\(value) was refused, and is taken now:"
        case (_, .old): "\(value) was possible, and is not now:"
        default: "\(value) was not possible, and is now:"
        }
    }
}
