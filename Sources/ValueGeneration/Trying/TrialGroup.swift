import ClamatorJSON
import ClamatorSchema

/// What trials have in common of which one tells nearly as much as all.
package struct TrialGroup: Hashable, Sendable {
    /// The part of the value, with `*` for positions in arrays.
    private let path: JSONPointer
    private let keyword: Keyword?
    private let missing: ExactString?
    /// The kind of the part.
    private let kind: JSON.Kind?

    /// The group of a trial.
    package init(of trial: Trial) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        path = JSONPointer(
            trial.path.tokens.map { $0.utf8.allSatisfy(digits.contains) && !$0.isEmpty ? "*" : $0 })
        keyword = trial.keyword
        missing = trial.missing
        kind = trial.value[trial.path]?.kind
    }

    /// Whether its trials are at a bound, or take a branch: what is promised of each keyword.
    fileprivate var isPromised: Bool {
        guard kind != .null, let keyword else { return true }
        return ![.type, .pattern, .format, .default, .examples, .multipleOf].contains(keyword)
    }
}

extension [Trial] {
    /// So many trials at most, of each group one after another, and first of those that are promised.
    package func spread<Group: Hashable>(atMost limit: Int, by group: (Trial) -> Group) -> [Trial] {
        spread(atMost: limit, trial: { $0 }, by: group)
    }
}

extension Array {
    /// So many elements at most, of each group one after another, and first of those whose trial is promised; in their
    /// order.
    package func spread<Group: Hashable>(
        atMost limit: Int, trial: (Element) -> Trial, by group: (Element) -> Group
    ) -> [Element] {
        guard count > limit else { return self }
        var counts: [Group: Int] = [:]
        let ranked = enumerated().map { index, element -> (round: Int, isLater: Int, index: Int) in
            let group = group(element)
            counts[group, default: 0] += 1
            let isPromised = TrialGroup(of: trial(element)).isPromised
            return (counts[group] ?? 0, isPromised ? 0 : 1, index)
        }
        let chosen = ranked.sorted { ($0.round, $0.isLater, $0.index) < ($1.round, $1.isLater, $1.index) }
        return chosen.prefix(Swift.max(0, limit)).map(\.index).sorted().map { self[$0] }
    }
}
