import ClamatorJSON
import ClamatorKit
import ContractTesting
import Foundation
import Testing

/// Two contracts with one method, `pairs.m`, of which a schema differs, and what a comparison should say.
struct ContractPair: Sendable, CustomTestStringConvertible {
    let name: String
    let part: String
    let old: JSON
    let new: JSON
    let verdict: String
    let rule: String?
    let path: String?
    var testDescription: String { name }

    /// The pairs of `Pairs/pairs.json`.
    static let all: [ContractPair] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Pairs/pairs.json")
        guard let text = try? Data(contentsOf: file), let json = try? JSON(parsing: Array(text)) else { return [] }
        return json.elements.compactMap { pair in
            guard let name = pair["pair"]?.string, let part = pair["part"]?.string, let old = pair["old"],
                let new = pair["new"], let verdict = pair["verdict"]?.string
            else { return nil }
            return ContractPair(
                name: name, part: part, old: old, new: new, verdict: verdict, rule: pair["rule"]?.string,
                path: pair["path"]?.string)
        }
    }()

    /// A contract whose method has a schema for this part.
    static func contract(_ schema: JSON, _ part: String) throws -> Contract {
        let method: JSON = [
            "params": part == "params" ? schema : ["type": "object"], "result": part == "result" ? schema : true,
        ]
        return try contract(["m": method])
    }

    /// A contract of methods.
    static func contract(_ methods: JSON, service: String = "pairs") throws -> Contract {
        let contract: JSON = ["service": JSON(service), "methods": methods]
        return try Contract(parsing: contract.description, assertsFormats: true)
    }

    func comparison() throws -> ContractComparison {
        ContractComparison([try Self.contract(old, part)], [try Self.contract(new, part)])
    }
}

extension ContractComparison {
    /// The changes of schemas whose witness is not valid on the one side, or not refused on the other.
    func changesWithWrongWitness(_ old: JSON, _ new: JSON) throws -> [ContractChange] {
        let (before, after) = (try ContractPair.contract(old, "result"), try ContractPair.contract(new, "result"))
        return changes.filter { change in
            guard let witness = change.witness, let validIn = change.validIn,
                let own = (validIn == .old ? before : after).methods.first?.result,
                let other = (validIn == .old ? after : before).methods.first?.result
            else { return change.witness != nil }
            return !(own.validate(witness) == .valid && other.validate(witness) == .invalid)
        }
    }
}
