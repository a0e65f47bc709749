/// How long calls took, counted in a fixed number of buckets: each nanosecond up to 63 has one of its own, and from
/// there each power of two has 32, so that a percentile is told to within 3 %.
struct LatencyHistogram: Sendable {
    private static let bucketsPerPower = 32
    /// What takes longer, more than an hour, is counted as this.
    private static let longest = 1 << 42 - 1

    private var counts = [Int](repeating: 0, count: Self.bucket(of: Self.longest) + 1)
    private(set) var count = 0
    /// The longest of all, exactly.
    private(set) var maximum = 0

    /// Counts a call that took so many nanoseconds.
    mutating func record(_ nanoseconds: Int) {
        counts[Self.bucket(of: min(max(nanoseconds, 0), Self.longest))] += 1
        count += 1
        maximum = max(maximum, nanoseconds)
    }

    /// Adds what another has counted.
    mutating func merge(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
        count += other.count
        maximum = max(maximum, other.maximum)
    }

    /// The nanoseconds that this part of all calls, 0.5 for half of them, took at most.
    func percentile(_ part: Double) -> Int {
        let rank = Int((part * Double(count)).rounded(.up))
        var sum = 0
        for (bucket, count) in counts.enumerated() {
            sum += count
            if sum >= rank, sum > 0 { return min(Self.largest(in: bucket), maximum) }
        }
        return maximum
    }

    /// How many calls took how long: in spans that follow each other from the shortest call to the longest, each told
    /// by the nanoseconds that its calls took at most. Above 63 nanoseconds, equal spans are equal factors.
    func spans(atMost most: Int) -> [(nanoseconds: Int, count: Int)] {
        guard let first = counts.firstIndex(where: { $0 > 0 }), let last = counts.lastIndex(where: { $0 > 0 }) else {
            return []
        }
        let size = (last - first) / most + 1
        return stride(from: first, through: last, by: size).map { start in
            let end = min(start + size - 1, last)
            return (min(Self.largest(in: end), maximum), counts[start...end].reduce(0, +))
        }
    }

    private static func bucket(of value: Int) -> Int {
        let power = max(0, value.bitWidth - value.leadingZeroBitCount - 6)
        return power * bucketsPerPower + value >> power
    }

    private static func largest(in bucket: Int) -> Int {
        let power = max(0, bucket / bucketsPerPower - 1)
        return (bucket - power * bucketsPerPower + 1) << power - 1
    }
}
