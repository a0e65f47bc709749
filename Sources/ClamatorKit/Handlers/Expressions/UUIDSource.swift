private import Synchronization

/// Gives out UUIDs of version 4 (RFC 9562 §5.4): random ones, or under a seed the same ones in the same order.
package final class UUIDSource: Sendable {
    /// The state of a SplitMix64 generator; nil where the system's randomness is used.
    private let state: Mutex<UInt64?>

    /// Makes a source.
    ///
    /// - Parameter seed: Fixes what is given out; nil for random UUIDs.
    package init(seed: UInt64? = nil) { state = Mutex(seed) }

    /// The next UUID, in lower case.
    func next() -> String {
        let (high, low) = state.withLock { state in
            guard let seed = state else { return (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)) }
            let step: UInt64 = 0x9E37_79B9_7F4A_7C15
            state = seed &+ 2 &* step
            return (Self.mixed(seed &+ step), Self.mixed(seed &+ 2 &* step))
        }
        return Self.text(high & ~0xF000 | 0x4000, low & ~(3 << 62) | 2 << 62)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        var text = ""
        for place in 0..<32 {
            if [8, 12, 16, 20].contains(place) { text += "-" }
            let word = place < 16 ? high : low
            text += String(word >> UInt64(60 - place % 16 * 4) & 15, radix: 16)
        }
        return text
    }
}
