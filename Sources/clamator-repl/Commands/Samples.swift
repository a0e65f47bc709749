internal import ClamatorKit
internal import ReplCore

/// The sample contracts, which `make install` puts beside the program.
enum Samples {
    /// Their folder: `share/clamator-repl/contracts` beside `bin`, or the project's own where the program was built;
    /// nil if there is none.
    static var folder: String? {
        guard let program else { return nil }
        return [installed, Files.folder(of: program) + "/../../../" + ContractSources.defaultFolder]
            .first { Files.exists($0 + "/contract.schema.json") }
            .flatMap(Files.realPath)
    }

    /// The folder that they are installed in.
    static var installed: String {
        let prefix = program.map { Files.folder(of: Files.folder(of: $0)) } ?? ""
        return (prefix == "/" ? "" : prefix) + "/share/clamator-repl/contracts"
    }

    /// The program that runs.
    private static var program: String? {
        if let path = Files.realPath("/proc/self/exe") { return path }
        guard let name = CommandLine.arguments.first else { return nil }
        if name.utf8.contains(UInt8(ascii: "/")) { return Files.realPath(name) }
        let folders = Environment.value(of: "PATH")?.split(separator: ":") ?? []
        return folders.lazy.map { "\($0)/\(name)" }.first(where: Files.exists).flatMap(Files.realPath)
    }
}
