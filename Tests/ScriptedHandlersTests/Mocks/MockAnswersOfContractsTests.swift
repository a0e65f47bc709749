import ClamatorKit
import Foundation
import Testing
import ValueGeneration

// For `MockAnswers`, which is internal.
@testable import ScriptedHandlers

private func contract(_ name: String) throws -> Contract {
    let folder = URL(filePath: #filePath).appending(path: "../../../../contracts").standardizedFileURL
    let loaded = try ContractLoader().load([folder.appending(path: name).path()])
    return try #require(loaded.services.first?.contract)
}

@Test(arguments: ["arith.json", "errors.json", "orders.json", "telemetry.json"])
func `Answers follow the contract`(name: String) throws {
    var answers = MockAnswers(seed: 1)
    for method in try contract(name).methods {
        guard let schema = method.result else { continue }
        for _ in 0..<20 {
            let answer = try answers.answer(to: ["no": "example"], sent: nil, of: method)
            #expect(schema.isValid(answer), "\(method.name)")
        }
    }
}

private func method(_ text: String) throws -> Contract.Method {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mock-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "s.json")
    try Data(#"{"service": "s", "methods": {"m": \#(text)}}"#.utf8).write(to: file)
    let loaded = try ContractLoader().load([file.path()])
    #expect(!loaded.hasErrors)
    return try #require(loaded.services.first?.contract["m"])
}

@Test func `An example with the same params answers`() throws {
    let method = try method(
        #"""
        {"params": {"type": "object"}, "result": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
         "examples": [{"params": {"a": 1, "b": 2}}, {"params": {"a": 1, "b": 2}, "result": {"n": 3}}, {"params": {"a": 1, "b": 2}, "result": {"n": 4}}]}
        """#)
    var answers = MockAnswers(seed: 1)
    #expect(try answers.answer(to: ["b": 2.0, "a": 1], sent: nil, of: method) == ["n": 3])
    #expect(try answers.answer(to: ["a": 1], sent: nil, of: method) != ["n": 3])
}

@Test func `A contradictory result is reported at the call`() throws {
    let method = try method(
        #"{"params": {"type": "object"}, "result": {"type": "object", "properties": {"n": {"type": "integer", "minimum": 2, "maximum": 1}}, "required": ["n"]}}"#
    )
    var answers = MockAnswers(seed: 1)
    let failure = #expect(throws: GenerationFailure.self) { try answers.answer(to: [:], sent: nil, of: method) }
    #expect(failure?.reason == "no number is at least 2 and at most 1")
}
