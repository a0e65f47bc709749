import Testing

// For `BatchProgress`, which is internal.
@testable import ReplCore

@Suite struct BatchProgressTests {
    @Test func `Progress tells calls and rate`() {
        #expect(BatchProgress(size: nil).line(replies: 12_345, bytes: 99, seconds: 2) == "12345 calls, 6172/s")
        #expect(BatchProgress(size: nil).line(replies: 0, bytes: 0, seconds: 0) == "0 calls, 0/s")
        #expect(BatchProgress(size: 0).line(replies: 0, bytes: 0, seconds: 1) == "0 calls, 0/s")
    }

    @Test(arguments: [
        (100, 2.0, "10 %, 18 s left"), (1, 10.0, "0 %, 2 h 46 min left"), (250, 100, "25 %, 5 min 0 s left"),
        (1000, 4, "100 %, 0 s left"), (1001, 4, "100 %, 0 s left"),
    ])
    func `Progress tells the time left where the size is known`(bytes: Int, seconds: Double, text: String) {
        let line = BatchProgress(size: 1000).line(replies: 8, bytes: bytes, seconds: seconds)
        #expect(line.hasSuffix(", " + text))
    }
}
