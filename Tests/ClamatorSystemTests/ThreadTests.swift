import ClamatorSystem
import Synchronization
import Testing

@Suite struct ThreadTests {
    @Test func `A thread is over once it is joined`() throws {
        let sum = Atomic(0)
        let thread = try Thread {
            for number in 1...1000 { sum.add(number, ordering: .relaxed) }
        }
        thread.join()
        #expect(sum.load(ordering: .relaxed) == 500_500)
    }

    @Test func `A thread that is not joined goes on`() async throws {
        let isThere = await withCheckedContinuation { continuation in
            do {
                _ = try Thread { continuation.resume(returning: true) }
            } catch {
                continuation.resume(returning: false)
            }
        }
        #expect(isThere)
    }

    @Test func `A thread has more stack than others have on macOS and with musl`() throws {
        let depth = Atomic(0)
        try Thread { depth.store(descend(to: 1000), ordering: .relaxed) }.join()
        #expect(depth.load(ordering: .relaxed) == 1000)
    }
}

/// Takes over a kilobyte of the stack for each step, and several under the address sanitizer.
@inline(never)
private func descend(to depth: Int) -> Int {
    unsafe withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 8) { room in
        unsafe room[0] = UInt8(truncatingIfNeeded: depth)
        return depth == 0 ? 0 : descend(to: depth - 1) + 1
    }
}
