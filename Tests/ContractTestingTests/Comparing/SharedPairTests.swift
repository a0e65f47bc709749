import ClamatorJSON
import ClamatorKit
import ContractTesting
import Foundation
import Testing

/// Pairs that lie beside the project; without them these tests are passed over.
@Suite struct SharedPairTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let name: String
        let verdict: String
        /// The exit statuses that are right: where it is hard to show that nothing breaks, more than one.
        let statuses: [Int]
        let method: String?
        let part: String?
        var testDescription: String { name }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../../shared/probe/diff").standardizedFileURL.path()

    static let pairs: [Pair] = {
        guard let text = FileManager.default.contents(atPath: folder + "/verdicts.json"),
            let json = try? JSON(parsing: Array(text))
        else {
            print("There are no pairs of contracts at \(folder): their tests are passed over.")
            return []
        }
        return json.elements.compactMap { pair in
            guard let name = pair["pair"]?.string, let verdict = pair["verdict"]?.string else { return nil }
            return Pair(
                name: name, verdict: verdict, statuses: pair["status"]?.elements.compactMap(\.int) ?? [],
                method: pair["method"]?.string, part: pair["part"]?.string)
        }
    }()

    private func contract(_ name: String) throws -> Contract {
        let text = try String(contentsOfFile: "\(Self.folder)/\(name).json", encoding: .utf8)
        return try Contract(parsing: text)
    }

    @Test(arguments: pairs) func `A pair gets its verdict`(pair: Pair) throws {
        let comparison = ContractComparison([try contract(pair.name + ".old")], [try contract(pair.name + ".new")])
        if pair.statuses.contains(0), comparison.verdict == .compatible { return }
        #expect(comparison.verdict.rawValue == pair.verdict)
        guard let method = pair.method else { return }
        #expect(
            comparison.changes.contains { change in
                change.fullName == method && change.verdict == comparison.verdict
                    && (pair.part == nil || change.part.rawValue == pair.part)
            })
    }
}
