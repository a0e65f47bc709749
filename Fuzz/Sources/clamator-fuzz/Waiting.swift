import Dispatch

/// Lets asynchronous code run to its end: libFuzzer calls a plain function.
func wait(for body: @escaping @Sendable () async throws -> Void) {
    let isOver = DispatchSemaphore(value: 0)
    Task.immediate {
        do { try await body() } catch { fatalError("\(error)") }
        isOver.signal()
    }
    isOver.wait()
}
