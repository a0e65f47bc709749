import ClamatorKit
private import Synchronization

/// Gives out UUIDs of version 4: random ones, or under a seed the same ones in the same order.
package final class UUIDSource: Sendable {
    /// Nil where the system's randomness is used.
    private let generator: Mutex<SplitMix64?>

    /// Makes a source.
    ///
    /// - Parameter seed: Fixes what is given out; nil for random UUIDs.
    package init(seed: UInt64? = nil) { generator = Mutex(seed.map { SplitMix64(seed: $0) }) }

    /// Where the generator is; nil where the system's randomness is used.
    func snapshot() -> SplitMix64? { generator.withLock { $0 } }

    /// Brings the generator back to where it was.
    func restore(_ snapshot: SplitMix64?) { generator.withLock { $0 = snapshot } }

    /// The next UUID, in lower case.
    func next() -> String {
        let (high, low) = generator.withLock { generator in
            (generator?.next() ?? .random(in: .min ... .max), generator?.next() ?? .random(in: .min ... .max))
        }
        return RandomUUID(high, low).text
    }
}
