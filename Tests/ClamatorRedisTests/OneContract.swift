import ClamatorKit
import ScriptedHandlers
import TestSupport

/// Loads a contract from its text.
enum OneContract {
    static func load(_ text: String) throws -> Contract {
        let folder = try TemporaryFolder(["contract.json": text])
        let loaded = try ContractLoader().load([folder.path + "/contract.json"])
        guard let service = loaded.services.first else {
            throw NoContract(problems: loaded.problems.map(\.description))
        }
        return service.contract
    }

    struct NoContract: Error {
        let problems: [String]
    }
}
