internal import ClamatorSchema
private import Synchronization

/// The files that a contract's schemas may refer to: regular ones under the contract's folder, and nothing else.
///
/// The folder is the root of URIs of its own, `contract:///types.schema.json`, so that no reply tells where on the
/// machine the contract lies.
package final class SchemaFiles: Sendable {
    /// The contract's own URI, against which `$ref` resolves.
    package let baseURI: String
    private let folder: String?
    /// How the contract's folder was named, up to its last slash; empty for the one that the tool runs in.
    private let namedFolder: String
    private let known = Mutex(Known())
    /// Why what is at a URI was not read.
    private let refusals = Mutex<[ExactString: String]>([:])
    private let failure = Mutex<FileError?>(nil)
    private static let root = "contract:///"

    /// What was read so far.
    private struct Known {
        /// The files by path, without links and dots, each with the name that was first used: beside the contract, as
        /// that was named.
        var files: [ExactString: ParsedFile] = [:]
        var paths: [ExactString: ExactString] = [:]
    }

    /// - Parameter contract: The path of the contract, as it was named.
    package init(contract: String) {
        folder = Files.realPath(Files.folder(of: contract))
        namedFolder = String(Substring(contract.utf8.dropLast(Files.name(of: contract).utf8.count)))
        baseURI = Self.root + Files.name(of: contract).utf8.map(Self.encode).joined()
    }

    /// No files at all.
    init() {
        folder = nil
        namedFolder = ""
        baseURI = Self.root
    }

    /// The files that were read so far, by path.
    var filesRead: [ExactString: JSON] { known.withLock { $0.files.mapValues(\.root) } }

    /// The file at a URI, where it was read.
    package func file(at uri: String) -> ParsedFile? {
        known.withLock { known in known.paths[ExactString(uri)].flatMap { known.files[$0] } }
    }

    /// The path of the file at a URI, where it was read.
    func path(at uri: String) -> ExactString? { known.withLock { $0.paths[ExactString(uri)] } }

    /// A file that was read, as people name it.
    func file(_ path: ExactString) -> CheckedFile? {
        known.withLock { $0.files[path].map { CheckedFile($0) } }
    }

    /// Whether a document's URI is that of the contract itself.
    func isContract(_ uri: String) -> Bool { uri.isEmpty || ExactString(uri) == ExactString(baseURI) }

    /// How messages name what is at a URI: a file by its path from the contract's folder.
    @Sendable package static func name(at uri: String) -> String {
        guard uri.utf8.starts(with: Self.root.utf8) else { return uri }
        let path = Substring(uri.utf8.dropFirst(Self.root.utf8.count))
        return PercentEncoding.decoded(path) ?? String(path)
    }

    /// Why a file could not be looked at, where the system lacked what that takes: nothing is known about it then.
    var shortage: FileError? { failure.withLock { $0 } }

    /// The content of the file at a URI; nil if there is none that may be read.
    @Sendable package func document(at uri: String) -> JSON? {
        // Each of the contract's schemas asks for it.
        if let path = path(at: uri) { return filesRead[path] }
        guard let folder, uri.utf8.starts(with: Self.root.utf8),
            let path = PercentEncoding.decoded(Substring(uri.utf8.dropFirst(Self.root.utf8.count))),
            !path.utf8.contains(0), let real = Files.realPath("\(folder)/\(path)"),
            real.utf8.starts(with: (folder == "/" ? "/" : folder + "/").utf8)
        else { return nil }
        let key = ExactString(real)
        guard let file = known.withLock({ $0.files[key] }) ?? read(real, as: namedFolder + path, for: uri) else {
            return nil
        }
        known.withLock {
            $0.files[key] = file
            $0.paths[ExactString(uri)] = key
        }
        return file.root
    }

    /// Why there is no content at a URI, in words that follow "is"; nil where nothing is there that may be read.
    @Sendable func reasonForNone(at uri: String) -> String? { refusals.withLock { $0[ExactString(uri)] } }

    private func read(_ path: String, as name: String, for uri: String) -> ParsedFile? {
        func refuse(_ reason: String) { refusals.withLock { $0[ExactString(uri)] = reason } }
        let text: [UInt8]
        do throws(FileError) {
            text = try Files.read(path)
        } catch {
            // What the system says is of the machine's own ways, and not in words that follow "is".
            if error.code == nil { refuse(error.reason) }
            if error.isShortage { failure.withLock { $0 = $0 ?? error } }
            return nil
        }
        do throws(FileDiagnostic) {
            return try ParsedFile(name: name, text: text)
        } catch {
            refuse("broken at line \(error.line), column \(error.column): \(error.message)")
            return nil
        }
    }

    private static func encode(_ byte: UInt8) -> String {
        let isPlain = byte < 0x80 && (isLetterOrDigit(byte) || "-._~".utf8.contains(byte))
        if isPlain { return String(Character(Unicode.Scalar(byte))) }
        return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
    }
}
