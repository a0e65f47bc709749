/// The built binary, which stands beside the test bundle.
enum Tool {
    static let path: String = {
        // `…/debug/NAME.xctest` or, on macOS, a path within it.
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        let parts = bundle.split(separator: "/", omittingEmptySubsequences: false)
        // The last such name: a folder around the project may end alike.
        let end = parts.lastIndex { $0.hasSuffix(".xctest") || $0.hasSuffix("-tests") } ?? parts.count - 1
        return parts[..<end].joined(separator: "/") + "/clamator-repl"
    }()

    /// Opens the prompt on the contracts that come with the project.
    static let prompt = [path, Project.contracts]

    /// Opens it on one of them alone, which is there sooner: for tests that say nothing of the others.
    static let promptOfOne = [path, Project.contracts + "/arith.json"]
}
