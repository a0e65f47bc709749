import ClamatorJSON
import ClamatorKit
import ContractTesting
import Foundation
import Testing

@Suite struct ContractComparisonTests {
    @Test func `There are pairs of contracts`() {
        #expect(ContractPair.all.count >= 60)
    }

    @Test(arguments: ContractPair.all) func `A pair gets its verdict, by its rule and at its place`(
        pair: ContractPair
    ) throws {
        let comparison = try pair.comparison()
        #expect(comparison.verdict.rawValue == pair.verdict)
        #expect(!comparison.isIncomplete)
        if let rule = pair.rule {
            #expect(
                comparison.changes.contains { change in
                    change.verdict == comparison.verdict && change.rule == rule && change.part.rawValue == pair.part
                        && change.path.description == pair.path
                })
        }
    }

    @Test(arguments: ContractPair.all) func `Each breaking change of a schema has a witness that shows it`(
        pair: ContractPair
    ) throws {
        let comparison = try pair.comparison()
        #expect(try comparison.changesWithWrongWitness(pair.old, pair.new).isEmpty)
        for change in comparison.changes where change.verdict == .breaking {
            #expect(change.witness != nil && change.reason != nil)
            #expect(change.validIn == (pair.part == "params" ? .old : .new))
        }
    }

    @Test(arguments: ContractPair.all) func `A contract is compatible with itself`(pair: ContractPair) throws {
        let contract = try ContractPair.contract(pair.old, pair.part)
        let comparison = ContractComparison([contract], [try ContractPair.contract(pair.old, pair.part)])
        #expect(comparison.changes.isEmpty)
        #expect(comparison.methods.map(\.fullName) == ["pairs.m"])
    }

    @Test func `A witness is small`() throws {
        let old: JSON = [
            "type": "object", "required": ["a", "b"],
            "properties": [
                "a": ["type": "string"], "b": ["type": "integer", "maximum": 1000], "c": ["type": "array"],
                "d": ["type": "object"],
            ],
        ]
        let new: JSON = [
            "type": "object", "required": ["a", "b"],
            "properties": [
                "a": ["type": "string"], "b": ["type": "integer", "maximum": 900], "c": ["type": "array"],
                "d": ["type": "object"],
            ],
        ]
        let change = ContractComparison(
            [try ContractPair.contract(old, "params")], [try ContractPair.contract(new, "params")]
        ).changes.first
        #expect(change?.witness == ["a": "", "b": 901])
        #expect(change?.location?.description == "/methods/m/params/properties/b/maximum")
    }

    @Test func `Types that all lead to each other are compared in bounds`() throws {
        // Each object has all members of all others, one of them with another bound.
        func contract(_ bound: Int) throws -> Contract {
            let names = (0..<8).map { "t\($0)" }
            let types = names.map { name -> (name: ExactString, value: JSON) in
                let properties = names.map { other -> (name: ExactString, value: JSON) in
                    (ExactString(other), ["anyOf": [["$ref": JSON("#/$defs/\(other)")], ["type": "null"]]])
                }
                let own: JSON = ["type": "integer", "maximum": JSON(bound)]
                return (
                    ExactString(name),
                    ["type": "object", "properties": JSON(members: properties + [("n", own)])]
                )
            }
            let source: JSON = [
                "service": "big",
                "methods": ["m": ["params": ["$ref": "#/$defs/t0"], "result": true]], "$defs": JSON(members: types),
            ]
            return try Contract(parsing: source.description)
        }
        let comparison = ContractComparison([try contract(10)], [try contract(9)])
        #expect(comparison.verdict == .breaking)
    }
}
