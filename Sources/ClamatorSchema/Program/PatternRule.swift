import ClamatorJSON
import ECMAPattern

/// A pattern as the validator runs it.
///
/// Raw-pointer code, under the invariants of `Rule`. Patterns of simple runs are laid out flat, since a search must not
/// count references, and those of a fixed length are compared by words; whatever is beyond ASCII, and any other pattern,
/// goes to the pattern itself.
struct PatternRule {
    private struct Run {
        /// For each byte 1 where a character that starts with it is in the run's set.
        var answers: UnsafePointer<UInt8>
        var min: Int
        var max: Int
    }

    /// Eight characters of a text of fixed length, each of which must lie in a range.
    private struct Lane {
        /// For each byte what lifts the first character behind its range to 128.
        var aboveLast: UInt64 = 0
        /// For each byte what lifts the first character of its range to 128.
        var toFirst: UInt64 = 0
        /// The high bits of the bytes that belong to the text.
        var mask: UInt64 = 0
    }

    private enum Layout {
        case none, fixed, runs
    }

    private let layout: Layout
    private let isAnchoredAtEnd: Bool
    private let length: Int
    private let lanes: ArenaSlice<Lane>
    private let runs: ArenaSlice<Run>
    private let pattern: UnsafePointer<Pattern>

    init(_ pattern: Pattern, _ arena: Arena) {
        self.pattern = arena.pattern(pattern)
        let shape = pattern.classRuns?.layout
        let runs = shape?.runs ?? []
        isAnchoredAtEnd = shape?.isAnchoredAtEnd ?? false
        self.runs = arena.slice(
            runs.map { Run(answers: arena.slice($0.answers).base, min: $0.min, max: $0.max) })
        let ranges = isAnchoredAtEnd ? Self.ranges(runs) : nil
        length = ranges?.count ?? 0
        lanes = arena.slice(Self.lanes(ranges ?? []))
        layout = ranges != nil ? .fixed : shape != nil ? .runs : .none
    }

    /// For each character the one ASCII range it must lie in; nil where there is no such, or the length varies.
    private static func ranges(_ runs: [(answers: [UInt8], min: Int, max: Int)]) -> [ClosedRange<UInt8>]? {
        var ranges: [ClosedRange<UInt8>] = []
        for run in runs {
            let members = (0..<UInt8(0x80)).filter { run.answers[Int($0)] == 1 }
            let isASCII = run.answers[0x80...].allSatisfy { $0 == 0 }
            guard isASCII, run.min == run.max, run.min <= 64 - ranges.count, let first = members.first,
                let last = members.last, Int(last - first) == members.count - 1
            else { return nil }
            ranges += [ClosedRange<UInt8>](repeating: first...last, count: run.min)
        }
        return ranges
    }

    private static func lanes(_ ranges: [ClosedRange<UInt8>]) -> [Lane] {
        stride(from: 0, to: ranges.count, by: 8).map { start in
            var lane = Lane()
            for (place, range) in ranges[start..<min(start + 8, ranges.count)].enumerated() {
                let shift = UInt64(place * 8)
                lane.aboveLast |= UInt64(127 - range.upperBound) << shift
                lane.toFirst |= UInt64(128 - range.lowerBound) << shift
                lane.mask |= 0x80 << shift
            }
            return lane
        }
    }

    /// Whether the pattern matches anywhere in the text, which must be valid UTF-8. Eight bytes may be read at any byte
    /// of it.
    @inline(__always)
    static func search(
        _ text: UnsafeBufferPointer<UInt8>, _ rule: UnsafePointer<PatternRule>, _ budget: inout WorkBudget
    ) -> PatternVerdict {
        guard let base = text.baseAddress else { return rule.pointee.pattern.pointee.search(text, spending: &budget) }
        switch rule.pointee.layout {
        case .fixed: return searchFixed(base, text.count, rule) ? .matches : .doesNotMatch
        case .runs: return searchRuns(text, base, rule)
        case .none: return rule.pointee.pattern.pointee.search(text, spending: &budget)
        }
    }

    /// Every set is ASCII alone, so a text matches if it has the length in bytes and each byte lies in its range.
    @inline(__always)
    private static func searchFixed(
        _ base: UnsafePointer<UInt8>, _ count: Int, _ rule: UnsafePointer<PatternRule>
    ) -> Bool {
        guard count == rule.pointee.length else { return false }
        var lane = rule.pointee.lanes.base
        let end = base + count
        var place = base
        while place < end {
            let word = Name.word(place)
            // The high bit of each byte that is beyond ASCII, above the range, or below it. A byte beyond ASCII carries
            // into the next, but has decided the matter by then.
            let outside = word | (word &+ lane.pointee.aboveLast) | ~(word &+ lane.pointee.toFirst)
            if outside & lane.pointee.mask != 0 { return false }
            place += 8
            lane += 1
        }
        return true
    }

    @inline(never)
    private static func searchRuns(
        _ text: UnsafeBufferPointer<UInt8>, _ base: UnsafePointer<UInt8>, _ rule: UnsafePointer<PatternRule>
    ) -> PatternVerdict {
        var place = base
        let end = base + text.count
        for index in 0..<rule.pointee.runs.count {
            let run = rule.pointee.runs.base + index
            let from = place
            let stop = run.pointee.max < end - place ? place + run.pointee.max : end
            let answers = run.pointee.answers
            while place < stop, place.pointee < 0x80, answers[Int(place.pointee)] == 1 { place += 1 }
            if place < stop, place.pointee >= 0x80 { return rule.pointee.pattern.pointee.search(text) }
            if place - from < run.pointee.min { return .doesNotMatch }
        }
        return rule.pointee.isAnchoredAtEnd && place < end ? .doesNotMatch : .matches
    }
}

extension Validator {
    /// Whether a pattern matches a string of the document.
    mutating func matches(_ pattern: UnsafePointer<PatternRule>, _ place: Int) -> Bool {
        spend(Int(nodes[place].length) &>> 4 &+ 2) && search(pattern, place)
    }

    /// The same, where the length of the string is paid for.
    @inline(__always)
    mutating func search(_ pattern: UnsafePointer<PatternRule>, _ place: Int) -> Bool {
        let node = nodes[place]
        let verdict =
            node.isEscaped
            ? view(place).withUTF8 { PatternRule.search($0, pattern, &budget) }
            : PatternRule.search(
                UnsafeBufferPointer(start: text + Int(node.offset), count: Int(node.length)), pattern, &budget)
        switch verdict {
        case .matches: return true
        case .doesNotMatch: return false
        case .limitReached: return budget.stop(at: .pattern)
        }
    }
}
