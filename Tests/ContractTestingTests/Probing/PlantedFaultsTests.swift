import ClamatorKit
import ContractTesting
import ScriptedHandlers
import TestSupport
import Testing

private func depot(_ handlers: String) throws -> [ContractLoader.Service] {
    let folder = try #require(PlantedFaults.folder)
    var loader = ContractLoader()
    loader.findsMistakes = false
    return try loader.loadServices(["\(folder)/depot.json"], handlers: ["\(folder)/\(handlers)"])
}

/// How much there is of a value.
private struct Extent {
    var members = 0
    var elements = 0
    var characters = 0

    init(_ value: JSON) { add(value) }

    private mutating func add(_ value: JSON) {
        members += value.members.count
        elements += value.elements.count
        characters += value.string?.unicodeScalars.count ?? 0
        for part in value.elements + value.members.map(\.value) { add(part) }
    }
}

@Suite(.enabled(if: PlantedFaults.folder != nil)) struct PlantedFaultsTests {
    @Test func `All planted faults are found, each once, with params as small as they can be`() async throws {
        let folder = try #require(PlantedFaults.folder)
        let services = try depot("depot.handlers.json")
        let planted = try JSON(parsing: Files.read("\(folder)/depot.planted.json"))["faults"]?.elements ?? []
        #expect(!planted.isEmpty)
        let findings = try await probe(services).findings
        #expect(findings.count == planted.count, "\(findings.map(\.line))")
        for fault in planted {
            let method = fault["method"]?.string ?? ""
            let found = findings.filter {
                "\($0.call.service).\($0.call.method)" == method && $0.kind.rawValue == fault["kind"]?.string
            }
            #expect(found.count == 1, "\(fault)")
            let (least, own) = (Extent(fault["params"] ?? .null), Extent(found.first?.call.params ?? .null))
            #expect(own.members <= least.members && own.elements <= least.elements, "\(fault)")
            #expect(own.characters <= least.characters, "\(fault)")
        }
    }

    @Test(arguments: 1..<3) func `Other seeds find the same`(seed: Int) async throws {
        let findings = try await probe(depot("depot.handlers.json"), seed: UInt64(seed)).findings
        #expect(findings.count == 28, "\(findings.map(\.line))")
    }

    @Test func `Handlers without faults show none`() async throws {
        let results = try await probe(depot("clean/depot.handlers.json"))
        #expect(results.findings.map(\.line) == [])
        #expect(results.tried.count == 15)
    }
}
