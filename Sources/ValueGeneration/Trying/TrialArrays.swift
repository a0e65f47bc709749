import ClamatorJSON
import ClamatorSchema
import ClamatorSystem

/// Arrays of the lengths at each bound, and with the values of their elements that are worth a try.
extension TrialMaker {
    /// The longest array that is tried.
    private static let mostElements = 2000
    /// So many elements are made, and members of a map; what is longer repeats them where it may.
    static let mostDifferent = 30
    /// How many elements, members and characters there are in what is long, where no bound says.
    static let many = 100

    mutating func arrays(_ sayings: Sayings, at site: Site) -> [Trial] {
        var constraints = ValueConstraints()
        constraints.parts = sayings.parts
        let layout = ArrayPlan(constraints)
        constraints.parts = sayings.watched
        let watched = ArrayPlan(constraints)
        let least = sayings.parts.compactMap { $0[.minItems]?.clampedCount }.max() ?? 0
        var wanted: [(count: Int, keyword: Keyword)] = [(0, .minItems), (1, .minItems), (2, .items)]
        for keyword in [Keyword.minItems, .maxItems] {
            for count in sayings.values(of: keyword).map(\.clampedCount) where count < Self.mostElements {
                wanted += [(count, keyword), (count + 1, keyword), (max(0, count - 1), keyword)]
            }
        }
        for prefix in [layout.prefix, watched.prefix] where prefix > 0 {
            wanted += [(prefix, .prefixItems), (prefix + 1, .prefixItems), (prefix - 1, .prefixItems)]
        }
        if sayings.parts.allSatisfy({ $0[.maxItems]?.clampedCount ?? .max > Self.many }) {
            wanted.append((max(Self.many, least), .maxItems))
        }
        var trials: [Trial] = []
        var pool: [JSON] = []
        for (count, keyword) in wanted {
            extend(&pool, to: count, layout, at: site)
            // Where elements differ there may be fewer values than that: then each of them.
            guard isAffordable(count),
                let elements = elements(count, of: pool, layout) ?? (layout.isUnique ? pool : nil)
            else { continue }
            trials.append(Trial(JSON(elements), keyword))
        }
        if !layout.isUnique, layout.prefix == 0, let first = pool.first, isAffordable(max(2, least)) {
            trials.append(Trial(JSON(Array(repeating: first, count: max(2, least))), .items))
        }
        trials += contained(sayings, layout, least: least, at: site)
        if layout.isUnique || watched.isUnique, isAffordable(least) {
            let first = elements(max(1, least), of: pool, layout) ?? []
            trials += [
                first + first.prefix(1),
                [first[..<max(0, first.count - 1)], first[..<min(1, first.count)]].flatMap { $0 },
            ]
            .map { Trial(JSON($0), .uniqueItems) }
        }
        for index in 0...max(layout.prefix, watched.prefix) {
            let inner = Site(
                schemas: layout.schemas(at: index),
                watched: watched.schemas(at: index) + (layout.contained + watched.contained).map(\.schema),
                depth: site.depth + 1, passed: site.passed)
            extend(&pool, to: max(index + 1, least), layout, at: site)
            guard isAffordable(least), inner.schemas.allSatisfy({ $0.source.bool != false }),
                var around = elements(max(index + 1, least), of: pool, layout)
            else { continue }
            var index = index
            // What must be contained stays.
            if !layout.contained.isEmpty, index >= layout.prefix,
                let array = ordinary(at: site, narrowing: Narrowing(types: .array))?.elements, array.count >= index
            {
                index = array.count
                around = array + [0]
            }
            for trial in self.trials(at: inner) where isAffordable(around.count) {
                var elements = around
                elements[index] = trial.value
                _ = budget.spend(bytes: elements.count * 16 + trial.value.size)
                trials.append(
                    Trial(
                        JSON(elements), trial.keyword ?? .items,
                        at: JSONPointer([ExactString(index)] + trial.path.tokens), branches: trial.branches))
            }
        }
        return trials
    }

    /// Whether there is memory for one more array of so many elements, which is paid for where they are many: by a
    /// reference, a node and text for each. What is not made leaves the rest to other trials.
    private mutating func isAffordable(_ count: Int) -> Bool {
        if count <= Self.mostElements { return true }
        let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: 40)
        return !isTooLarge && bytes <= budget.bytes && budget.spend(bytes: bytes)
    }

    /// Makes ordinary elements until there are so many, or as many as are made.
    private mutating func extend(_ pool: inout [JSON], to count: Int, _ layout: ArrayPlan, at site: Site) {
        let limit = min(count, max(layout.isUnique ? 200 : Self.mostDifferent, layout.prefix + 1))
        while pool.count < limit {
            let inner = Site(schemas: layout.schemas(at: pool.count), depth: site.depth + 1, passed: site.passed)
            let avoided: Set<JSON> = layout.isUnique ? Set(pool) : []
            guard
                let value = ordinary(at: inner, avoiding: avoided)
                    ?? (inner.schemas.contains { $0.source.bool == false } ? 0 : nil)
            else { return }
            pool.append(value)
        }
    }

    /// So many elements, those behind the last that was made being like it; nil where there are too few.
    private func elements(_ count: Int, of pool: [JSON], _ layout: ArrayPlan) -> [JSON]? {
        if count <= pool.count { return Array(pool[..<count]) }
        guard let last = pool.last, !layout.isUnique, pool.count > layout.prefix else { return nil }
        return pool + Array(repeating: last, count: count - pool.count)
    }

    /// Arrays with as many elements that follow `contains` as its bounds say, one more and one less.
    private mutating func contained(
        _ sayings: Sayings, _ layout: ArrayPlan, least: Int, at site: Site
    ) -> [Trial] {
        var trials: [Trial] = []
        for part in sayings.all {
            guard let schema = part.schemas(.contains).first?.schema else { continue }
            let isHeld = sayings.parts.contains { $0.identity == part.identity }
            guard isHeld else { continue }
            let bounds = [part[.minContains]?.clampedCount ?? 1, part[.maxContains]?.clampedCount ?? 1]
            let inside = layout.schemas(at: layout.prefix)
            var wanting = Site(schemas: inside, depth: site.depth + 1, passed: site.passed)
            wanting.refused = [schema]
            let holding = Site(schemas: inside + [schema], depth: site.depth + 1, passed: site.passed)
            for count in Set(bounds.flatMap { [$0 - 1, $0, $0 + 1] }).sorted() where (0...100).contains(count) {
                var elements: [JSON] = []
                for index in 0..<max(count, least) {
                    let avoided: Set<JSON> = layout.isUnique ? Set(elements) : []
                    guard let value = ordinary(at: index < count ? holding : wanting, avoiding: avoided) else { break }
                    elements.append(value)
                }
                trials.append(Trial(JSON(elements), .contains))
                // One that does not follow it, as no element at all may say little.
                if let other = ordinary(at: wanting) { trials.append(Trial(JSON(elements + [other]), .contains)) }
            }
        }
        return trials
    }
}
