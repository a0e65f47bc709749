package import ClamatorJSON

/// How two contracts, or one difference between them, bear on those who call.
package enum ComparisonVerdict: String, Sendable, Comparable {
    /// What worked still works.
    case compatible
    /// It may not: the schemas differ, and no value was found that shows how.
    case possibly
    /// Something that worked fails.
    case breaking

    private var rank: Int {
        switch self {
        case .compatible: 0
        case .possibly: 1
        case .breaking: 2
        }
    }

    /// Whether one is less bad than another.
    package static func < (left: ComparisonVerdict, right: ComparisonVerdict) -> Bool { left.rank < right.rank }
}

/// One difference between two contracts.
package struct ContractChange: Sendable {
    /// What differs.
    package enum Part: String, Sendable {
        case params, result, method, error, documentation
    }

    /// The service, as the old contract names it; as the new one does where it is new.
    package var service: String
    /// The method's name in the same contract; nil where the whole service is meant.
    package var method: String?
    /// What the method is called on the wire.
    package var fullName: String
    /// What differs.
    package var part: Part
    /// The part of the params or of the result; for documentation the path in the method.
    package var path = JSONPointer()
    /// The keyword or the member of the contract by which they differ.
    package var rule: String
    /// Whether something that worked fails by it.
    package var verdict: ComparisonVerdict
    /// A value that one contract takes and the other refuses.
    package var witness: JSON?
    /// The contract in which the witness, or more, is valid; nil where the change is none of a schema.
    package var validIn: ContractSide?
    /// Why the other contract refuses the witness.
    package var reason: String?
    /// Where the rule stands in the file of the contract that has it; nil where it has no path of its own there.
    package var location: JSONPointer?
    /// The contract that has the rule.
    package var locatedIn = ContractSide.new
    /// The member that the rule is about, where it is about one.
    package var name: ExactString?
    /// What stood in the old contract, and what stands in the new one, where that is short.
    package var before: String?
    package var after: String?
}

extension ContractChange {
    /// The change as `--json` shows it.
    package var json: JSON {
        var members: [(name: ExactString, value: JSON)] = [
            ("service", JSON(service)), ("method", method.map { JSON($0) } ?? .null), ("part", JSON(part.rawValue)),
            ("path", JSON(path.description)), ("rule", JSON(rule)), ("verdict", JSON(verdict.rawValue)),
        ]
        if let witness { members.append(("witness", witness)) }
        if let validIn, witness != nil { members.append(("validIn", JSON(validIn.rawValue))) }
        return JSON(members: members)
    }
}
