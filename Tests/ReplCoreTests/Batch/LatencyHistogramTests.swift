import Testing

// For `LatencyHistogram`, which is internal.
@testable import ReplCore

@Suite struct LatencyHistogramTests {
    @Test func `A histogram tells percentiles to within three percent`() {
        var histogram = LatencyHistogram()
        for value in 1...100_000 { histogram.record(value) }
        for (part, value) in [(0.5, 50_000.0), (0.9, 90_000), (0.99, 99_000)] {
            let told = Double(histogram.percentile(part))
            #expect(told >= value && told <= value * 1.032)
        }
        #expect(histogram.maximum == 100_000)
        #expect(histogram.percentile(1) == 100_000)
    }

    @Test(arguments: [0, 1, 63, 64, 1000, 1 << 41]) func `A histogram tells the one value that it has`(value: Int) {
        var histogram = LatencyHistogram()
        histogram.record(value)
        #expect(histogram.percentile(0.5) == value)
        #expect(histogram.maximum == value)
    }

    @Test func `A histogram counts what is out of its range`() {
        var histogram = LatencyHistogram()
        histogram.record(-5)
        histogram.record(.max)
        #expect(histogram.count == 2)
        #expect(histogram.maximum == .max)
        #expect(LatencyHistogram().percentile(0.5) == 0)
    }

    @Test func `A histogram is cut into spans that hold all calls`() {
        var histogram = LatencyHistogram()
        #expect(histogram.spans(atMost: 8).isEmpty)
        histogram.record(5)
        #expect(histogram.spans(atMost: 8).map(\.count) == [1])
        for value in 1...100_000 { histogram.record(value) }
        let spans = histogram.spans(atMost: 8)
        #expect((4...8).contains(spans.count))
        #expect(spans.reduce(0) { $0 + $1.count } == 100_001)
        #expect(spans.last?.nanoseconds == 100_000)
        #expect(spans.map(\.nanoseconds) == spans.map(\.nanoseconds).sorted())
    }

    @Test func `Histograms add up`() {
        var one = LatencyHistogram()
        var other = LatencyHistogram()
        for _ in 0..<9 { one.record(10) }
        other.record(1000)
        one.merge(other)
        #expect(one.count == 10)
        #expect(one.percentile(0.9) == 10)
        #expect(one.percentile(0.99) == 1000)
    }
}
