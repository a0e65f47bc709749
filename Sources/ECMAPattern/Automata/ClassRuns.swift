internal import ClamatorJSON

/// The matcher of simple anchored patterns such as `^[A-Z]{3}-[0-9]{4}$`: runs of characters, each from one set and of
/// bounded length, one after another.
///
/// Every run takes all it can and nothing is ever taken back. That is right where a run of variable length shares no
/// character with what may follow it, and it is made for no other patterns. A search neither allocates nor reads a
/// byte twice.
package final class ClassRuns: Sendable {
    private struct Run {
        var set: Int
        var min: Int
        var max: Int
    }

    private let runs: [Run]
    private let isAnchoredAtEnd: Bool
    private let sets: CodePointSetTable
    /// 256 answers for each set: whether a character that starts with this byte is a member.
    private let answers: [UInt8]

    /// Each may take a table of its own, and is compared with those after it.
    private static let maximumRuns = 256

    private static let no: UInt8 = 0
    private static let yes: UInt8 = 1
    /// The lead byte alone does not tell.
    private static let maybe: UInt8 = 2

    /// Nothing when the pattern is not of that kind.
    init?(_ syntax: PatternSyntax) {
        var parts: [PatternSyntax] = []
        Self.flatten(syntax, into: &parts)
        guard parts.first == .assertion(.start) else { return nil }
        parts.removeFirst()
        isAnchoredAtEnd = parts.last == .assertion(.end)
        if isAnchoredAtEnd { parts.removeLast() }

        var table = CodePointSetTable()
        var runs: [Run] = []
        for part in parts {
            guard var run = Self.run(part, &table) else { return nil }
            if let last = runs.last, last.set == run.set {
                runs.removeLast()
                run.min += last.min
                run.max = Self.sum(run.max, last.max)
            }
            runs.append(run)
        }
        if !isAnchoredAtEnd {
            // What need not be there is not asked for.
            while let last = runs.last, last.min == 0 { runs.removeLast() }
            if let last = runs.last { runs[runs.count - 1].max = last.min }
        }
        guard runs.count <= Self.maximumRuns, Self.needsNoBacktracking(runs, table) else { return nil }
        self.runs = runs
        sets = table
        answers = table.sets.flatMap(Self.answers)
    }

    /// Lists the parts of nested sequences and groups.
    private static func flatten(_ syntax: PatternSyntax, into parts: inout [PatternSyntax]) {
        switch syntax {
        case .empty: break
        case .group(let body, _): flatten(body, into: &parts)
        case .sequence(let inner): for part in inner { flatten(part, into: &parts) }
        default: parts.append(syntax)
        }
    }

    private static func run(_ part: PatternSyntax, _ table: inout CodePointSetTable) -> Run? {
        switch part {
        case .characters(let set): return Run(set: table.index(of: set), min: 1, max: 1)
        case .repetition(.characters(let set), let min, let max, _, _):
            return Run(set: table.index(of: set), min: min, max: max ?? .max)
        default: return nil
        }
    }

    private static func sum(_ a: Int, _ b: Int) -> Int {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }

    private static func needsNoBacktracking(_ runs: [Run], _ table: CodePointSetTable) -> Bool {
        for (index, run) in runs.enumerated() where run.min != run.max {
            for next in runs[(index + 1)...] {
                guard table.sets[run.set].isDisjoint(with: table.sets[next.set]) else { return false }
                if next.min > 0 { break }
            }
        }
        return true
    }

    private static func answers(for set: CodePointSet) -> [UInt8] {
        var answers = [UInt8](repeating: no, count: 256)
        for range in set.ranges where range.lowerBound < 0x80 {
            for byte in range.lowerBound...min(range.upperBound, 0x7F) { answers[Int(byte)] = yes }
        }
        guard let last = set.ranges.last, last.upperBound >= 0x80 else { return answers }
        for byte in UInt8(0x80)...255 {
            guard let (first, last) = codePoints(startingWith: byte) else { continue }
            let inside = set.intersection(CodePointSet([first...last]))
            if !inside.isEmpty { answers[Int(byte)] = inside == CodePointSet([first...last]) ? yes : maybe }
        }
        return answers
    }

    /// The code points whose UTF-8 starts with this byte, which is beyond ASCII.
    private static func codePoints(startingWith lead: UInt8) -> (first: UInt32, last: UInt32)? {
        switch lead {
        case 0xC2...0xDF: (UInt32(lead & 0x1F) << 6, UInt32(lead & 0x1F) << 6 | 0x3F)
        case 0xE0...0xEF: (max(0x800, UInt32(lead & 0x0F) << 12), UInt32(lead & 0x0F) << 12 | 0xFFF)
        case 0xF0...0xF4: (max(0x10000, UInt32(lead & 0x07) << 18), min(0x10FFFF, UInt32(lead & 0x07) << 18 | 0x3FFFF))
        default: nil
        }
    }

    func search(_ text: UTF8Text) -> PatternVerdict {
        let bytes = text.bytes
        var index = 0
        for run in runs {
            let base = run.set << 8
            var count = 0
            while count < run.max, index < bytes.count {
                let byte = bytes[index]
                let answer = answers[base | Int(byte)]
                if answer == Self.no { break }
                if byte < 0x80 {
                    index += 1
                } else {
                    var next = index
                    let codePoint = text.decode(&next)
                    guard answer == Self.yes || sets.contains(codePoint, in: run.set) else { break }
                    index = next
                }
                count += 1
            }
            if count < run.min { return .doesNotMatch }
        }
        return isAnchoredAtEnd && index < bytes.count ? .doesNotMatch : .matches
    }

    /// The runs as the validator lays them out beside its rules: 256 answers, bounds, and whether the text must end
    /// behind the last.
    package var layout: (runs: [(answers: [UInt8], min: Int, max: Int)], isAnchoredAtEnd: Bool) {
        (runs.map { (Array(answers[($0.set << 8)..<($0.set << 8 + 256)]), $0.min, $0.max) }, isAnchoredAtEnd)
    }
}
