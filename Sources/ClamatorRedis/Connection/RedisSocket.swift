internal import CHiredis
private import ClamatorKit

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// A connection to Redis: hiredis opens the socket and speaks the protocol, and a channel carries its bytes. Once made
/// it never blocks.
///
/// Unsafe code. Invariants: the context is what hiredis made, owned by this value alone and freed with it; an answer
/// belongs to who takes it, who frees it once. It is sendable since it cannot be copied and has no thread of its own:
/// code that shares it, as `RedisLink` does, uses it under a lock.
@safe
struct RedisSocket: ~Copyable, @unchecked Sendable {
    @safe
    private struct Handle: ~Copyable {
        let context: UnsafeMutablePointer<redisContext>
        private let bounds: UnsafeMutablePointer<chiredis_bounds>?
        private let largestAnswer: Int

        init(_ context: UnsafeMutablePointer<redisContext>, largestAnswer: Int) {
            unsafe self.context = context
            self.largestAnswer = largestAnswer
            unsafe bounds = chiredis_bound(context.pointee.reader, largestAnswer)
        }

        deinit {
            unsafe redisFree(context)
            unsafe free(bounds)
        }

        /// Throws where a part of an answer is too long before it is there as a whole.
        func checkRest() throws(RedisError) {
            guard unsafe chiredis_is_within_bounds(context.pointee.reader, largestAnswer) else {
                throw .tooLong(largestAnswer)
            }
        }

        func failure(_ kind: RedisError.Kind) -> RedisError {
            if unsafe context.pointee.err == REDIS_ERR_OOM { return .tooLong(largestAnswer) }
            let message = unsafe withUnsafePointer(to: &context.pointee.errstr) { text in
                unsafe text.withMemoryRebound(to: CChar.self, capacity: 128) { unsafe String(cString: $0) }
            }
            return RedisError(kind, message.isEmpty ? "the connection broke" : message)
        }
    }

    /// An answer as a whole.
    @safe
    struct Answer: @unchecked Sendable {
        fileprivate let reply: UnsafeMutablePointer<redisReply>
        var view: RedisReplyView { unsafe RedisReplyView(reply) }
        func free() { unsafe freeReplyObject(reply) }
    }

    private let handle: Handle
    private var context: UnsafeMutablePointer<redisContext> { unsafe handle.context }
    var channel: ByteChannel
    /// What Redis calls this connection, for `CLIENT UNBLOCK`; nil where it does not tell.
    var clientId: Int?

    /// How much memory an answer may take, in bytes. Redis' largest string has half of that by default
    /// (`proto-max-bulk-len`), so that one entry goes into an answer; where several do not, one is asked for alone.
    static let largestAnswer = 1 << 30

    /// Connects, and no more. Blocks for as long as the time limit, at most; host names are looked up besides.
    ///
    /// - Parameters:
    ///   - url: Where to.
    ///   - limit: How long that may take.
    ///   - largestAnswer: How much memory an answer may take, in bytes, until the connection is given up.
    /// - Returns: The connection, over which nothing was sent yet.
    /// - Throws: `RedisError` where nothing listens, or a file for TLS cannot be used.
    static func open(
        to url: RedisURL, within limit: Duration, largestAnswer: Int
    ) throws(RedisError) -> RedisSocket {
        // First, so that a file that cannot be used is reported before anything is reached.
        let tls = try Self.session(for: url)
        let handle = try connect(to: url.address, within: limit, largestAnswer)
        let descriptor = unsafe handle.context.pointee.fd
        let socket = RedisSocket(handle: handle, channel: ByteChannel(over: descriptor, to: url, tls))
        if case .tcp = url.address { unsafe redisEnableKeepAlive(socket.context) }
        #if canImport(Darwin)
            var on: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        return socket
    }

    private static func connect(
        to address: RedisURL.Address, within limit: Duration, _ largestAnswer: Int
    ) throws(RedisError) -> Handle {
        let deadline = ContinuousClock.now.advanced(by: limit)
        let seconds = timeval(tv_sec: limit.wholeSeconds, tv_usec: 0)
        while true {
            let made =
                switch address {
                case .tcp(let host, let port): unsafe redisConnectWithTimeout(host, Int32(port), seconds)
                case .unix(let path): unsafe redisConnectUnixWithTimeout(path, seconds)
                }
            let code = errno
            guard let made = unsafe made else { throw RedisError(.unreachable, "out of memory") }
            let handle = unsafe Handle(made, largestAnswer: largestAnswer)
            switch (unsafe made.pointee.err, code) {
            case (0, _): return handle
            // The queue of a socket in the file system is full, for which the system does not let us wait.
            case (REDIS_ERR_IO, EAGAIN) where ContinuousClock.now < deadline: usleep(20_000)
            case (REDIS_ERR_IO, EAGAIN), (REDIS_ERR_IO, ETIMEDOUT):
                throw RedisError(
                    .unreachable, "no connection is taken there within \(limit.wholeSeconds) s; does Redis hang?")
            default: throw handle.failure(.unreachable)
            }
        }
    }

    private init(handle: consuming Handle, channel: consuming ByteChannel) {
        self.handle = handle
        self.channel = channel
    }

    private static func session(for url: RedisURL) throws(RedisError) -> TLSSession? {
        guard url.usesTLS, case .tcp(let host, _) = url.address else { return nil }
        do throws(TLSFailure) {
            return try TLSSession(with: host, url.access)
        } catch {
            var failure = RedisError(.unreachable, error.message(for: url))
            failure.isOfFile = error.isOfFile
            throw failure
        }
    }

    // While the socket is open still, which the handle closes.
    deinit { channel.close() }

    var descriptor: Int32 { unsafe context.pointee.fd }

    /// Puts a command behind those that are to be written.
    mutating func append(_ command: RedisCommand) { channel.append(command) }

    /// How many bytes of the commands the connection has not taken yet.
    var unwritten: Int { channel.unwritten }

    /// Writes what the connection takes now.
    ///
    /// - Returns: Whether all is written.
    mutating func write() throws(RedisError) -> Bool { try channel.write() }

    /// Reads what is there.
    mutating func read() throws(RedisError) {
        let reader = unsafe context.pointee.reader
        try channel.read { (bytes: Span<UInt8>) throws(RedisError) in
            let result = unsafe bytes.withUnsafeBytes { unsafe redisReaderFeed(reader, $0.baseAddress, $0.count) }
            if result != REDIS_OK { throw RedisError(.lost, "out of memory") }
        }
    }

    /// The next answer that is there as a whole; to be freed.
    func nextAnswer() throws(RedisError) -> Answer? {
        var answer: UnsafeMutableRawPointer?
        guard unsafe redisGetReplyFromReader(context, &answer) == REDIS_OK else { throw handle.failure(.lost) }
        if unsafe answer == nil { try handle.checkRest() }
        return unsafe answer.map { unsafe Answer(reply: $0.assumingMemoryBound(to: redisReply.self)) }
    }
}
