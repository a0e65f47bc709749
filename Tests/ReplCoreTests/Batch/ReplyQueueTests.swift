import Testing

// For `ReplyQueue`, which is internal.
@testable import ReplCore

@Suite struct ReplyQueueTests {
    private func replies(_ text: String, isLast: Bool = false) -> ReplyQueue.Replies {
        ReplyQueue.Replies(bytes: Array(text.utf8), isLast: isLast)
    }

    private func take(_ queue: inout ReplyQueue) -> String? {
        queue.takeReady().map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func `The replies of blocks are given out in their order`() {
        var queue = ReplyQueue(keepsOrder: true)
        queue.append(replies("c"), to: 1)
        queue.close(1)
        #expect(take(&queue) == nil)
        queue.append(replies("a"), to: 0)
        queue.append(replies("b"), to: 0)
        #expect(take(&queue) == "ab")
        #expect(take(&queue) == nil)
        queue.close(0)
        #expect(take(&queue) == "c")
        #expect(queue.isEmpty)
    }

    @Test func `What comes behind a gap is held back`() {
        var queue = ReplyQueue(keepsOrder: true)
        queue.append(replies("a"), to: 0)
        let one = queue.appendGap(to: 0)
        queue.append(replies("c"), to: 0)
        let two = queue.appendGap(to: 0)
        queue.close(0)
        queue.append(replies("e"), to: 1)
        #expect(take(&queue) == "a")
        queue.fill(two, with: replies("d"))
        #expect(take(&queue) == nil)
        queue.fill(one, with: replies("b"))
        #expect(take(&queue) == "bcde")
    }

    @Test func `Replies are given out as they come where the order does not matter`() {
        var queue = ReplyQueue(keepsOrder: false)
        let gap = queue.appendGap(to: 0)
        queue.append(replies("b"), to: 7)
        #expect(take(&queue) == "b")
        queue.fill(gap, with: replies("a"))
        #expect(take(&queue) == "a")
        #expect(queue.isEmpty)
    }

    @Test func `Nothing is given out behind what is last`() {
        var queue = ReplyQueue(keepsOrder: true)
        queue.append(replies("a"), to: 0)
        queue.append(replies("b", isLast: true), to: 0)
        queue.append(replies("c"), to: 0)
        let taken = queue.takeReady()
        #expect(taken?.bytes == Array("ab".utf8))
        #expect(taken?.isLast == true)
    }

    @Test func `The queue says which block's replies are next`() {
        var queue = ReplyQueue(keepsOrder: true)
        #expect(queue.isNext(0))
        #expect(!queue.isNext(1))
        let gap = queue.appendGap(to: 0)
        #expect(!queue.isNext(0))
        queue.close(0)
        queue.fill(gap, with: replies("a"))
        #expect(take(&queue) == "a")
        #expect(queue.isNext(1))
    }

    @Test func `The queue counts the bytes that it holds`() {
        var queue = ReplyQueue(keepsOrder: true)
        let gap = queue.appendGap(to: 0)
        queue.append(replies(String(repeating: "x", count: 1000)), to: 0)
        queue.fill(gap, with: replies(String(repeating: "y", count: 500)))
        #expect(queue.heldBytes >= 1500)
        _ = queue.takeReady()
        #expect(queue.heldBytes == 0)
    }
}
