import Foundation
import ReplCore
import ScriptedHandlers
import Testing

/// Descriptions of the sample contracts, each in a file that a person can read. The first line says of what, and for
/// how many columns. `PIN_DESCRIPTIONS=1` writes them anew.
@Suite struct PinnedDescriptionTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Descriptions"
    private static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

    @Test func `At least ten descriptions are pinned`() { #expect(Self.names.count >= 10) }

    @Test(arguments: names) func `A description is what is pinned`(name: String) throws {
        let path = "\(Self.folder)/\(name)"
        let pinned = try String(contentsOfFile: path, encoding: .utf8)
        let first = try #require(pinned.split(separator: "\n").first)
        let words = first.split(separator: " ")
        let width = try #require(words.dropFirst().first.flatMap { Int($0) })
        let services = try DescribedContracts.samples() + DescribedContracts.example("wallet.json")
        let description = Description(of: services, palette: Palette(usesColor: false), width: width)
        let text = "\(first)\n\(try description.text(of: String(words[0])))\n"
        if ProcessInfo.processInfo.environment["PIN_DESCRIPTIONS"] == "1" {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(text == pinned)
    }
}
