/// Random numbers that a seed fixes for ever: SplitMix64 (Steele, Lea and Flood, 2014).
@frozen
package struct SplitMix64: RandomNumberGenerator, Sendable {
    @usableFromInline var state: UInt64

    /// Makes the numbers of a seed.
    @inlinable
    package init(seed: UInt64) { state = seed }

    /// The next number.
    @inlinable
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to below the bound, which is positive.
    @inlinable
    package mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

    /// A number in a range of fewer than 2⁶³ numbers.
    @inlinable
    package mutating func int(in range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// True as often as `part` of `whole` times.
    @inlinable
    package mutating func chance(_ part: Int, of whole: Int) -> Bool { below(whole) < part }

    /// One of the elements; nil if there is none.
    @inlinable
    package mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[below(elements.count)]
    }
}
