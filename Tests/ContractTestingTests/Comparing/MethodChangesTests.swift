import ClamatorJSON
import ClamatorKit
import ContractTesting
import Testing

/// What changes beside the schemas.
@Suite struct MethodChangesTests {
    private func changes(_ old: JSON, _ new: JSON) throws -> [ContractChange] {
        ContractComparison([try ContractPair.contract(old)], [try ContractPair.contract(new)]).changes
    }

    /// What changes where a method gets other members.
    private func changes(of old: JSON, to new: JSON) throws -> [String] {
        func method(_ members: JSON) -> JSON {
            let usual: JSON = members["notification"] == true ? [:] : ["result": true]
            let params: JSON = ["params": ["type": "object", "properties": ["a": true, "b": true]]]
            return JSON(members: usual.members + params.members + members.members)
        }
        return try changes(["m": method(old)], ["m": method(new)]).map {
            "\($0.verdict.rawValue) \($0.part.rawValue) \($0.rule)"
        }
    }

    @Test func `A method that is gone breaks, and a new one does not`() throws {
        let found = try changes(
            ["a": ["result": true], "b": ["result": true]], ["b": ["result": true], "c": ["result": true]])
        #expect(found.map(\.rule) == ["removed", "added"])
        #expect(found.map(\.verdict) == [.breaking, .compatible])
        #expect(found.map(\.fullName) == ["pairs.a", "pairs.c"])
    }

    @Test func `A service that is gone breaks, and a new one does not`() throws {
        let old = [try ContractPair.contract(["m": ["result": true]], service: "one")]
        let new = [try ContractPair.contract(["m": ["result": true]], service: "two")]
        let comparison = ContractComparison(old, new)
        #expect(comparison.changes.map(\.fullName) == ["one", "two"])
        #expect(comparison.changes.map(\.verdict) == [.breaking, .compatible])
        #expect(comparison.changes.allSatisfy { $0.method == nil })
    }

    @Test func `A notification that gets a reply, or the other way round, breaks`() throws {
        #expect(try changes(of: [:], to: ["notification": true]) == ["breaking method notification"])
        #expect(try changes(of: ["notification": true], to: [:]) == ["breaking method notification"])
    }

    @Test func `Methods belong together by their names on the wire`() throws {
        let old = [try ContractPair.contract(["m": ["wireName": "eth_get", "result": true]], service: "one")]
        let new = [try ContractPair.contract(["n": ["wireName": "eth_get", "result": true]], service: "two")]
        let comparison = ContractComparison(old, new)
        #expect(comparison.verdict == .compatible)
        #expect(comparison.methods.map(\.fullName) == ["eth_get"])
    }

    @Test(
        arguments: [
            (["wireName": "x"], [:], "breaking method wireName"),
            ([:], ["wireName": "x"], "breaking method wireName"),
            (["wireName": "x"], ["wireName": "y"], "breaking method wireName"),
            (["positions": ["a", "b"]], ["positions": ["b", "a"]], "breaking method positions"),
            (["positions": ["a", "b"]], ["positions": ["a"]], "breaking method positions"),
            (["positions": ["a"]], ["positions": ["a", "b"]], "compatible method positions"),
            (
                ["positions": ["a"]], ["positions": ["a"], "paramStructure": "by-name"],
                "breaking method paramStructure"
            ),
            (
                ["positions": ["a"], "paramStructure": "by-name"], ["positions": ["a"]],
                "compatible method paramStructure"
            ),
            ([:], ["description": "More."], "compatible documentation description"),
            ([:], ["deprecated": true], "compatible documentation deprecated"),
            ([:], ["errors": [["code": 1, "message": "no"]]], "compatible error added"),
            (["errors": [["code": 1, "message": "no"]]], [:], "compatible error removed"),
            ([:], ["examples": [["params": [:]]]], "compatible documentation examples"),
        ] as [(JSON, JSON, String)])
    func `What changes about a method is listed with its verdict`(old: JSON, new: JSON, change: String) throws {
        #expect(try changes(of: old, to: new) == [change])
    }

    @Test func `Positions where there were none, and none where there were`() throws {
        #expect(
            try changes(of: [:], to: ["positions": ["a"]]) == [
                "compatible method paramStructure", "compatible method positions",
            ])
        #expect(
            try changes(of: ["positions": ["a"]], to: [:]) == [
                "breaking method paramStructure", "breaking method positions",
            ])
    }

    @Test func `Descriptions and defaults in schemas are listed at their places`() throws {
        let found = try changes(
            [
                "m": [
                    "params": ["type": "object", "properties": ["n": ["type": "integer", "default": 1]]],
                    "result": true,
                ]
            ],
            [
                "m": [
                    "params": [
                        "type": "object", "properties": ["n": ["type": "integer", "default": 2, "title": "N"]],
                    ], "result": true,
                ]
            ])
        #expect(found.map(\.path.description) == ["/params/properties/n", "/params/properties/n"])
        #expect(Set(found.map(\.rule)) == ["title", "default"])
        #expect(found.allSatisfy { $0.part == .documentation && $0.verdict == .compatible })
        #expect(found.first { $0.rule == "default" }.map { [$0.before, $0.after] } == ["1", "2"])
    }
}
