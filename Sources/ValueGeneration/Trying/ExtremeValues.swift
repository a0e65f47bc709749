import ClamatorJSON
import ClamatorSchema

/// Values of which many parts are at a bound together. What goes wrong only then is shown by no value that departs from
/// an ordinary one at one path alone.
struct ExtremeValues {
    /// The values of one part at its bounds; nil where it has none on that side.
    private struct Part {
        let path: JSONPointer
        var least: JSON?
        var most: JSON?

        var kind: JSON.Kind? { (least ?? most)?.kind }
    }

    /// Which side a part goes to; its index is that among the parts that are moved.
    private typealias Choice = (_ index: Int, _ part: Part) -> JSON?

    private let parts: [Part]
    private let bases: [Trial]

    /// So many values are taken for what is around the parts, so many parts are moved, and no value gets longer.
    private static let (mostBases, mostParts, longest) = (4, 200, 1 << 20)

    /// - Parameter trials: Values that follow the schema, each of which tries one thing.
    init(_ trials: [Trial]) {
        var parts: [JSONPointer: Part] = [:]
        var paths: [JSONPointer] = []
        for trial in trials {
            guard let keyword = trial.keyword, let value = trial.value[trial.path] else { continue }
            let (isLeast, isMost) = Self.sides(of: keyword, value.kind)
            guard isLeast || isMost else { continue }
            var part = parts[trial.path] ?? Part(path: trial.path)
            if isLeast, part.least.map({ Self.extent(of: value) < Self.extent(of: $0) }) ?? true { part.least = value }
            if isMost, part.most.map({ Self.extent(of: value) > Self.extent(of: $0) }) ?? true { part.most = value }
            if parts.updateValue(part, forKey: trial.path) == nil { paths.append(trial.path) }
        }
        // What is around comes before what lies in it.
        self.parts = paths.compactMap { parts[$0] }.enumerated().sorted {
            ($0.element.path.tokens.count, $0.offset) < ($1.element.path.tokens.count, $1.offset)
        }.prefix(Self.mostParts).map(\.element)
        bases = Self.bases(trials, self.parts)
    }

    /// Which side of a bound values are on that try a keyword, if they are on one.
    private static func sides(of keyword: Keyword, _ kind: JSON.Kind) -> (isLeast: Bool, isMost: Bool) {
        switch (keyword, kind) {
        case (.minimum, .number), (.exclusiveMinimum, .number), (.minLength, .string), (.minItems, .array):
            (true, false)
        case (.maximum, .number), (.exclusiveMaximum, .number), (.maxLength, .string), (.maxItems, .array):
            (false, true)
        default: (false, false)
        }
    }

    private static func extent(of value: JSON) -> Double {
        value.double ?? Double(value.string?.unicodeScalars.count ?? value.count)
    }

    /// Values that have as many of the parts as can be, each some that none before it has.
    private static func bases(_ trials: [Trial], _ parts: [Part]) -> [Trial] {
        let candidates = trials.filter {
            [nil, .properties, .oneOf, .anyOf, .if, .dependentRequired].contains($0.keyword)
        }.prefix(400).map { trial in
            (trial, Set(parts.indices.filter { trial.value[parts[$0].path]?.kind == parts[$0].kind }))
        }
        var left = Set(parts.indices)
        var bases: [Trial] = []
        while bases.count < mostBases, !left.isEmpty,
            let best = candidates.max(by: { $0.1.intersection(left).count < $1.1.intersection(left).count }),
            !best.1.isDisjoint(with: left)
        {
            bases.append(best.0)
            left.subtract(best.1)
        }
        return bases
    }

    /// The values that follow a schema: all numbers, all strings, all arrays, and all of these, at their least and at
    /// their most; and each part on the other side than the one before.
    func values(of schema: Subschema, spending budget: inout WorkBudget) -> [Trial] {
        var found: [Trial] = []
        let kinds: [(JSON.Kind?, (least: Keyword, most: Keyword))] = [
            (.number, (.minimum, .maximum)), (.string, (.minLength, .maxLength)), (.array, (.minItems, .maxItems)),
            (nil, (.properties, .properties)),
        ]
        for base in bases {
            for (kind, keywords) in kinds {
                let moved = parts.filter { part in
                    part.kind == base.value[part.path]?.kind && (kind == nil || kind == part.kind)
                }
                func take(_ keyword: Keyword, _ choice: Choice) {
                    let value = value(base.value, moving: moved, choice, by: schema, &budget)
                    if let value { found.append(Trial(value, keyword)) }
                }
                take(keywords.least) { $1.least }
                take(keywords.most) { $1.most }
                take(keywords.most) { $0.isMultiple(of: 2) ? $1.most : $1.least }
                take(keywords.least) { $0.isMultiple(of: 2) ? $1.least : $1.most }
            }
        }
        return found
    }

    /// A value with its parts moved as chosen, all of them or those that can be; nil where fewer than two are.
    private func value(
        _ base: JSON, moving parts: [Part], _ choice: Choice, by schema: Subschema, _ budget: inout WorkBudget
    ) -> JSON? {
        let changes = parts.enumerated().compactMap { index, part in
            choice(index, part).map { (path: part.path, value: $0) }
        }
        guard changes.count > 1 else { return nil }
        func moved(_ value: JSON, _ change: (path: JSONPointer, value: JSON)) -> JSON {
            _ = budget.spend(steps: value.size + change.value.size)
            let next = value.replacing(change.path.tokens[...], by: change.value)
            return next.size > Self.longest ? value : next
        }
        let whole = changes.reduce(base, moved)
        if schema.accepts(whole, spending: &budget) { return whole }
        var (value, count) = (base, 0)
        for change in changes where budget.reached == nil {
            let next = moved(value, change)
            guard schema.accepts(next, spending: &budget) else { continue }
            (value, count) = (next, count + 1)
        }
        return count > 1 ? value : nil
    }
}
