import ClamatorKit
import Logging
import ScriptedHandlers
import TestSupport
import Testing

// For `NamedMethod`, which is internal.
@testable import ReplCore

/// What holds of the description of every method, in the samples and in the contracts that others have published.
@Suite struct ReadableDescriptionTests {
    @Test func `The samples are described readably`() async throws {
        try await check(DescribedContracts.samples(mocks: true))
    }

    @Test(.enabled(if: PublicDocuments.folder != nil), arguments: DescribedContracts.publicFiles)
    func `Public documents are described readably`(file: String) async throws {
        try await check(DescribedContracts.published(file))
    }

    private func check(_ services: [ContractLoader.Service]) async throws {
        let host = try await ServiceHost(services, logger: Self.silent, timeout: .milliseconds(50))
        var options = Session.Options()
        options.timeout = .milliseconds(50)
        let session = Session(
            host: host, sources: ContractSources(contracts: [], handlers: []), loader: ContractLoader(),
            options: options)
        for named in ServiceCatalogue(services).methods where named.method.fault == nil {
            let text = try Self.lines(named.name, services, width: 80)
            let call = try #require(text.last)
            #expect(Self.words(text.dropLast()) == Self.words(try Self.lines(named.name, services).dropLast()))
            for line in text.dropLast() where line.count > 80 { #expect(!line.contains(", "), "\(line)") }
            checkConstraints(named, text)
            checkTypes(named, text)
            await check(call, of: named, in: session)
        }
        await session.stop()
    }

    private static let silent: Logger = {
        var logger = Logger(label: "described")
        logger.logLevel = .critical
        return logger
    }()

    private static func lines(
        _ name: String, _ services: [ContractLoader.Service], width: Int = .max
    ) throws -> [String] {
        let description = Description(of: services, palette: Palette(usesColor: false), width: width)
        return try description.text(of: name).split(separator: "\n").map(String.init)
    }

    private static func words(_ lines: some Sequence<String>) -> [Substring] {
        lines.flatMap { $0.split(separator: " ") }
    }

    private func checkConstraints(_ named: ServiceCatalogue.NamedMethod, _ lines: [String]) {
        let text = Self.words(lines).joined(separator: " ")
        for property in named.method.params.root.properties where property.schema.values == nil {
            for words in property.schema.constraints {
                let words = Self.words([Printable.escape(words)]).joined(separator: " ")
                #expect(text.contains(words), "\(named.name): \(property.name)")
            }
            if let value = property.schema.defaultValue, value.description.count < 40 {
                #expect(text.contains(" = \(value)"), "\(named.name): \(property.name)")
            }
        }
    }

    /// Every type of the contract that the lines name is told there, or its name is listed.
    private func checkTypes(_ named: ServiceCatalogue.NamedMethod, _ lines: [String]) {
        let types = named.service.source["$defs"]?.members.map(\.name.string) ?? []
        // The rows with those that go on.
        var rows: [String] = []
        for line in lines.dropFirst().dropLast() {
            if line.hasPrefix(String(repeating: " ", count: 13)), !rows.isEmpty {
                rows[rows.count - 1] += " " + line.drop { $0 == " " }
            } else {
                rows.append(line)
            }
        }
        let told = rows.compactMap { row in
            row.hasPrefix("  type     ") ? row.dropFirst(11).split(separator: " = ").first.map(String.init) : nil
        }
        let listed = rows.first { $0.hasPrefix("  types    ") }.map { Self.words([$0]) } ?? []
        let known = Set(told + listed.map { String($0.filter { $0 != "," && $0 != ":" }) })
        let signatures = rows.filter { row in
            ["params", "result", "type"].contains { row.hasPrefix("  \($0) ") }
        }
        let named = Set(
            signatures.flatMap { row in
                row.split { " (){}|&,[]".contains($0) }.filter { !$0.hasSuffix(":") && !$0.hasPrefix("\"") }
            }.map(String.init))
        for type in types where named.contains(type) { #expect(known.contains(type), "\(lines[0]): \(type)") }
    }

    /// A call that was pasted is taken, and answered; what answers it may have a fault of its own.
    private func check(_ call: String, of named: ServiceCatalogue.NamedMethod, in session: Session) async {
        #expect(call.hasPrefix(named.name) || call.hasPrefix(named.key), "\(call)")
        guard let exchange = try? await session.exchange(call) else {
            Issue.record("not taken: \(call)")
            return
        }
        #expect(exchange.request?.method == named.method.name)
        guard named.isHandled, case .success(.error(let error)) = exchange.outcome else { return }
        #expect(
            ![.parseError, .invalidRequest, .methodNotFound, .invalidParams].contains(error.code), "\(call): \(error)")
    }
}
