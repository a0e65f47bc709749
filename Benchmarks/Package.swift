// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that a plain build of the product builds none of it.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "clamator-repl", path: ".."),
        .package(url: "https://github.com/google/swift-benchmark", from: "0.1.2"),
    ],
    targets: [
        // Validation alone, for compare_schemas.py.
        .executableTarget(
            name: "SchemaBench",
            dependencies: [.product(name: "ClamatorKit", package: "clamator-repl")]),
        .executableTarget(
            name: "RedisBench",
            dependencies: [
                .product(name: "ClamatorKit", package: "clamator-repl"),
                .product(name: "ClamatorRedis", package: "clamator-repl"),
            ]),
        // What the stops on the way of a call cost, one by one.
        .executableTarget(
            name: "CallBench",
            dependencies: [
                .product(name: "ClamatorKit", package: "clamator-repl"),
                .product(name: "Benchmark", package: "swift-benchmark"),
            ]),
        // Knows nothing of the product but its binary.
        .executableTarget(name: "Soak"),
    ],
    swiftLanguageModes: [.v6]
)
