private import Foundation

/// Something that listens where a Redis should, answers the greeting or talks nonsense, and hangs up.
public final class FlappingPeer: Sendable {
    private let folder: TemporaryFolder
    private let listener: Int32
    private let accepted = Locked<[ContinuousClock.Instant]>([])

    /// Begins to listen on a socket in a temporary folder.
    ///
    /// - Parameter answer: What is said to everyone before it hangs up.
    /// - Throws: What the system says.
    public init(answer: String) throws {
        folder = try TemporaryFolder()
        listener = try boundSocket(at: folder.path + "/s")
        guard listen(listener, 64) == 0 else { throw POSIXError(.EADDRINUSE) }
        let (descriptor, visits) = (listener, accepted)
        Thread.detachNewThread {
            while true {
                let client = accept(descriptor, nil, nil)
                if client < 0 {
                    close(descriptor)
                    return
                }
                visits.update { $0.append(.now) }
                var bytes = [UInt8](repeating: 0, count: 4096)
                _ = unsafe read(client, &bytes, bytes.count)
                let text = Array(answer.utf8)
                _ = unsafe send(client, text, text.count, Int32(MSG_NOSIGNAL))
                // The other side reads what was said before the end.
                shutdown(client, Int32(SHUT_WR))
                while unsafe read(client, &bytes, bytes.count) > 0 {}
                close(client)
            }
        }
    }

    /// The thread closes the socket: it may be busy with a client, and would take another's socket of that number for
    /// this one if it were closed here.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Where clients find it.
    public var url: String { "unix://\(folder.path)/s" }

    /// When clients came.
    public var visits: [ContinuousClock.Instant] { accepted.value }
}
