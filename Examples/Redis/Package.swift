// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "greeting",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "clamator-repl", path: "../..")],
    targets: [
        // Generated/ was written by `swift package generate-contracts`.
        .target(
            name: "Greeting",
            dependencies: [.product(name: "ClamatorKit", package: "clamator-repl")],
            exclude: ["Contracts"]),
        .executableTarget(
            name: "greet-server",
            dependencies: ["Greeting", .product(name: "ClamatorRedis", package: "clamator-repl")]),
        .executableTarget(
            name: "greet",
            dependencies: ["Greeting", .product(name: "ClamatorRedis", package: "clamator-repl")]),
    ],
    swiftLanguageModes: [.v6]
)
