import ClamatorKit
import TestSupport
import Testing

// For `OutputQueue`, which is internal.
@testable import ClamatorStdio

/// Counts what is left.
private final class Counter: Backlog {
    let left = Locked(0)
    func begin(bytes: Int) { left.update { $0 += bytes } }
    func end(bytes: Int) { left.update { $0 -= bytes } }
    func beginSending(bytes: Int) { begin(bytes: bytes) }
    func endSending(bytes: Int, failure: ClamatorTransportError?) { end(bytes: bytes) }
}

struct `Messages that are still to be written` {
    private func frame(_ text: String, _ kind: OutputQueue.Kind = .call, _ backlog: Counter? = nil) -> OutputQueue.Frame
    {
        OutputQueue.Frame(bytes: Array(text.utf8), kind: kind, backlog: backlog)
    }

    private func next(_ queue: inout OutputQueue, _ count: Int = 100) -> String {
        String(decoding: queue.next(atLeast: count), as: UTF8.self)
    }

    @Test func `go in order, calls not before the greeting is over`() {
        var queue = OutputQueue()
        queue.append(frame("call1 "), number: 1)
        queue.append(frame("hello "), number: 2)
        queue.append(frame("greeting ", .greeting), number: 3)
        queue.append(frame("answer ", .answer), number: 4)
        #expect(next(&queue) == "greeting answer ")
        #expect(next(&queue) == "")
        queue.isOpen = true
        queue.append(frame("last", .answer), number: 5)
        #expect(next(&queue) == "lastcall1 hello ")
    }

    @Test func `go together, up to a number of bytes`() {
        var queue = OutputQueue()
        queue.isOpen = true
        for number in 0..<200 { queue.append(frame("0123456789"), number: number) }
        #expect(next(&queue, 95).count == 100)
        #expect(queue.byteCount == 1900)
        var count = 0
        while !next(&queue, 30).isEmpty { count += 1 }
        #expect(count == 64)
    }

    @Test func `can be taken back, and count until then`() {
        let counter = Counter()
        var queue = OutputQueue()
        queue.isOpen = true
        for number in 0..<4 { queue.append(frame("\(number)", .call, counter), number: number) }
        queue.append(frame("answer", .answer), number: 4)
        #expect(counter.left.value == 4)
        #expect(queue.answerByteCount == 6)
        queue.drop(1)
        queue.drop(1)
        #expect(counter.left.value == 3)
        #expect(next(&queue, 7) == "answer0")
        #expect(counter.left.value == 2)
        queue.clear()
        #expect(counter.left.value == 0)
        #expect(queue.byteCount == 0)
        #expect(next(&queue) == "")
    }
}
