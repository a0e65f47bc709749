import ClamatorJSON
import ClamatorKit
import ContractTesting
import Foundation
import TestSupport
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
        let comparison = ContractComparison([try contract(10)], [try contract(9)], workOfSchemas: 4_000_000)
        #expect(comparison.verdict == .breaking)
        #expect(comparison.isIncomplete)
    }

    /// A contract with a method for each of many types, each of which has a member of the next, and the last of the
    /// first.
    private func cycle(_ count: Int, _ type: (Int) -> [(name: ExactString, value: JSON)] = { _ in [] }) throws
        -> Contract
    {
        func reference(_ index: Int) -> JSON { ["$ref": JSON("#/$defs/t\(index % count)")] }
        let types = (0..<count).map { index -> (name: ExactString, value: JSON) in
            let own: JSON = ["type": "object", "properties": ["next": reference(index + 1)]]
            return (ExactString("t\(index)"), JSON(members: own.members + type(index)))
        }
        let methods = (0..<count).map { index -> (name: ExactString, value: JSON) in
            (ExactString("m\(index)"), ["params": reference(index), "result": true])
        }
        let source: JSON = [
            "service": "cycle", "methods": JSON(members: methods), "$defs": JSON(members: types),
        ]
        return try Contract(parsing: source.description)
    }

    @Test func `Many methods whose types lead to each other in one cycle are seen to be equal at once`() throws {
        let (old, new) = (try cycle(1000), try cycle(1000))
        let time = processorTime {
            let comparison = ContractComparison([old], [new])
            #expect(comparison.changes.isEmpty && !comparison.isIncomplete)
        }
        #expect(time < .seconds(5))
    }

    @Test func `Branches of a choice that stand in another order are seen to be the same`() throws {
        let branches = (0..<40).map { index -> JSON in
            [
                "type": "object",
                "properties": [
                    "kind": ["const": JSON("k\(index)")], "n": ["type": "integer", "minimum": JSON(index)],
                ],
                "required": ["kind", "n"], "additionalProperties": false,
            ]
        }
        let (old, new) = (JSON(branches), JSON(branches.reversed()))
        let comparison = ContractComparison(
            [try ContractPair.contract(["oneOf": old], "result")], [try ContractPair.contract(["oneOf": new], "result")]
        )
        #expect(comparison.changes.isEmpty && !comparison.isIncomplete)
    }

    /// An edit of a union of many branches.
    enum UnionEdit: String, CaseIterable {
        case nothing, addition, removal, change
    }

    @Test(arguments: ["anyOf", "oneOf"], UnionEdit.allCases)
    func `A union of many branches is decided, whatever their order`(keyword: String, edit: UnionEdit) throws {
        func branch(_ index: Int, _ least: Int) -> JSON {
            [
                "type": "object",
                "properties": [
                    "kind": ["const": JSON("k\(index)")], "n": ["type": "integer", "minimum": JSON(least)],
                ],
                "required": ["kind", "n"], "additionalProperties": false,
            ]
        }
        let before = (0..<70).map { branch($0, $0) }
        var after = Array(before[40...] + before[..<40])
        switch edit {
        case .nothing: break
        case .addition: after.append(branch(70, 0))
        case .removal: after.removeFirst()
        case .change: after[7] = branch(47, 48)
        }
        let old: JSON = ["type": "object", "properties": ["v": JSON(members: [(ExactString(keyword), JSON(before))])]]
        let new: JSON = ["type": "object", "properties": ["v": JSON(members: [(ExactString(keyword), JSON(after))])]]
        let comparison = ContractComparison(
            [try ContractPair.contract(old, "params")], [try ContractPair.contract(new, "params")])
        let isBreaking = edit == .removal || edit == .change
        #expect(comparison.verdict == (isBreaking ? .breaking : .compatible))
        #expect(comparison.changes.isEmpty == (edit == .nothing) && !comparison.isIncomplete)
    }

    @Test func `Many types that refer to each other are compared once each`() throws {
        func contract(_ bound: Int) throws -> Contract {
            let names = (0..<40).map { "t\($0)" }
            let types = names.map { name -> (name: ExactString, value: JSON) in
                let own: JSON = ["type": "integer", "maximum": JSON(name.utf8.elementsEqual("t39".utf8) ? bound : 20)]
                var members: [(name: ExactString, value: JSON)] = names.map {
                    (ExactString($0), ["$ref": JSON("#/$defs/\($0)")])
                }
                members.append(("id", own))
                return (
                    ExactString(name),
                    ["type": "object", "properties": JSON(members: members), "additionalProperties": false]
                )
            }
            let source: JSON = [
                "service": "dense", "methods": ["m": ["params": ["$ref": "#/$defs/t0"], "result": true]],
                "$defs": JSON(members: types),
            ]
            return try Contract(parsing: source.description)
        }
        let (old, new) = (try contract(20), try contract(10))
        let time = processorTime {
            let comparison = ContractComparison([old], [new])
            #expect(comparison.changes.map(\.verdict) == [.breaking])
            #expect(comparison.changes.first?.witness == ["t39": ["id": 11]])
        }
        #expect(time < .seconds(20))
    }

    /// How types of a chain lead to the next.
    enum ChainShape: String, CaseIterable {
        case anyOf, oneOf, ifThenElse, members, unevaluated, dynamic

        func type(_ index: Int) -> JSON {
            let next: JSON = ["$ref": JSON("#/$defs/t\(index + 1)")]
            let objects: JSON = ["properties": ["z": next]]
            let dynamic: JSON = ["$dynamicRef": JSON("#/$defs/t\(index + 1)")]
            return switch self {
            case .anyOf: ["anyOf": [next, next]]
            case .oneOf: ["oneOf": [next, next]]
            case .ifThenElse: ["if": next, "then": next, "else": next]
            case .members: ["type": "object", "properties": ["a": next, "b": next], "required": ["a", "b"]]
            case .unevaluated: ["anyOf": [next, objects], "unevaluatedProperties": next]
            case .dynamic: ["anyOf": [dynamic, dynamic]]
            }
        }
    }

    // Those that use up the budget take long in a debug build, so few of them are here.
    @Test(arguments: ChainShape.allCases)
    func `A chain of types that lead to the next in several ways ends soon`(shape: ChainShape) throws {
        func contract(_ last: String) throws -> Contract {
            var types = (0..<40).map { (name: ExactString("t\($0)"), value: shape.type($0)) }
            types.append(("t40", ["type": JSON(last)]))
            let own: JSON = ["type": "object", "properties": ["v": ["$ref": "#/$defs/t0"]], "required": ["v"]]
            let source: JSON = [
                "service": "chain", "methods": ["m": ["params": own, "result": true]], "$defs": JSON(members: types),
            ]
            return try Contract(parsing: source.description)
        }
        let (old, new) = (try contract("null"), try contract("boolean"))
        var comparison = ContractComparison([], [])
        let time = processorTime { comparison = ContractComparison([old], [new]) }
        #expect(time < .seconds(30))
        switch shape {
        case .anyOf, .dynamic: #expect(comparison.verdict == .breaking && !comparison.isIncomplete)
        // No value follows two branches that are the same just once.
        case .oneOf: #expect(comparison.verdict == .compatible && !comparison.isIncomplete)
        // Where a limit was reached, this is told.
        case .ifThenElse, .members: #expect(comparison.verdict != .compatible)
        case .unevaluated: break
        }
    }

    @Test func `A chain of denials is compared in time by what it may cost`() throws {
        func contract(_ length: Int) throws -> Contract {
            let chain = (0..<40).reduce(["type": "string", "maxLength": JSON(length)] as JSON) { inner, _ in
                ["not": ["allOf": [["not": inner], ["type": ["string", "integer", "object"]]]]]
            }
            return try ContractPair.contract(chain, "result")
        }
        let (old, new) = (try contract(5), try contract(6))
        var comparison = ContractComparison([], [])
        let time = processorTime { comparison = ContractComparison([old], [new], workOfSchemas: 2_000_000) }
        #expect(comparison.verdict != .compatible)
        #expect(time < .seconds(2))
    }

    @Test func `A member added to a closed object with many is told soon`() throws {
        func contract(_ count: Int) throws -> Contract {
            let members = (0..<count).map { (ExactString("m\($0)"), ["type": "integer"] as JSON) }
            return try ContractPair.contract(
                ["type": "object", "properties": JSON(members: members), "additionalProperties": false], "params")
        }
        let (old, new) = (try contract(1000), try contract(1001))
        let time = processorTime {
            let comparison = ContractComparison([old], [new])
            #expect(comparison.changes.map(\.verdict) == [.compatible])
        }
        #expect(time < .seconds(5))
    }

    @Test(arguments: [("description", "another"), ("required", ["next"])] as [(String, JSON)])
    func `A change in a cycle of many types is told for each method that it concerns`(
        keyword: String, value: JSON
    ) throws {
        let (old, new) = (try cycle(600), try cycle(600) { $0 == 5 ? [(ExactString(keyword), value)] : [] })
        var comparison = ContractComparison([], [])
        let time = processorTime { comparison = ContractComparison([old], [new]) }
        #expect(time < .seconds(20))
        #expect(!comparison.isIncomplete)
        let told = Dictionary(grouping: comparison.changes, by: \.fullName)
        #expect(told.count == 600)
        #expect(told.values.allSatisfy { $0.allSatisfy { $0.rule == keyword } })
        let far = try #require(told["cycle.m500"]?.first)
        #expect(far.path.tokens.suffix(105).allSatisfy { $0 == "next" || $0 == "properties" })
        guard keyword == "required" else { return }
        #expect(far.path.tokens.count == 105)
        #expect(far.verdict == .breaking)
        // Deeper than values may be.
        #expect(told["cycle.m6"]?.map(\.verdict) == [.possibly])
    }

    @Test(arguments: [
        "minItems", "maxItems", "minContains", "maxContains", "minLength", "maxLength", "minProperties",
        "maxProperties", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    ])
    func `A bound at the end of every range traps nowhere`(keyword: ExactString) throws {
        for bound in ["9223372036854775807", "9223372036854775808", "1e400"] {
            let schemas = try [bound, "5"].map { number -> JSON in
                ["properties": ["x": [keyword.string: try JSON(parsing: number), "contains": ["type": "integer"]]]]
            }
            let contracts = try schemas.map { try ContractPair.contract($0, "params") }
            let verdicts = [
                ContractComparison([contracts[0]], [contracts[1]]).verdict,
                ContractComparison([contracts[1]], [contracts[0]]).verdict,
            ]
            #expect(verdicts != [.compatible, .compatible])
        }
    }
}
