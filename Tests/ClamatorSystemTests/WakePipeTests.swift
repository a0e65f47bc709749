import ClamatorSystem
import Testing

@Suite struct WakePipeTests {
    @Test func `A pipe that was woken ends each wait until its bytes are taken`() throws {
        let pipe = try WakePipe()
        #expect(!pipe.wait(atMost: .zero))
        pipe.wake(1)
        pipe.wake(2)
        #expect(pipe.wait())
        #expect(pipe.wait())
        #expect(pipe.takeBytes() == [1, 2])
        #expect(!pipe.wait(atMost: .milliseconds(1)))
        #expect(pipe.takeBytes() == [])
    }

    @Test func `A pipe that is woken ends the wait of another thread`() throws {
        let pipe = try WakePipe()
        let thread = try Thread { pipe.wake() }
        #expect(pipe.wait(atMost: .seconds(60)))
        thread.join()
    }

    @Test func `A pipe says whether it was woken where another descriptor ends the wait`() throws {
        let pipe = try WakePipe()
        let other = try WakePipe()
        other.wake()
        #expect(!pipe.wait(for: other.descriptor))
    }

    @Test func `A pipe that is full is woken without waiting`() throws {
        let pipe = try WakePipe()
        for _ in 0..<200_000 { pipe.wake(7) }
        #expect(pipe.wait())
        #expect(Set(pipe.takeBytes()) == [7])
        #expect(!pipe.wait(atMost: .zero))
    }
}
