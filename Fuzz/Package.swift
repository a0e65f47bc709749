// swift-tools-version: 6.2

import PackageDescription

// A package of its own: libFuzzer brings a `main`, and has every module compiled in its own way. `make fuzz` gives the
// flags; a plain `swift build` finds no `main`.
let package = Package(
    name: "clamator-fuzz",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "clamator-repl", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    ],
    targets: [
        .executableTarget(
            name: "clamator-fuzz",
            dependencies: [
                .product(name: "ClamatorKit", package: "clamator-repl"),
                .product(name: "ClamatorRedis", package: "clamator-repl"),
                .product(name: "ReplCore", package: "clamator-repl"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: [.unsafeFlags(["-parse-as-library"])])
    ],
    swiftLanguageModes: [.v6]
)
