import Logging

@testable import ClamatorKit
@testable import ReplCore
@testable import ScriptedHandlers

private let folder = Folder()

/// A contract, its handlers, a schema file beside them, and params: whatever is wrong is reported with its place; what
/// loads can be described, saved and loaded again, and each of its methods answers.
func testContract(_ input: [UInt8]) {
    let parts = parts(of: input)
    folder.set("it.json", to: parts[0])
    folder.set("it.handlers.json", to: parts.count > 1 ? parts[1] : nil)
    folder.set("shared.schema.json", to: parts.count > 2 ? parts[2] : nil)
    var loader = ContractLoader()
    loader.assertsFormats = true
    loader.handlerOptions.seed = 1
    loader.handlerOptions.mocks = true
    guard let loaded = try? loader.load([folder.path + "/it.json"]) else { fatalError("a file that is there") }
    for diagnostic in loaded.diagnostics {
        require(diagnostic.line > 0 && diagnostic.column > 0, "no place: \(diagnostic)")
        require(!diagnostic.message.isEmpty, "no message: \(diagnostic)")
    }
    guard let service = loaded.services.first else {
        require(loaded.hasErrors, "neither a service nor an error")
        return
    }
    let params = parts.dropFirst(3).compactMap { try? JSON(parsing: $0) }
    let waits = [parts[0], parts.count > 1 ? parts[1] : []].contains {
        String(decoding: $0, as: UTF8.self).contains("delay")
    }
    wait {
        let host = try await ServiceHost([service], logger: quiet, timeout: .milliseconds(1))
        for method in service.contract.methods {
            _ = method.params.signature
            _ = try? Description(of: [service], palette: Palette(usesColor: true), width: 80).text(of: method.name)
            if !waits { await call(method, params, of: service, through: host.client) }
        }
        await host.stop()
    }
    if !loaded.hasErrors { save(service, loader) }
}

/// Every answer is JSON, and none is longer than what a line may be.
private func call(
    _ method: Contract.Method, _ params: [JSON], of service: ContractLoader.Service, through client: RpcClientCore
) async {
    for params in params + [[:]] + method.examples.map(\.params) {
        guard let reply = try? await client.call(service.contract.service, method.name, params) else { continue }
        require((try? JSON(parsing: reply.description)) == reply, "not JSON: \(reply)")
    }
}

/// The rules that stand are a handlers file.
private func save(_ service: ContractLoader.Service, _ loader: ContractLoader) {
    folder.set("it.handlers.json", to: Array(service.scripts.file.description.utf8))
    let again = try? loader.load([folder.path + "/it.json"])
    require(again?.hasErrors == false, "cannot load what was saved: \(again?.diagnostics ?? [])")
}

/// Failures are answered, and need not be logged too.
let quiet: Logger = {
    var logger = Logger(label: "fuzz")
    logger.logLevel = .critical
    return logger
}()
