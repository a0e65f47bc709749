private import Foundation

/// How many cases tests make at random, and which.
///
/// A test makes a few, so that all tests together take a few minutes without optimisation. `RANDOM_CASES=20` has every
/// such test make twenty times as many, and `RANDOM_SEED=7` others than a run without it.
public enum RandomCases {
    private static let factor = setting("RANDOM_CASES") ?? 1

    /// What to add to a test's own seeds.
    public static let seed = UInt64(setting("RANDOM_SEED") ?? 0) &* 1000

    private static func setting(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap(Int.init) }

    /// How many cases a test makes.
    ///
    /// - Parameter few: How many it makes where nothing else is asked for.
    /// - Returns: The number.
    public static func count(_ few: Int) -> Int { few * factor }

    /// A seed for each case of a test.
    ///
    /// - Parameter few: How many cases it makes where nothing else is asked for.
    /// - Returns: The seeds.
    public static func seeds(_ few: Int) -> Range<UInt64> { seed..<seed + UInt64(count(few)) }
}
