/// Random numbers that a seed fixes for ever: SplitMix64 (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to below the bound, which is positive.
    mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

    mutating func int(in range: ClosedRange<Int>) -> Int {
        // The count of a range that is all of the integers does not fit, and counts as 0.
        let count = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound &+ 1))
        let bits = next()
        let offset = count == 0 ? bits : bits.multipliedFullWidth(by: count).high
        return range.lowerBound &+ Int(truncatingIfNeeded: offset)
    }

    /// True as often as `part` of `whole` times.
    mutating func chance(_ part: Int, of whole: Int) -> Bool { below(whole) < part }

    /// One of the elements; nil where there is none.
    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[below(elements.count)]
    }
}
