import ClamatorKit
import ContractGeneration
import Foundation
import ValueGeneration

/// A program made of generated code that reads values as types and writes them.
enum RoundTrips {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path()

    // MARK: The program

    /// The program's text. It reads lines that name a type and have a value, and prints what is wrong.
    static func program(for sources: some Sequence<(contract: Contract, file: GeneratedFile)>) -> String {
        var entries: [String] = []
        for (contract, file) in sources {
            let requirements = file.text.split(separator: "\n").drop { !$0.contains("Service: RpcService {") }
                .filter { $0.hasPrefix("    func ") }
            let name = file.name.dropLast(".swift".count)
            for (method, line) in zip(contract.methods, requirements) {
                let types = line.split(separator: "_ params: ")[1].split(separator: ") async throws")
                entries.append(entry("\(contract.service).\(method.name).params", types[0], name))
                if types.count > 1 {
                    entries.append(entry("\(contract.service).\(method.name).result", types[1].dropFirst(4), name))
                }
            }
        }
        return """
            import ClamatorKit
            import Foundation

            func check<Value: JSONCodable & Equatable>(_ json: JSON, _ type: Value.Type, _ schema: Schema?) throws -> String? {
                let value = try json.decode(type)
                let written = try JSON(value)
                if try written.decode(type) != value { return "reads back as another value: \\(written)" }
                if schema?.isValid(written) != true { return "is written as \\(written), which breaks the schema" }
                return agrees(written, json) ? nil : "is written as \\(written)"
            }

            /// Whether what both have is the same.
            func agrees(_ one: JSON, _ other: JSON) -> Bool {
                guard one.kind == other.kind else { return false }
                switch one.kind {
                case .object:
                    return one.members.allSatisfy { name, value in other[name].map { agrees(value, $0) } ?? true }
                case .array:
                    return one.count == other.count && zip(one.elements, other.elements).allSatisfy { agrees($0, $1) }
                case .number: return one.double == other.double
                default: return one == other
                }
            }

            var checks: [String: (JSON) throws -> String?] = [:]
            \(entries.joined(separator: "\n"))

            var wrong = 0
            for line in try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8).split(separator: "\\n") {
                let parts = line.split(separator: " ", maxSplits: 1)
                let json = try JSON(parsing: String(parts[1]))
                do {
                    guard let message = try checks[String(parts[0])]?(json) else { continue }
                    print(parts[0], json, message)
                } catch {
                    print(parts[0], json, error)
                }
                wrong += 1
            }
            exit(wrong == 0 ? 0 : 1)

            """
    }

    private static func entry(_ key: String, _ type: some StringProtocol, _ service: some StringProtocol) -> String {
        let parts = key.split(separator: ".")
        return """
            checks["\(key)"] = { json in
                try check(json, \(type).self, \(service).contract["\(parts[1])"]?.\(parts[2]))
            }
            """
    }

    /// Made-up values of the params and results of methods, a line each.
    static func values(for contracts: [Contract], count: Int) throws -> [String] {
        var lines: [String] = []
        for contract in contracts {
            for method in contract.methods {
                for (name, schema) in [("params", method.params), ("result", method.result)] {
                    guard let schema else { continue }
                    var generator = ValueGenerator(seed: 1)
                    var plan = GenerationPlan(schema.root)
                    for _ in 0..<count {
                        guard let value = try? generator.value(by: &plan) else { continue }
                        // Params are sent as an object whatever their schema says.
                        if name == "params", value.kind != .object { continue }
                        lines.append("\(contract.service).\(method.name).\(name) \(value.description)")
                    }
                }
            }
        }
        return lines
    }

    // MARK: Running

    private static let build = "\(root).build/debug"

    /// Compiles files of one module, in which a warning is an error.
    static func compile(
        _ files: [String], in folder: String, _ options: [String]
    ) throws -> (status: Int32, output: String) {
        let maps = ["Sources/CYAML", ".build/checkouts/swift-system/Sources/CSystem/include"]
        return try run(
            "/usr/bin/env",
            [
                "swiftc", "-swift-version", "6", "-warnings-as-errors", "-module-name", "Generated", "-I",
                "\(build)/Modules",
            ] + maps.flatMap { ["-Xcc", "-fmodule-map-file=\(root)\($0)/module.modulemap"] } + files + options,
            in: folder)
    }

    /// What a program is linked with.
    static var libraries: [String] {
        get throws {
            let modules = [
                "ClamatorSystem", "ClamatorJSON", "ClamatorYAML", "ECMAPattern", "StringFormats", "ClamatorSchema",
                "ClamatorKit", "Logging", "SystemPackage", "CSystem",
            ]
            return try modules.flatMap { module in
                try FileManager.default.contentsOfDirectory(atPath: "\(build)/\(module).build").filter {
                    $0.hasSuffix(".o")
                }
                .map { "\(build)/\(module).build/\($0)" }
            } + ["-lyaml"]
        }
    }

    /// Runs a program.
    static func run(
        _ program: String, _ arguments: [String], in folder: String
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
