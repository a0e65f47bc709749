import ClamatorKit
import ScriptedHandlers
import TestSupport
import Testing

// For `FileStamps`, which is internal.
@testable import ReplCore

@Suite struct FileStampsTests {
    private let folder: TemporaryFolder
    private let services: [ContractLoader.Service]

    init() throws {
        folder = try DemoService.folder()
        services = try ContractLoader().load([folder.path]).services
    }

    @Test func `Stamps stay equal where nothing happened`() {
        #expect(FileStamps(of: services) == FileStamps(of: services))
    }

    @Test func `Stamps differ where a file was written, appeared or went`() throws {
        var stamps = FileStamps(of: services)
        func hasChanged() -> Bool {
            let before = stamps
            stamps = FileStamps(of: services)
            return before != stamps
        }
        try Files.write(DemoService.handlers + " ", to: "\(folder.path)/demo.handlers.json")
        #expect(hasChanged())
        try folder.write("{}", to: "other.json")
        #expect(hasChanged())
        try folder.remove("demo.handlers.json")
        #expect(hasChanged())
        #expect(!hasChanged())
    }

    /// What was written while files were loaded is loaded again.
    @Test func `Stamps keep what was seen earlier`() throws {
        let earlier = FileStamps(of: services)
        try Files.write(DemoService.handlers + " ", to: "\(folder.path)/demo.handlers.json")
        #expect(FileStamps(of: services, earlier: earlier) == earlier)
        #expect(FileStamps(of: [], earlier: earlier) == FileStamps(of: []))
    }
}
