/// Random numbers that are the same in every run, so that a failure can be seen again: SplitMix64.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// Begins the sequence of a seed.
    ///
    /// - Parameter seed: The seed.
    public init(seed: UInt64) { state = seed }

    /// Goes on to the next number.
    ///
    /// - Returns: The number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
