import ClamatorJSON
import Synchronization
import Testing

@Suite struct LazyReferenceTests {
    private final class Made: Sendable {
        let number: Int
        let gone: @Sendable () -> Void

        init(_ number: Int, gone: @escaping @Sendable () -> Void = {}) { (self.number, self.gone) = (number, gone) }
        deinit { gone() }
    }

    @Test func `An object is made when it is first asked for, and kept`() {
        let reference = LazyReference<Made>()
        let first = reference.made { Made(1) }
        #expect(first.number == 1)
        #expect(reference.made { Made(2) } === first)
    }

    @Test func `Of two that are made at once, the one that is there first is kept`() {
        let reference = LazyReference<Made>()
        let second = reference.made {
            _ = reference.made { Made(1) }
            return Made(2)
        }
        #expect(second.number == 1)
        #expect(reference.made { Made(3) } === second)
    }

    @Test func `What it keeps goes with it, and what it does not keep at once`() {
        let gone = Mutex<[Int]>([])
        do {
            let reference = LazyReference<Made>()
            _ = reference.made {
                _ = reference.made { Made(1) { gone.withLock { $0.append(1) } } }
                return Made(2) { gone.withLock { $0.append(2) } }
            }
            #expect(gone.withLock { $0 } == [2])
            _ = reference.made { Made(3) }
        }
        #expect(gone.withLock { $0 } == [2, 1])
    }
}
