import ClamatorKit
import Synchronization
import Testing

@Suite struct PendingReplyTests {
    @Test func `A pending reply tells its end once to what asked before`() {
        let pending = PendingReply()
        let ends = Mutex(0)
        pending.whenOver { _ in ends.withLock { $0 += 1 } }
        #expect(ends.withLock { $0 } == 0)
        pending.complete(.success(.result(1)))
        pending.complete(.failure(.timeout))
        #expect(ends.withLock { $0 } == 1)
    }

    @Test func `A pending reply tells its end at once to what asks later`() throws {
        let pending = PendingReply()
        pending.complete(.failure(.timeout))
        let message = Mutex("")
        pending.whenOver { end in
            if case .failure(let error) = end { message.withLock { $0 = error.message } }
        }
        #expect(message.withLock { $0 } == "call timeout")
    }

    @Test func `A pending reply cleans up once, before it tells its end`() {
        let order = Mutex<[String]>([])
        let pending = PendingReply { _ in order.withLock { $0.append("clean up") } }
        pending.whenOver { _ in order.withLock { $0.append("tell") } }
        pending.complete(.success(.result(1)))
        #expect(order.withLock { $0 } == ["clean up", "tell"])
    }
}
