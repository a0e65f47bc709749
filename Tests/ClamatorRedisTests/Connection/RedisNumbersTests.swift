import Testing

// For `wholeMilliseconds`, which is internal.
@testable import ClamatorRedis

/// Numbers that come from a server or from the library's user are taken as they are, whatever they are.
@Suite struct RedisNumbersTests {
    @Test(arguments: [
        (Duration.zero, 0), (.milliseconds(1500), 1500), (.seconds(-5), 0), (.seconds(Int64.max), 315_360_000_000),
    ])
    func `Milliseconds are from none to those of ten years`(time: Duration, milliseconds: Int) {
        #expect(time.wholeMilliseconds == milliseconds)
    }

    @Test func `A queue drops what is obsolete and keeps the order of the rest`() {
        var queue = Queue<Int>()
        for number in 0..<200 { queue.append(number) }
        for _ in 0..<70 { _ = queue.popFirst() }
        queue.removeAll { $0 % 2 == 0 }
        #expect(queue.count == 65)
        #expect(queue.popFirst() == 71)
        #expect(queue.removeAll() == stride(from: 73, to: 200, by: 2).map { $0 })
    }
}
