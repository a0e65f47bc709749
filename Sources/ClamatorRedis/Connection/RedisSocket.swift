internal import CHiredis
private import ClamatorKit

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// A connection to Redis through hiredis. Once made it never blocks.
///
/// Unsafe code. Invariants: the context is what hiredis made, owned by this value alone and freed with it; an answer
/// belongs to who takes it, who frees it once. It is sendable since it cannot be copied and has no thread of its own:
/// code that shares it, as `RedisLink` does, uses it under a lock.
@safe
struct RedisSocket: ~Copyable, @unchecked Sendable {
    @safe
    private struct Handle: ~Copyable {
        let context: UnsafeMutablePointer<redisContext>
        init(_ context: UnsafeMutablePointer<redisContext>) { unsafe self.context = context }
        deinit { unsafe redisFree(context) }
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
    /// What Redis calls this connection, for `CLIENT UNBLOCK`; nil where it does not tell.
    private(set) var clientId: Int?
    /// What is to be written, and how much of it is.
    private var output: [UInt8] = []
    private var written = 0

    /// Connects, signs in and chooses the database. Blocks for as long as the time limit, at most; host names are looked
    /// up besides.
    ///
    /// - Throws: `RedisError` where nothing listens, or where Redis refuses the login.
    static func connect(to url: RedisURL, within seconds: Int = 5) throws(RedisError) -> RedisSocket {
        let limit = timeval(tv_sec: seconds, tv_usec: 0)
        let made =
            switch url.address {
            case .tcp(let host, let port): unsafe redisConnectWithTimeout(host, Int32(port), limit)
            case .unix(let path): unsafe redisConnectUnixWithTimeout(path, limit)
            }
        guard let made = unsafe made else { throw RedisError(.unreachable, "out of memory") }
        var socket = unsafe RedisSocket(handle: Handle(made))
        if unsafe made.pointee.err != 0 { throw socket.failure(.unreachable) }
        unsafe redisSetTimeout(made, limit)
        if case .tcp = url.address { unsafe redisEnableKeepAlive(made) }
        #if canImport(Darwin)
            var on: Int32 = 1
            setsockopt(socket.descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
        try socket.greet(url)
        socket.stopBlocking()
        return socket
    }

    /// Keeps SIGPIPE from the thread that connects: hiredis writes then, and where the connection breaks that is to be an
    /// error and no more.
    static func blockBrokenPipeSignal() {
        var blocked = sigset_t()
        unsafe sigemptyset(&blocked)
        unsafe sigaddset(&blocked, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &blocked, nil)
    }

    private init(handle: consuming Handle) { self.handle = handle }

    private mutating func greet(_ url: RedisURL) throws(RedisError) {
        if url.user != nil || url.password != nil {
            let password = url.password ?? ""
            _ = try ask(url.user.map { RedisCommand("AUTH", $0, password) } ?? RedisCommand("AUTH", password))
        }
        if url.database != 0 { _ = try ask(RedisCommand("SELECT", "\(url.database)")) }
        // A server that is still loading, or refuses the login, says so here and not in the middle of a call.
        _ = try ask(RedisCommand("PING"))
        clientId = try? ask(RedisCommand("CLIENT", "ID"))
    }

    /// Sends a command and waits for its answer: before the connection stops blocking.
    private func ask(_ command: RedisCommand) throws(RedisError) -> Int {
        unsafe Self.withArguments(of: command) { count, arguments, lengths in
            _ = unsafe redisAppendCommandArgv(context, count, arguments, lengths)
        }
        var answer: UnsafeMutableRawPointer?
        guard unsafe redisGetReply(context, &answer) == REDIS_OK, let answer = unsafe answer else {
            throw failure(.unreachable)
        }
        defer { unsafe freeReplyObject(answer) }
        let view = unsafe RedisReplyView(answer.assumingMemoryBound(to: redisReply.self))
        if let error = view.error { throw error }
        return view.integer
    }

    private func stopBlocking() {
        unsafe context.pointee.flags &= ~REDIS_BLOCK
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    var descriptor: Int32 { unsafe context.pointee.fd }

    /// Puts a command behind those that are to be written.
    mutating func append(_ command: RedisCommand) {
        unsafe Self.withArguments(of: command) { count, arguments, lengths in
            var text: UnsafeMutablePointer<CChar>?
            let length = unsafe redisFormatCommandArgv(&text, count, arguments, lengths)
            guard let text = unsafe text, length > 0 else { return }
            unsafe output.append(contentsOf: UnsafeRawBufferPointer(start: text, count: Int(length)))
            unsafe redisFreeCommand(text)
        }
    }

    /// How many bytes of the commands the connection has not taken yet.
    var unwritten: Int { output.count - written }

    /// Writes what the connection takes now: not by hiredis, whose write(2) raises SIGPIPE where the connection broke.
    ///
    /// - Returns: Whether all is written.
    mutating func write() throws(RedisError) -> Bool {
        while written < output.count {
            let count = unsafe output[written...].withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Self.sendFlags)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                return false
            } else if errno != EINTR {
                throw RedisError(.lost, SystemCalls.message(of: errno))
            }
        }
        output.removeAll(keepingCapacity: output.capacity < 1 << 20)
        written = 0
        return true
    }

    #if canImport(Darwin)
        // SO_NOSIGPIPE is set.
        private static let sendFlags: Int32 = 0
    #else
        private static let sendFlags = Int32(MSG_NOSIGNAL)
    #endif

    private static func withArguments(
        of command: RedisCommand,
        _ body: (Int32, UnsafeMutablePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int>?) -> Void
    ) {
        unsafe command.bytes.withUnsafeBytes { bytes in
            let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            var start = 0
            var arguments: [UnsafePointer<CChar>?] = unsafe []
            unsafe arguments.reserveCapacity(command.lengths.count)
            for length in command.lengths {
                unsafe arguments.append(base.map { unsafe $0 + start })
                start += length
            }
            unsafe arguments.withUnsafeMutableBufferPointer { arguments in
                unsafe command.lengths.withUnsafeBufferPointer { lengths in
                    unsafe body(Int32(lengths.count), arguments.baseAddress, lengths.baseAddress)
                }
            }
        }
    }

    /// Reads what is there.
    func read() throws(RedisError) {
        guard unsafe redisBufferRead(context) == REDIS_OK else { throw failure(.lost) }
    }

    /// The next answer that is there as a whole; to be freed.
    func nextAnswer() throws(RedisError) -> Answer? {
        var answer: UnsafeMutableRawPointer?
        guard unsafe redisGetReplyFromReader(context, &answer) == REDIS_OK else { throw failure(.lost) }
        return unsafe answer.map { unsafe Answer(reply: $0.assumingMemoryBound(to: redisReply.self)) }
    }

    private func failure(_ kind: RedisError.Kind) -> RedisError {
        let message = unsafe withUnsafePointer(to: &context.pointee.errstr) { text in
            unsafe text.withMemoryRebound(to: CChar.self, capacity: 128) { unsafe String(cString: $0) }
        }
        return RedisError(kind, message.isEmpty ? "the connection broke" : message)
    }
}
