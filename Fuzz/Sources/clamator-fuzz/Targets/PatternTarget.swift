@testable import ClamatorJSON
@testable import ClamatorKit
@testable import ClamatorSchema
@testable import ClamatorSystem
@testable import ECMAPattern

/// A pattern, and texts to search: every matcher that can decide the pattern says the same, and an example that is made
/// up for it matches.
func testPattern(_ input: [UInt8]) {
    let parts = parts(of: input).map { String(decoding: $0, as: UTF8.self) }
    guard let pattern = try? Pattern(parts[0]) else { return }
    let others = Pattern.Matcher.allCases.compactMap { matcher in
        (try? Pattern(parts[0], matcher: matcher)).flatMap { $0 }.map { (matcher, $0) }
    }
    for text in parts.dropFirst() {
        let verdict = pattern.verdict(on: text)
        // Backtracking without another matcher to fall back on takes its time on longer texts.
        for (matcher, other) in others where matcher != .backtracking || text.utf8.count <= 12 {
            let its = other.verdict(on: text)
            require(
                its == verdict || its == .limitReached || verdict == .limitReached,
                "\(matcher) says \(its), not \(verdict): /\(pattern.source)/ on \(text.debugDescription)")
        }
    }
    var generator = SplitMix64(seed: 1)
    var budget = WorkBudget(steps: 1_000_000)
    if let sample = PatternSampler(pattern).sample(using: &generator, maximumLength: 40, spending: &budget) {
        require(pattern.verdict(on: sample) == .matches, "/\(pattern.source)/ made up \(sample.debugDescription)")
    }
}

extension Pattern {
    fileprivate func verdict(on text: String) -> PatternVerdict {
        text.withBytes { search($0) }
    }
}
