import ClamatorKit
import Foundation
import ScriptedHandlers
import ServiceSupport
import SystemPackage
import TestSupport
import Testing

/// What is read is a regular file; nothing else is waited for.
@Suite(.timeLimit(.minutes(1))) struct FilesTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path }

    private static let contract = #"{"service": "a", "methods": {}}"#

    init() throws { folder = try TemporaryFolder() }

    @Test func `A FIFO without a writer is refused by its name`() throws {
        try #require(unsafe mkfifo("\(path)/x.json", 0o600) == 0)
        let error = #expect(throws: FileError.self) { try Files.read("\(path)/x.json") }
        #expect(error?.description == "\(path)/x.json: a FIFO, where a regular file is expected")
        #expect(error?.isShortage == false)
    }

    @Test func `A device is refused, though it has no end`() {
        let error = #expect(throws: FileError.self) { try Files.read("/dev/zero") }
        #expect(error?.reason == "a device, where a regular file is expected")
    }

    @Test func `A socket is refused as one`() throws {
        try folder.makeSocket("x.json")
        let error = #expect(throws: FileError.self) { try Files.read("\(path)/x.json") }
        #expect(error?.reason == "a socket, where a regular file is expected")
    }

    @Test func `A folder is refused as one`() {
        let error = #expect(throws: FileError.self) { try Files.read(path) }
        #expect(error?.reason == "a folder, where a regular file is expected")
    }

    @Test(arguments: ["x.json", "a.handlers.json"])
    func `A FIFO among the contracts of a folder is a problem of its own`(name: String) throws {
        try folder.write(Self.contract, to: "a.json")
        try #require(unsafe mkfifo("\(path)/\(name)", 0o600) == 0)
        let loaded = try ContractLoader().load([path])
        #expect(loaded.services.count == 1)
        #expect(
            loaded.diagnostics.map(\.description) == ["\(path)/\(name): a FIFO, where a regular file is expected"])
    }

    @Test func `A folder where a contract's handlers file belongs is refused`() throws {
        try folder.write(Self.contract, to: "a.json")
        try #require(unsafe mkdir("\(path)/a.handlers.json", 0o700) == 0)
        let loaded = try ContractLoader().load(["\(path)/a.json"])
        #expect(loaded.hasErrors)
        #expect(
            loaded.diagnostics.map(\.description)
                == ["\(path)/a.handlers.json: a folder, where a regular file is expected"])
    }

    @Test func `A link that leads nowhere where a contract's handlers file belongs is refused`() throws {
        try folder.write(Self.contract, to: "a.json")
        try #require(unsafe symlink("nowhere", "\(path)/a.handlers.json") == 0)
        let loaded = try ContractLoader().load(["\(path)/a.json"])
        #expect(loaded.diagnostics.map(\.description) == ["\(path)/a.handlers.json: a link that leads nowhere"])
    }

    @Test func `A FIFO is refused where it is named, for contracts and for handlers`() throws {
        try folder.write(Self.contract, to: "a.json")
        try #require(unsafe mkfifo("\(path)/x", 0o600) == 0)
        #expect(try ContractLoader().load(["\(path)/x"]).hasErrors)
        #expect(throws: FileError.self) { try ContractLoader().load(["\(path)/a.json"], handlers: ["\(path)/x"]) }
    }

    @Test(arguments: [true, false]) func `A FIFO is not written to, whether or not it is read`(isRead: Bool) throws {
        try #require(unsafe mkfifo("\(path)/x", 0o600) == 0)
        let reader = unsafe isRead ? open("\(path)/x", O_RDONLY | O_NONBLOCK) : -1
        defer { if isRead { close(reader) } }
        let error = #expect(throws: FileError.self) { try Files.write("text", to: "\(path)/x") }
        #expect(error?.reason == "a FIFO, where a regular file is expected")
    }

    @Test func `A reference to a FIFO leads nowhere`() throws {
        try folder.write(
            #"{"service": "a", "methods": {"m": {"params": {"$ref": "x.schema.json"}, "result": {}}}}"#, to: "a.json")
        try #require(unsafe mkfifo("\(path)/x.schema.json", 0o600) == 0)
        let loaded = try ContractLoader().load(["\(path)/a.json"])
        #expect(
            loaded.diagnostics.map(\.message).contains(
                "$ref \"x.schema.json\" leads nowhere: \"x.schema.json\" is a FIFO, "
                    + "where a regular file is expected"))
    }

    @Test func `A link that leads to itself is not said to be missing`() throws {
        try #require(unsafe symlink("x", "\(path)/x") == 0)
        let error = #expect(throws: FileError.self) { try ContractLoader().load(["\(path)/x"]) }
        let loop = unsafe String(cString: strerror(ELOOP))
        #expect(error?.reason == loop)
        #expect(error?.fault == .wrong)
    }

    @Test(arguments: [Errno.tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory])
    func `A want of descriptors or memory is no fault of a file`(error: Errno) {
        #expect(FileError(path: "a.json", error).isShortage)
        #expect(!FileError(path: "a.json", .noSuchFileOrDirectory).isShortage)
    }

    /// As /proc/kmsg, which is not read here, since what is read of it is gone. A thread that cannot be had has that
    /// error too.
    @Test func `A file that would be waited for is refused as one, and no want of anything`() {
        let error = FileError(path: "a.json", .resourceTemporarilyUnavailable)
        #expect(error.reason == "nothing to read yet, where a regular file is expected")
        #expect(error.fault == .wrong)
        #expect(Errno.resourceTemporarilyUnavailable.isShortage)
    }
}
