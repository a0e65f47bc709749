/// Loads contracts and their handlers from files and folders, and collects every problem in them.
public struct ContractLoader: Sendable {
    /// Whether `format` is asserted; it annotates otherwise.
    public var assertsFormats = false

    /// Makes a loader.
    public init() {}

    /// What was loaded.
    public struct Loaded: Sendable {
        /// The services whose contract has no error.
        public var services: [Service] = []
        /// What is wrong with the files, in the order in which they were read.
        public var problems: [Problem] = []

        /// Whether some problem is an error.
        public var hasErrors: Bool { problems.contains { $0.severity == .error } }
    }

    /// A contract and the handlers that were found for it.
    public struct Service: Sendable {
        /// The contract.
        public let contract: Contract
        /// What answers the calls, by method name.
        package internal(set) var rules: [String: Rule]
        /// The file that the contract came from.
        public let file: String

        /// The handlers by method name, as a server takes them.
        public var handlers: [String: Handler] { rules.mapValues(\.handler) }
    }

    /// Loads contracts.
    ///
    /// - Parameters:
    ///   - paths: Files, and folders, which stand for their `*.json` but not `*.handlers.json` and `*.schema.json`.
    ///   - handlers: Handlers files beside those that are found by their name, `NAME.handlers.json` for `NAME.json`. They
    ///     take the place of those for the same service.
    /// - Returns: The services, and the problems of all files.
    /// - Throws: `FileError` where a file or folder cannot be read, or a folder holds no contract.
    public func load(_ paths: [String], handlers: [String] = []) throws -> Loaded {
        var loaded = Loaded()
        var origins: [String: String] = [:]
        let given = try handlers.map { (file: $0, text: try Files.read($0)) }
        var open: [(contract: ContractReader, handlers: String?)] = []
        for path in try paths.flatMap(contractFiles) {
            do throws(Problem) {
                let file = try CheckedFile(name: path, text: try read(path))
                open.append((ContractReader(file, assertsFormats: assertsFormats), siblingHandlers(of: path)))
            } catch {
                loaded.problems.append(error)
            }
        }
        for index in open.indices {
            let contract = try open[index].contract.read()
            loaded.problems += open[index].contract.file.problems
            guard let contract else { continue }
            var file = open[index].contract.file
            if let other = origins[contract.service] {
                file.report("service \"\(contract.service)\" is in \(other) too", at: JSONPointer(["service"]))
                loaded.problems += file.problems.suffix(1)
                continue
            }
            origins[contract.service] = file.name
            let known = file.problems.count
            let inline = try HandlersReader(contract: contract).readInline(&file)
            loaded.problems += file.problems.dropFirst(known)
            loaded.services.append(Service(contract: contract, rules: inline, file: file.name))
            if let sibling = open[index].handlers {
                try loaded.addHandlers(sibling, text: try Files.read(sibling), expectedService: contract.service)
            }
        }
        for (file, text) in given { try loaded.addHandlers(file, text: text, expectedService: nil) }
        loaded.warnOfMissingHandlers()
        return loaded
    }

    private func read(_ path: String) throws(Problem) -> [UInt8] {
        do throws(FileError) {
            return try Files.read(path)
        } catch {
            throw Problem(
                severity: .error, file: path, line: 0, column: 0, path: JSONPointer(), message: error.reason)
        }
    }

    private func contractFiles(_ path: String) throws(FileError) -> [String] {
        guard let isFolder = Files.isFolder(path) else {
            throw FileError(path: path, reason: "no such file or folder")
        }
        guard isFolder else { return [path] }
        let names = try Files.names(in: path).filter { name in
            name.hasSuffix(".json") && !name.hasPrefix(".") && !name.hasSuffix(".handlers.json")
                && !name.hasSuffix(".schema.json")
        }
        guard !names.isEmpty else { throw FileError(path: path, reason: "the folder holds no contract (*.json)") }
        return names.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
    }

    private func siblingHandlers(of path: String) -> String? {
        let stem = path.hasSuffix(".json") ? String(path.dropLast(".json".count)) : path
        let sibling = stem + ".handlers.json"
        return Files.isFolder(sibling) == false ? sibling : nil
    }
}

extension ContractLoader.Loaded {
    fileprivate mutating func addHandlers(_ name: String, text: [UInt8], expectedService: String?) throws {
        do throws(Problem) {
            var file = try CheckedFile(name: name, text: text)
            let service = file.root["service"]?.string
            guard let index = services.firstIndex(where: { $0.contract.service == expectedService ?? service }) else {
                file.report("no contract for service \"\(service ?? "?")\" is loaded", at: JSONPointer(["service"]))
                problems += file.problems
                return
            }
            if let service, service != services[index].contract.service {
                file.report(
                    "expected service \"\(services[index].contract.service)\", got \"\(service)\"",
                    at: JSONPointer(["service"]))
            }
            let read: [String: Rule]
            do {
                read = try HandlersReader(contract: services[index].contract).read(&file)
            } catch {
                file.report("\(error)", at: JSONPointer())
                read = [:]
            }
            problems += file.problems
            services[index].rules.merge(read) { _, new in new }
        } catch {
            problems.append(error)
        }
    }

    fileprivate mutating func warnOfMissingHandlers() {
        for service in services {
            for method in service.contract.methods where service.rules[method.name] == nil {
                problems.append(
                    Problem(
                        severity: .warning, file: service.file, line: 0, column: 0,
                        path: JSONPointer(["methods", method.name]), message: "no handler for \(method.name)"))
            }
        }
    }
}
