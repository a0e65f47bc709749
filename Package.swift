// swift-tools-version: 6.2

import PackageDescription

// Where Homebrew keeps hiredis, OpenSSL and libyaml, its own tool knows; on Linux they lie where compilers look, and
// OpenSSL is loaded when it is wanted.
#if os(macOS)
    let (hiredisPackage, yamlPackage): (String?, String?) = ("hiredis", "yaml-0.1")
    let tlsLibraries: [Target] = [
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.brew(["openssl@3"])])
    ]
    let isTLSLinked = true
#else
    let (hiredisPackage, yamlPackage): (String?, String?) = (nil, nil)
    let tlsLibraries: [Target] = []
    let isTLSLinked = Context.environment["STATIC_LIBRARIES"] != nil
#endif

// For `make dist`: a folder with static libraries, which are found before the system's shared ones, and name no others.
var linkerSettings: [LinkerSetting] = []
if let folder = Context.environment["STATIC_LIBRARIES"] {
    let names = ["edit", "hiredis", "ssl", "crypto", "yaml", "md", "bsd", "tinfo"]
    let libraries = ["--start-group"] + names.map { "-l\($0)" } + ["--end-group"]
    linkerSettings = [.unsafeFlags(["-L\(folder)"] + libraries.flatMap { ["-Xlinker", $0] })]
}

// For `Scripts/build`: what moves with the program's address is listed in a form that glibc 2.36 brought, which takes a
// twentieth of the room; another linker writes it.
if Context.environment["PACK_RELOCATIONS"] != nil {
    let flags = ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"]
    linkerSettings.append(.unsafeFlags(flags))
}

// Descriptors, the status of files, and the system's errors, as types.
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

// One arrow runs through the modules, and each knows only the stops before it:
// ClamatorSystem, ClamatorJSON → ClamatorYAML, ECMAPattern, StringFormats → ClamatorSchema → ClamatorKit → ClamatorRedis,
// ClamatorStdio → ReplCore → clamator-repl. LineEditing stands beside it: it knows ClamatorSystem alone.
let package = Package(
    name: "clamator-repl",
    // macOS 26 brought Task.immediate, by which a handler that waits begins before the next call does, and the span of a
    // string's UTF-8. All else is in macOS 15.
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "ClamatorKit", targets: ["ClamatorKit", "ScriptedHandlers"]),
        .library(name: "ClamatorRedis", targets: ["ClamatorRedis"]),
        .library(name: "ClamatorStdio", targets: ["ClamatorStdio"]),
        // For Fuzz/, a package of its own.
        .library(name: "ReplCore", targets: ["ReplCore"]),
        .executable(name: "clamator-repl", targets: ["clamator-repl"]),
        // Swift of the contracts in a target's folder: when it is built, or into its sources.
        .plugin(name: "ClamatorPlugin", targets: ["ClamatorPlugin"]),
        .plugin(name: "GenerateContracts", targets: ["GenerateContracts"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    ],
    targets: [
        // Files, threads and what else the system gives; text that is safe to show. Imports nothing but swift-system,
        // Synchronization and libc.
        .target(name: "ClamatorSystem", dependencies: [system]),
        .testTarget(name: "ClamatorSystemTests", dependencies: ["ClamatorSystem"]),

        // JSON text and values. Imports nothing but libc.
        .target(name: "ClamatorJSON"),
        .testTarget(name: "ClamatorJSONTests", dependencies: ["ClamatorJSON", "ClamatorSystem", "TestSupport"]),

        // YAML as JSON, with where each value stands.
        .target(name: "ClamatorYAML", dependencies: ["ClamatorJSON", "CYAML"]),
        .testTarget(name: "ClamatorYAMLTests", dependencies: ["ClamatorYAML", "ClamatorJSON", "TestSupport"]),
        // Reads YAML.
        .systemLibrary(
            name: "CYAML", pkgConfig: yamlPackage, providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),

        // Regular expressions of ECMA-262, matched in linear time wherever that is possible.
        .target(name: "ECMAPattern", dependencies: ["ClamatorJSON", "ClamatorSystem"]),
        .testTarget(
            name: "ECMAPatternTests", dependencies: ["ECMAPattern", "ClamatorJSON", "ClamatorSystem", "TestSupport"]),

        // What the keyword `format` can ask of a string. Imports nothing.
        .target(name: "StringFormats"),
        .testTarget(name: "StringFormatsTests", dependencies: ["StringFormats"]),

        // JSON Schema: compile once, validate fast, explain on demand.
        .target(name: "ClamatorSchema", dependencies: ["ClamatorJSON", "ECMAPattern", "StringFormats"]),
        .testTarget(
            name: "ClamatorSchemaTests",
            dependencies: ["ClamatorSchema", "ClamatorJSON", "ClamatorSystem", "TestSupport", "CAllocations"],
            exclude: ["EarlyDrafts"]),
        // Counts what a thread allocates, for tests that claim it is nothing.
        .target(name: "CAllocations", path: "Tests/CAllocations"),

        // Values from schemas: mock answers, samples for checks.
        .target(
            name: "ValueGeneration",
            dependencies: ["ClamatorJSON", "ClamatorSystem", "ECMAPattern", "StringFormats", "ClamatorSchema"]),
        .testTarget(
            name: "ValueGenerationTests",
            dependencies: [
                "ValueGeneration", "StringFormats", "ClamatorSchema", "ClamatorJSON", "ClamatorSystem", "TestSupport",
            ]),

        // The library a program imports: contracts, envelope, cores, the Memory transport.
        .target(
            name: "ClamatorKit",
            dependencies: [
                "ClamatorSystem", "ClamatorJSON", "ClamatorYAML", "ClamatorSchema",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "ClamatorKitTests",
            dependencies: [
                "ClamatorKit", "ScriptedHandlers", "ServiceSupport", "GeneratedServices",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "InMemoryLogging", package: "swift-log"),
            ]
        ),

        // Contracts in the formats of others: OpenRPC, schemas of requests, pairs of schemas.
        .target(name: "ForeignContracts", dependencies: ["ClamatorJSON", "ClamatorSchema", "ClamatorKit"]),
        .testTarget(name: "ForeignContractsTests", dependencies: ["ForeignContracts", "ClamatorJSON", "TestSupport"]),

        // Contracts in the formats of others, the other way.
        .target(
            name: "ContractExport",
            dependencies: ["ClamatorSystem", "ClamatorJSON", "ClamatorSchema", "ForeignContracts", "CSHA256"]),
        // The system's SHA-256: libmd, which comes with libedit's own libraries; macOS has one in its SDK.
        .target(name: "CSHA256", linkerSettings: [.linkedLibrary("md", .when(platforms: [.linux]))]),
        .testTarget(
            name: "ContractExportTests",
            dependencies: ["ContractExport", "ForeignContracts", "ClamatorJSON", "TestSupport"]),

        // Code that uses contracts: a model of their types, and what writes it in a language.
        .target(
            name: "ContractGeneration",
            dependencies: ["ClamatorSystem", "ClamatorJSON", "StringFormats", "ClamatorSchema", "ClamatorKit"]),
        .testTarget(
            name: "ContractGenerationTests",
            dependencies: [
                "ContractGeneration", "ClamatorKit", "ScriptedHandlers", "ValueGeneration", "GeneratedServices",
                "TestSupport",
            ],
            exclude: ["Python/wide-range.json", "Python/wide_range.py", "Python/every_thing.py"]),
        // What the plugins run: it builds without what only the prompt and Redis need.
        .executableTarget(
            name: "clamator-generate",
            dependencies: ["ContractGeneration", "ClamatorSystem", "ClamatorKit", "ScriptedHandlers", system]),
        .plugin(name: "ClamatorPlugin", capability: .buildTool(), dependencies: ["clamator-generate"]),
        .plugin(
            name: "GenerateContracts",
            capability: .command(
                intent: .custom(
                    verb: "generate-contracts", description: "Write the Swift of a target's contracts into its sources."
                ),
                permissions: [.writeToPackageDirectory(reason: "The generated files become part of the sources.")]),
            dependencies: ["clamator-generate"]),
        // Generated code as it is committed, and what it is generated from.
        .target(
            name: "GeneratedServices", dependencies: ["ClamatorKit"], path: "Tests/GeneratedServices",
            exclude: ["every-thing.json", "arith.json"]),

        // Handlers that a file scripts: rules, templates, arithmetic, mock answers.
        .target(name: "ScriptedHandlers", dependencies: ["ClamatorKit", "ValueGeneration", "ForeignContracts"]),
        .testTarget(
            name: "ScriptedHandlersTests",
            dependencies: [
                "ScriptedHandlers", "ClamatorKit", "ClamatorSystem", "ValueGeneration", "ServiceSupport", "TestSupport",
                system, .product(name: "Logging", package: "swift-log"),
                .product(name: "InMemoryLogging", package: "swift-log"),
            ]),

        // Contracts that test themselves: calls made from schemas, replies judged by them, and two contracts compared.
        .target(
            name: "ContractTesting",
            dependencies: [
                "ClamatorSystem", "ClamatorJSON", "ECMAPattern", "ClamatorSchema", "ValueGeneration", "ClamatorKit",
                "ScriptedHandlers",
            ]),
        .testTarget(
            name: "ContractTestingTests",
            dependencies: [
                "ContractTesting", "ClamatorSchema", "ClamatorJSON", "ClamatorSystem", "ValueGeneration", "ClamatorKit",
                "ScriptedHandlers", "ServiceSupport", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Comparing/Pairs"]),

        // The same over Redis Streams.
        .target(
            name: "ClamatorRedis",
            dependencies: [
                "ClamatorSystem", "ClamatorKit", "CHiredis", "CTLS", system,
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // Each starts a redis-server of its own.
        .testTarget(
            name: "ClamatorRedisTests",
            dependencies: [
                "ClamatorRedis", "ClamatorKit", "ServiceSupport", "GeneratedServices", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "InMemoryLogging", package: "swift-log"),
            ]),
        // Speaks Redis' protocol.
        .systemLibrary(
            name: "CHiredis", pkgConfig: hiredisPackage, providers: [.apt(["libhiredis-dev"]), .brew(["hiredis"])]),
        // TLS, by OpenSSL.
        .target(
            name: "CTLS", dependencies: tlsLibraries.map { .target(name: $0.name) },
            cSettings: isTLSLinked ? [.define("CTLS_IS_LINKED")] : []),

        // The same with a server that is a command, over its standard streams.
        .target(name: "ClamatorStdio", dependencies: ["ClamatorSystem", "ClamatorKit", system]),
        // Each starts small servers of its own.
        .testTarget(
            name: "ClamatorStdioTests", dependencies: ["ClamatorStdio", "ClamatorKit", "ServiceSupport", "TestSupport"]),

        // The line editor: text, keys, painting, history, and libedit as its engine. Knows nothing of contracts.
        .target(name: "LineEditing", dependencies: ["ClamatorSystem", "CLibEdit", system]),
        .testTarget(name: "LineEditingTests", dependencies: ["LineEditing"]),
        // libedit's C surface.
        .target(name: "CLibEdit", linkerSettings: [.linkedLibrary("edit")]),

        // What the tool does, without a terminal. Prints nothing.
        .target(
            name: "ReplCore",
            dependencies: [
                "ClamatorSystem", "ECMAPattern", "ValueGeneration", "ClamatorKit", "ScriptedHandlers", "ContractExport",
                "ContractTesting", "ClamatorRedis", "ClamatorStdio", "LineEditing", system,
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "ReplCoreTests",
            dependencies: [
                "ReplCore", "ClamatorKit", "ClamatorSystem", "LineEditing", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Rendering/Descriptions"]),
        // Services in folders and on buses of their own, for tests of more than one module.
        .target(
            name: "ServiceSupport",
            dependencies: [
                "ClamatorKit", "ScriptedHandlers", "GeneratedServices", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "InMemoryLogging", package: "swift-log"),
            ],
            path: "Tests/ServiceSupport"),
        // What tests of more than one module use.
        .target(name: "TestSupport", path: "Tests/TestSupport"),

        // The executable: arguments, terminal, files, exit codes. Formats nothing.
        .executableTarget(
            name: "clamator-repl",
            dependencies: [
                "ClamatorSystem", "ClamatorKit", "ScriptedHandlers", "ClamatorRedis", "ClamatorStdio", "ReplCore",
                "LineEditing", "ContractGeneration", system,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            linkerSettings: linkerSettings
        ),
        // Runs the built binary, over pipes and in a pseudo-terminal.
        .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal"),
        .testTarget(
            name: "EndToEndTests", dependencies: ["clamator-repl", "ClamatorSystem", "CPseudoTerminal", "TestSupport"],
            exclude: ["Sessions"]),
    ],
    swiftLanguageModes: [.v6]
)
package.targets += tlsLibraries

let cTargets = ["CLibEdit", "CHiredis", "CTLS", "COpenSSL", "CYAML", "CSHA256", "CPseudoTerminal", "CAllocations"]
for target in package.targets where !cTargets.contains(target.name) && target.type != .plugin {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
        // What is unsafe is marked, and stands in the files that Scripts/unsafe-files lists.
        .strictMemorySafety(),
    ]
}
