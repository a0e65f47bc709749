internal import ClamatorKit
internal import ClamatorSystem
internal import ContractGeneration
internal import ScriptedHandlers
private import SystemPackage

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Writes the Swift of contracts, for the plugins:
///
///     clamator-generate [--access public|internal] [--check] [--named-after-files] -o FOLDER CONTRACT...
///
/// It does what `clamator-repl generate swift` does; with `--named-after-files` a file is named after its contract's,
/// as a build must know before it runs this.
@main
struct Generate {
    private var access = SwiftAccess.internal
    private var checks = false
    private var isNamedAfterFiles = false
    private var folder: String?
    private var contracts: [String] = []

    static func main() {
        do {
            let generate = try Generate(CommandLine.arguments.dropFirst())
            exit(try generate.run() ? 0 : 1)
        } catch let error as ContractError {
            // As compilers write what is wrong, so that an editor leads there. That nothing handles a method is no
            // matter here.
            for diagnostic in error.diagnostics where diagnostic.severity != .warning {
                Self.tell(Self.line(diagnostic))
            }
            exit(65)
        } catch {
            Self.tell("error: \(error)")
            exit(error is UsageError ? 64 : 65)
        }
    }

    private static func line(_ diagnostic: FileDiagnostic) -> String {
        let position = diagnostic.line > 0 ? ":\(diagnostic.line):\(diagnostic.column)" : ""
        let path = diagnostic.path.tokens.isEmpty ? "" : " (at \(diagnostic.path))"
        return "\(diagnostic.file)\(position): error: \(diagnostic.message)\(path)"
    }

    /// Writes lines to stderr. A failure of that cannot be told.
    private static func tell(_ text: String) {
        try? FileDescriptor.standardError.writeAll(Array((Printable.escapeLines(text) + "\n").utf8).span)
    }

    private struct UsageError: Error, CustomStringConvertible {
        let description: String
    }

    private init(_ arguments: some Sequence<String>) throws(UsageError) {
        var rest = arguments.makeIterator()
        while let argument = rest.next() {
            switch argument {
            case "--check": checks = true
            case "--named-after-files": isNamedAfterFiles = true
            case "-o":
                guard let value = rest.next() else { throw UsageError(description: "-o needs a folder") }
                folder = value
            case "--access":
                guard let value = rest.next().flatMap({ SwiftAccess(rawValue: $0) }) else {
                    throw UsageError(description: "--access is public or internal")
                }
                access = value
            default:
                guard !argument.utf8.starts(with: "-".utf8) else {
                    throw UsageError(description: "unknown option \(argument)")
                }
                contracts.append(argument)
            }
        }
    }

    /// Writes the files, or says what is different; false where something is.
    private func run() throws -> Bool {
        guard let folder else { throw UsageError(description: "-o names the folder to write to") }
        var loader = ContractLoader()
        loader.findsHandlers = false
        loader.findsMistakes = false
        let services = try loader.loadServices(contracts)
        let code = CodeLanguage.swift(access)
        let sources = try services.map {
            try GenerationSource($0.contract, text: $0.source, standalone: $0.standalone, file: $0.file)
        }
        var files = code.files(for: sources)
        if isNamedAfterFiles {
            files = zip(files, services).map { file, service in
                file.named(Files.name(of: FileFormat.stem(of: service.file)) + ".swift")
            }
        }
        let output = OutputFolder(folder, of: code)
        let changes = try output.changes(for: files)
        if checks {
            changes.flatMap(\.differences).forEach { print($0) }
            return changes.isEmpty
        }
        try output.apply(changes)
        return true
    }
}
