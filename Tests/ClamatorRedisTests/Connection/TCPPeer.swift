import Foundation
import TestSupport

/// A server on a port of this machine that does with each connection what the test says; it ends with its owner.
final class TCPPeer: Sendable {
    let port: Int
    private let listener: Int32
    private let open = Locked<[Int32]>([])

    /// One connection, which is closed when the test's closure is done with it.
    struct Connection: Sendable {
        let descriptor: Int32

        /// The next bytes; none at the end.
        func read() -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = unsafe Foundation.read(descriptor, &bytes, bytes.count)
            return Array(bytes.prefix(max(0, count)))
        }

        /// Writes bytes; false where the other side is gone.
        @discardableResult
        func write(_ bytes: [UInt8]) -> Bool {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes {
                    unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count <= 0 { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }

        /// Writes a byte, and waits for a moment; false where the other side is gone.
        func drip(_ byte: UInt8) -> Bool {
            usleep(10_000)
            return unsafe send(descriptor, [byte], 1, Int32(MSG_NOSIGNAL)) == 1
        }

        func close() { Foundation.close(descriptor) }

        /// Carries bytes from here to another until there are no more, or so many.
        func pass(to other: Connection, atMost limit: Int = .max) {
            var passed = 0
            while passed < limit {
                let bytes = read()
                if bytes.isEmpty { break }
                let part = Array(bytes.prefix(limit - passed))
                other.write(part)
                passed += part.count
            }
            for end in [descriptor, other.descriptor] { shutdown(end, Int32(SHUT_RDWR)) }
        }
    }

    /// Begins to listen.
    init(_ serve: @escaping @Sendable (Connection) -> Void) {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var count = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = unsafe bind(listener, address, count)
                listen(listener, 16)
                unsafe getsockname(listener, address, &count)
            }
        }
        port = Int(in_port_t(bigEndian: address.sin_port))
        let open = open
        Thread.detachNewThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                if descriptor < 0 {
                    close(listener)
                    return
                }
                open.update { $0.append(descriptor) }
                Thread.detachNewThread {
                    serve(Connection(descriptor: descriptor))
                    open.update { $0.removeAll { $0 == descriptor } }
                    close(descriptor)
                }
            }
        }
    }

    /// The thread closes the socket: after a client it would take another's socket of that number for this one if it
    /// were closed here.
    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        for descriptor in open.value { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// Runs something on a thread of its own, for whose end can be waited.
    static func inBackground(_ body: @escaping @Sendable () -> Void) -> DispatchSemaphore {
        let end = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            body()
            end.signal()
        }
        return end
    }

    /// Connects to a port of this machine.
    static func connect(to port: Int) -> Connection {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = in_port_t(port).bigEndian
        unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = unsafe Foundation.connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return Connection(descriptor: descriptor)
    }
}
