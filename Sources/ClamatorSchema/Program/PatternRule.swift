import ClamatorJSON
import ECMAPattern

/// A pattern as the validator runs it.
///
/// Patterns of simple runs are laid out flat, since a search must not count references, and those of a fixed length are
/// compared by words; whatever is beyond ASCII, and any other pattern, goes to the pattern itself.
///
/// Unsafe code. Invariants: the text is a JSON string's, so eight bytes may be read at any of its bytes
/// (`PaddedBytes`); there is a lane for each eight characters of `length`; each run has 256 answers.
@safe
struct PatternRule {
    private struct Run {
        /// For each byte 1 where a character that starts with it is in the run's set.
        var answers: ArenaSlice<UInt8>
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
    private let pattern: ArenaPointer<Pattern>

    init(_ pattern: Pattern, _ arena: Arena) {
        self.pattern = arena.pattern(pattern)
        let shape = pattern.classRuns?.layout
        let runs = shape?.runs ?? []
        isAnchoredAtEnd = shape?.isAnchoredAtEnd ?? false
        self.runs = arena.slice(
            runs.map { Run(answers: arena.slice($0.answers), min: $0.min, max: $0.max) })
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
            for (number, range) in ranges[start..<min(start + 8, ranges.count)].enumerated() {
                let shift = UInt64(number * 8)
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
    fileprivate static func search(
        _ padded: PaddedBytes, _ rule: ArenaPointer<PatternRule>, _ budget: inout WorkBudget
    ) -> PatternVerdict {
        let text = padded.bytes
        guard let base = unsafe text.buffer.baseAddress else {
            return rule.pointee.pattern.pointee.search(text, spending: &budget)
        }
        switch rule.pointee.layout {
        case .fixed: return unsafe searchFixed(base, text.count, rule) ? .matches : .doesNotMatch
        case .runs: return unsafe searchRuns(text, base, rule)
        case .none: return rule.pointee.pattern.pointee.search(text, spending: &budget)
        }
    }

    /// Every set is ASCII alone, so a text matches if it has the length in bytes and each byte lies in its range.
    @inline(__always)
    private static func searchFixed(
        _ base: UnsafePointer<UInt8>, _ count: Int, _ rule: ArenaPointer<PatternRule>
    ) -> Bool {
        guard count == rule.pointee.length else { return false }
        var lane = unsafe rule.pointee.lanes.base
        let end = unsafe base + count
        var pointer = unsafe base
        while unsafe pointer < end {
            let word = unsafe UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self).littleEndian
            // The high bit of each byte that is beyond ASCII, above the range, or below it. A byte beyond ASCII carries
            // into the next, but has decided the matter by then.
            let outside = unsafe word | (word &+ lane.pointee.aboveLast) | ~(word &+ lane.pointee.toFirst)
            if unsafe outside & lane.pointee.mask != 0 { return false }
            unsafe pointer += 8
            unsafe lane += 1
        }
        return true
    }

    @inline(never)
    private static func searchRuns(
        _ text: ByteView, _ base: UnsafePointer<UInt8>, _ rule: ArenaPointer<PatternRule>
    ) -> PatternVerdict {
        var pointer = unsafe base
        let end = unsafe base + text.count
        for index in 0..<rule.pointee.runs.count {
            let run = rule.pointee.runs.pointer(index)
            let from = unsafe pointer
            let stop = unsafe run.pointee.max < end - pointer ? pointer + run.pointee.max : end
            let answers = unsafe run.pointee.answers.base
            while unsafe pointer < stop, unsafe pointer.pointee < 0x80, unsafe answers[Int(pointer.pointee)] == 1 {
                unsafe pointer += 1
            }
            if unsafe pointer < stop, unsafe pointer.pointee >= 0x80 {
                return rule.pointee.pattern.pointee.search(text)
            }
            if unsafe pointer - from < run.pointee.min { return .doesNotMatch }
        }
        return unsafe rule.pointee.isAnchoredAtEnd && pointer < end ? .doesNotMatch : .matches
    }
}

extension Validator {
    /// Whether a pattern matches a string of the document.
    mutating func matches(_ pattern: ArenaPointer<PatternRule>, _ tapeIndex: Int) -> Bool {
        spend(Int(nodes[tapeIndex].length) &>> 4 &+ 2) && search(pattern, tapeIndex)
    }

    /// The same, where the length of the string is paid for.
    @inline(__always)
    mutating func search(_ pattern: ArenaPointer<PatternRule>, _ tapeIndex: Int) -> Bool {
        let text = view(tapeIndex)
        let verdict =
            text.node.isEscaped
            ? text.withPaddedUTF8 { PatternRule.search($0, pattern, &budget) }
            : PatternRule.search(text.paddedBytes, pattern, &budget)
        switch verdict {
        case .matches: return true
        case .doesNotMatch: return false
        case .limitReached: return budget.stop(at: .pattern)
        }
    }
}
