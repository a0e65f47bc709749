// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "arithmetic",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "clamator-repl", path: "../..")],
    targets: [
        // Its folder Contracts/ has the contract, of which the plugin makes Swift whenever it is built.
        .target(
            name: "Arithmetic",
            dependencies: [.product(name: "ClamatorKit", package: "clamator-repl")],
            plugins: [.plugin(name: "ClamatorPlugin", package: "clamator-repl")]),
        .executableTarget(name: "calculate", dependencies: ["Arithmetic"]),
        .testTarget(name: "ArithmeticTests", dependencies: ["Arithmetic"]),
    ],
    swiftLanguageModes: [.v6]
)
