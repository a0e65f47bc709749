import ClamatorJSON
import ClamatorSchema
import Foundation
import Testing

/// The JSON Schema Test Suite, whose tests are laid out as `draftX/keyword.json` beside `remotes`; those that the
/// standard leaves optional as `draftX/optional/name.json` and `draftX/optional/format/name.json`. None is left out.
enum Conformance {
    static let folder: URL? = {
        let given = ProcessInfo.processInfo.environment["CLAMATOR_CONFORMANCE"].map { URL(filePath: $0) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = given ?? root.appending(path: "../shared/conformance")
        let suite = folder.appending(path: "json-schema").standardizedFileURL
        if FileManager.default.fileExists(atPath: suite.path()) { return suite }
        print("The JSON Schema Test Suite is not at \(suite.path()): its tests are passed over.")
        return nil
    }()

    struct File: Sendable, CustomTestStringConvertible {
        var dialect: Dialect
        var url: URL
        var isOptional: Bool
        /// Whether formats are asserted: what the optional tests ask for, but where the meta-schema does it.
        var assertsFormats: Bool { isOptional && url.lastPathComponent != "format-assertion.json" }
        var testDescription: String {
            "\(url.deletingLastPathComponent().lastPathComponent)/\(url.lastPathComponent)"
        }
    }

    static let files: [File] = {
        guard let folder else { return [] }
        let dialects: [(String, Dialect)] = [
            ("draft4", .draft4), ("draft6", .draft6), ("draft7", .draft7), ("draft2019-09", .draft2019_09),
            ("draft2020-12", .draft2020_12),
        ]
        return dialects.flatMap { name, dialect in
            ["", "optional", "optional/format"].flatMap { part in
                let urls = try? FileManager.default.contentsOfDirectory(
                    at: folder.appending(path: name).appending(path: part), includingPropertiesForKeys: nil)
                return (urls ?? []).filter { $0.pathExtension == "json" }.sorted { $0.path() < $1.path() }
                    .map { File(dialect: dialect, url: $0, isOptional: !part.isEmpty) }
            }
        }
    }()

    /// Tests of our own by the specifications of the drafts that the suite is not at hand for, laid out as its files
    /// are.
    static let filesOfEarlyDrafts: [File] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "EarlyDrafts")
        let dialects: [(String, Dialect)] = [("draft4", .draft4), ("draft6", .draft6), ("openapi3", .openAPI3_0)]
        return dialects.map {
            File(dialect: $1, url: folder.appending(path: "\($0).json"), isOptional: true)
        }
    }()

    static func remote(_ uri: String) -> JSON? {
        guard let folder, uri.hasPrefix("http://localhost:1234/") else { return nil }
        return try? json(folder.appending(path: "remotes/" + uri.dropFirst("http://localhost:1234/".count)))
    }

    static func json(_ url: URL) throws -> JSON { try JSON(parsing: Array(Data(contentsOf: url))) }
}

@Test(.enabled(if: Conformance.folder != nil), arguments: Conformance.files)
func `The JSON Schema Test Suite passes`(file: Conformance.File) throws { try file.run() }

@Test(arguments: Conformance.filesOfEarlyDrafts)
func `Early drafts are followed`(file: Conformance.File) throws { try file.run() }

extension Conformance.File {
    fileprivate func run() throws {
        for group in try Conformance.json(url).elements {
            let name = group["description"]?.string ?? ""
            let document = try #require(group["schema"])
            var options = Schema.Options()
            options.dialect = dialect
            options.assertsFormats = assertsFormats
            options.resolve = Conformance.remote
            let schema: Schema
            do {
                schema = try Schema(document, options: options)
            } catch {
                Issue.record("\(name): \(error)")
                continue
            }
            for test in group["tests"]?.elements ?? [] {
                let comment = Comment(rawValue: "\(name): \(test["description"]?.string ?? "")")
                let value = try #require(test["data"])
                let expected: Schema.Verdict = test["valid"]?.bool == true ? .valid : .invalid
                #expect(schema.validate(value) == expected, comment)
                #expect(try schema.explain(value).isEmpty == (expected == .valid), comment)
            }
        }
    }
}
