import Foundation
import TestSupport
import Testing

/// Replies to the calls of the shared protocol suite are those that the reference implementation gave.
@Suite struct ConformanceTests {
    /// `CLAMATOR_CONFORMANCE`, else the folder beside the project.
    private static let folder =
        (ProcessInfo.processInfo.environment["CLAMATOR_CONFORMANCE"] ?? Project.path + "/../shared/conformance")
        + "/protocol"

    private static let isPresent: Bool = {
        let hasFolder = FileManager.default.fileExists(atPath: folder + "/calls.ndjson")
        let hasPython = (try? Run.shell("python3 --version").status) == 0
        if !hasFolder { print("The protocol suite is passed over: there is no \(folder).") }
        if !hasPython { print("The protocol suite is passed over: there is no python3 to compare with.") }
        return hasFolder && hasPython
    }()

    @Test(.enabled(if: isPresent)) func `The calls of the protocol suite are answered as the reference does`() throws {
        let calls = try Data(contentsOf: URL(filePath: Self.folder + "/calls.ndjson"))
        let run = try Run.tool("batch", "\(Self.folder)/lab.json", "--timeout", "50", input: calls)
        #expect(run.error == "")
        #expect(run.status == 1)
        let replies = try TemporaryFolder(["replies.ndjson": run.output])
        let comparison = try Run.shell(
            "python3 '\(Self.folder)/compare.py' '\(Self.folder)/expected.ndjson' '\(replies.path)/replies.ndjson'")
        #expect(comparison.status == 0, "\(comparison.output)\(comparison.error)")
    }
}
