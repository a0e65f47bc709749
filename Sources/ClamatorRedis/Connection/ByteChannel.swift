private import ClamatorKit
private import SystemPackage

/// Bytes to and from a server over a socket that does not block, encrypted where the URL says so.
struct ByteChannel: ~Copyable {
    private let descriptor: FileDescriptor
    private let url: RedisURL
    private let tls: TLSSession?
    /// What is to be encrypted, and how much of it is.
    private var clearOutput: [UInt8] = []
    private var encryptedCount = 0
    /// What is to be sent, and how much of it is.
    private var output: [UInt8] = []
    private var sentCount = 0
    private var input = [UInt8](repeating: 0, count: 1 << 15)
    private var clearInput: [UInt8] = []
    /// The first byte that came; nil if none did.
    private(set) var firstByte: UInt8?

    /// How much is encrypted at a time.
    private static let portion = 1 << 18
    /// What a server may make us answer (updates of keys) without taking the answers.
    private static let mostUntaken = 1 << 20

    /// Makes a channel.
    ///
    /// - Parameters:
    ///   - descriptor: The socket, which stays the caller's.
    ///   - url: What it leads to.
    ///   - tls: The session that encrypts; nil for none.
    init(over descriptor: Int32, to url: RedisURL, _ tls: TLSSession?) {
        self.descriptor = FileDescriptor(rawValue: descriptor)
        self.url = url
        self.tls = tls
        if tls != nil { clearInput = [UInt8](repeating: 0, count: 1 << 14) }
    }

    /// Puts a command behind those that are to be written.
    mutating func append(_ command: RedisCommand) {
        if tls == nil { command.write(into: &output) } else { command.write(into: &clearOutput) }
    }

    // MARK: Writing

    /// How many bytes of the commands surely did not go out yet. What is encrypted may have.
    var unwritten: Int { tls == nil ? output.count - sentCount : clearOutput.count - encryptedCount }

    /// Writes what the connection takes now.
    ///
    /// - Returns: Whether all is written.
    /// - Throws: `RedisError` where the connection broke.
    mutating func write() throws(RedisError) -> Bool {
        repeat {
            guard try send() else { return false }
        } while try encryptMore()
        return true
    }

    private mutating func send() throws(RedisError) -> Bool {
        while sentCount < output.count {
            do throws(Errno) {
                let count = try SystemCalls.send(descriptor, output.span.extracting(sentCount...))
                sentCount += count
            } catch {
                if error == .resourceTemporarilyUnavailable { return false }
                throw RedisError(.lost, error.description)
            }
        }
        output.removeAll(keepingCapacity: output.capacity < 1 << 20)
        sentCount = 0
        return true
    }

    /// Encrypts the next portion, once the one before is sent.
    ///
    /// - Returns: Whether there is something to send.
    private mutating func encryptMore() throws(RedisError) -> Bool {
        guard let tls else { return false }
        let (start, end) = (encryptedCount, min(encryptedCount + Self.portion, clearOutput.count))
        if start < end {
            if try encrypt(clearOutput.span.extracting(start..<end), tls) { encryptedCount = end }
            if encryptedCount == clearOutput.count {
                clearOutput.removeAll(keepingCapacity: clearOutput.capacity < 1 << 20)
                encryptedCount = 0
            }
        }
        tls.takeOutput(into: &output)
        return !output.isEmpty
    }

    /// Encrypts bytes, if the session can now.
    private func encrypt(_ bytes: Span<UInt8>, _ tls: TLSSession) throws(RedisError) -> Bool {
        do throws(TLSFailure) {
            return try tls.encrypt(bytes) == .done
        } catch {
            throw lost(error)
        }
    }

    // MARK: Reading

    /// Reads what is there, up to 32 KiB.
    ///
    /// - Parameter take: Gets the bytes, decrypted.
    /// - Throws: `RedisError` where the connection broke or was closed; what `take` throws.
    mutating func read(_ take: (Span<UInt8>) throws(RedisError) -> Void) throws(RedisError) {
        let count = try receive()
        guard let tls else {
            if count > 0 { try take(input.span.extracting(..<count)) }
            return
        }
        try put(count, tls)
        var decrypted = 0
        while try decrypt(&decrypted, tls) { try take(clearInput.span.extracting(..<decrypted)) }
        if tls.outputCount > Self.mostUntaken { throw RedisError(.lost, "the server asks for more than it takes") }
    }

    private func put(_ count: Int, _ tls: TLSSession) throws(RedisError) {
        do throws(TLSFailure) { try tls.put(input.span.extracting(..<count)) } catch { throw lost(error) }
    }

    private mutating func decrypt(_ count: inout Int, _ tls: TLSSession) throws(RedisError) -> Bool {
        do throws(TLSFailure) {
            switch try tls.decrypt(into: &clearInput, &count) {
            case .done: return true
            case .wantsInput: return false
            case .closed: throw TLSFailure(.closed)
            }
        } catch {
            throw lost(error)
        }
    }

    /// Reads into `input`.
    private mutating func receive() throws(RedisError) -> Int {
        let count: Int
        do throws(Errno) {
            count = try descriptor.read(into: &input)
        } catch {
            if error == .resourceTemporarilyUnavailable { return 0 }
            throw RedisError(.lost, error.description)
        }
        if count == 0 { throw RedisError(.lost, "the server closed the connection") }
        if firstByte == nil { firstByte = input[0] }
        return count
    }

    private func lost(_ failure: TLSFailure) -> RedisError {
        RedisError(.lost, failure.message(for: url))
    }

    // MARK: The session

    /// Agrees with the server on keys, where the connection is encrypted.
    ///
    /// - Parameter wait: Waits until the socket has something to read or takes something.
    /// - Throws: `RedisError` where the two do not agree; what `wait` throws.
    mutating func beginTLS(_ wait: (_ toWrite: Bool) throws(RedisError) -> Void) throws(RedisError) {
        guard let tls else { return }
        while true {
            let step = try handshake(tls)
            while try !send() { try wait(true) }
            if step == .done { return }
            try wait(false)
            try put(try receive(), tls)
        }
    }

    private mutating func handshake(_ tls: TLSSession) throws(RedisError) -> TLSSession.Step {
        do throws(TLSFailure) {
            let step = try tls.handshake()
            tls.takeOutput(into: &output)
            return step
        } catch {
            // What says to the server why.
            tls.takeOutput(into: &output)
            _ = try? send()
            throw lost(error)
        }
    }

    /// Tells the server that nothing more comes, if that can be done at once.
    func close() {
        guard let tls, output.isEmpty else { return }
        var alert: [UInt8] = []
        tls.close()
        tls.takeOutput(into: &alert)
        if !alert.isEmpty { _ = try? SystemCalls.send(descriptor, alert.span) }
    }
}
