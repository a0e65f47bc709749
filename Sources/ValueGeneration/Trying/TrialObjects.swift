import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import ECMAPattern

/// Objects with each optional member, without each member, with members that none asks for, and with the values of each
/// member that are worth a try.
extension TrialMaker {
    /// More properties of one object are not tried one by one.
    private static let mostProperties = 200
    /// Of the members that no schema names, so many are tried.
    private static let mostUnnamed = 2
    /// How many members are brought together where an object must have many.
    private static let mostMembers = 120
    /// After so many names in vain there are no others.
    private static let mostMisses = 8

    /// What schemas say about the members.
    struct Members {
        var parts: [ObjectPart]
        var watched: [ObjectPart]
        /// The names that are spoken of, in their order.
        var names: [ExactString]

        var all: [ObjectPart] { parts + watched }

        init(parts: [ObjectPart], watched: [ObjectPart]) {
            self.parts = parts
            self.watched = watched
            var seen: Set<ExactString> = []
            names = (parts + watched).flatMap { part in
                (part.declared + part.required + part.dependents.keys.sorted()
                    + part.dependents.values.joined().sorted())
                    .filter { seen.insert($0).inserted }
            }
        }

        func schemas(of name: ExactString) -> [Subschema] {
            let own = parts.flatMap { $0.schemas(of: name) }
            return own.isEmpty ? parts.flatMap(\.unevaluated) : own
        }

        func watched(_ name: ExactString) -> [Subschema] {
            watched.flatMap { part in
                let own = part.schemas(of: name)
                return own.isEmpty ? part.unevaluated : own
            }
        }
    }

    mutating func objects(_ sayings: Sayings, at site: Site) -> [Trial] {
        let members = Members(
            parts: sayings.parts.map { plan.objectPart(of: $0) }, watched: sayings.watched.map(ObjectPart.init))
        let triggers = sayings.all.flatMap { $0.schemas(.dependentSchemas) + $0.schemas(.dependencies) }.map(\.name)
        guard let base = ordinary(at: site, narrowing: Narrowing(types: .object)) else { return [] }
        var trials = [Trial(base)]
        let has = Set(base.members.map(\.name))
        let optional = (members.names + triggers).filter { !has.contains($0) }
        let full = full(optional, base, at: site)
        trials.append(Trial(full, .properties))
        // The object with each optional member alone.
        var alone: [ExactString: JSON] = [:]
        for name in optional.prefix(Self.mostProperties) where alone[name] == nil {
            guard let value = ordinary(at: site, narrowing: Narrowing(types: .object, names: [name])),
                value[name] != nil
            else { continue }
            alone[name] = value
            trials.append(Trial(value, .properties, at: JSONPointer([name])))
            // Without what it brings with it.
            if let member = value[name] {
                trials.append(Trial(base.adding(name, member), .dependentRequired, at: JSONPointer([name])))
            }
        }
        for object in [base, full] {
            for name in object.members.map(\.name).prefix(Self.mostProperties) {
                trials.append(Trial(object.removing(name), .required, at: JSONPointer([name])))
            }
        }
        trials += additions(to: base, members, at: site)
        trials += counts(base, full, members, sayings, at: site)
        for name in members.names.prefix(Self.mostProperties) {
            let around = has.contains(name) ? base : alone[name] ?? base
            trials += self.trials(of: name, in: around, members, at: site)
        }
        return trials
    }

    /// The values of one member that are worth a try, each in an object.
    private mutating func trials(
        of name: ExactString, in object: JSON, _ members: Members, at site: Site
    ) -> [Trial] {
        let inner = Site(
            schemas: members.schemas(of: name), watched: members.watched(name), depth: site.depth + 1,
            passed: site.passed)
        guard !inner.schemas.contains(where: { $0.source.bool == false }) else {
            return [Trial(object.adding(name, 0), .properties, at: JSONPointer([name]))]
        }
        return trials(at: inner).map { trial in
            _ = budget.spend(bytes: object.size)
            return Trial(
                object.adding(name, trial.value), trial.keyword ?? .properties,
                at: JSONPointer([name] + trial.path.tokens), branches: trial.branches)
        }
    }

    /// The object with all optional members, or as many as can be there together.
    private mutating func full(_ optional: [ExactString], _ base: JSON, at site: Site) -> JSON {
        let names = Array(optional.prefix(Self.mostProperties))
        if let all = ordinary(at: site, narrowing: Narrowing(types: .object, names: names)) { return all }
        var taken: [ExactString] = []
        var full = base
        for name in names.prefix(30) {
            guard let value = ordinary(at: site, narrowing: Narrowing(types: .object, names: taken + [name])),
                value[name] != nil
            else { continue }
            taken.append(name)
            full = value
        }
        return full
    }

    /// Members that no schema names: one under a plain name, and such as patterns and `propertyNames` speak of.
    private mutating func additions(to base: JSON, _ members: Members, at site: Site) -> [Trial] {
        let names = Set(members.names)
        let known = names.union(base.members.map(\.name))
        var trials: [Trial] = []
        let unknown = unknownName(besides: known, members)
        if members.all.contains(where: { !$0.additional.isEmpty || !$0.unevaluated.isEmpty || !$0.patterns.isEmpty }) {
            trials += self.trials(of: unknown, in: base, members, at: site)
        }
        trials.append(Trial(base.adding(unknown, 0), .additionalProperties))
        for part in members.all {
            for (pattern, _) in part.patterns.prefix(50) {
                guard let name = sampleName(pattern, of: part.source, among: members), !names.contains(name)
                else { continue }
                trials += self.trials(of: name, in: base, members, at: site)
            }
        }
        // Where there must be members, no other may be added to them, or none of another kind.
        for name in base.members.map(\.name).filter({ !names.contains($0) }).prefix(Self.mostUnnamed) {
            trials += self.trials(of: name, in: base, members, at: site)
        }
        for names in members.parts.flatMap(\.names) {
            let inner = Site(schemas: [names], depth: site.depth + 1, passed: site.passed)
            for trial in self.trials(at: inner) {
                guard let name = trial.value.exactString, !known.contains(name) else { continue }
                let value = ordinary(at: Site(schemas: members.schemas(of: name), depth: site.depth + 1)) ?? 0
                trials.append(Trial(base.adding(name, value), .propertyNames))
            }
        }
        return trials
    }

    /// A name that no schema names, such as `propertyNames` allows if there is one.
    private mutating func unknownName(besides known: Set<ExactString>, _ members: Members) -> ExactString {
        let plain: [ExactString] = ["x", "y", "extra", "_", "X"]
        for name in plain where !known.contains(name) && isAllowed(name, members) { return name }
        let schemas = members.parts.flatMap(\.names)
        for _ in 0..<(schemas.isEmpty ? 0 : 4) {
            let name = ordinary(at: Site(schemas: schemas, depth: 1), narrowing: Narrowing(types: .string))?.exactString
            if let name, !known.contains(name) { return name }
        }
        return plain.first { !known.contains($0) } ?? "unknown"
    }

    private mutating func isAllowed(_ name: ExactString, _ members: Members) -> Bool {
        members.parts.flatMap(\.names).allSatisfy { $0.accepts(JSON(name), spending: &budget) }
    }

    /// A name that a pattern matches, and that `propertyNames` allows, if one is found soon.
    private mutating func sampleName(
        _ pattern: ExactString, of part: Subschema, among members: Members
    ) -> ExactString? {
        guard let sampler = part.sampler(ofPattern: pattern) else { return nil }
        var last: ExactString?
        for _ in 0..<8 {
            guard let text = sampler.sample(using: &random, spending: &budget) else { break }
            let name = ExactString(text)
            if isAllowed(name, members) { return name }
            last = name
        }
        return last
    }

    /// Objects of as many members as the bounds say, one more and one less; of maps also of none and of a few.
    private mutating func counts(
        _ base: JSON, _ full: JSON, _ members: Members, _ sayings: Sayings, at site: Site
    ) -> [Trial] {
        var wanted: [(Int, Keyword)] = []
        for keyword in [Keyword.minProperties, .maxProperties] {
            for count in sayings.values(of: keyword).map(\.clampedCount) where count <= Self.mostMembers {
                wanted += [(count, keyword), (count + 1, keyword), (max(0, count - 1), keyword)]
            }
        }
        let isMap = members.parts.contains { part in
            !part.patterns.isEmpty || part.additional.contains { $0.source.bool != false }
        }
        if isMap {
            wanted += [(base.count + 1, .additionalProperties), (base.count + 3, .additionalProperties)]
            // Many, or all where there are few names.
            if sayings.parts.allSatisfy({ $0[.maxProperties]?.clampedCount ?? .max > Self.many }) {
                wanted.append((Self.many, .maxProperties))
            }
        }
        var trials: [Trial] = []
        for (count, keyword) in wanted {
            if count < base.count {
                trials.append(Trial(JSON(members: Array(base.members.prefix(count))), keyword))
                continue
            }
            var object = base
            let names = Set(base.members.map(\.name))
            for (name, value) in full.members where object.count < count && !names.contains(name) {
                object = object.adding(name, value)
            }
            var taken = Set(object.members.map { JSON($0.name) })
            var last: JSON?
            var (number, misses) = (0, 0)
            while object.count < count, misses < Self.mostMisses, budget.reached == nil {
                defer { number += 1 }
                misses += 1
                guard let name = spareName(number, besides: taken, members), !taken.contains(JSON(name)) else {
                    continue
                }
                let inner = Site(schemas: members.schemas(of: name), depth: site.depth + 1)
                guard !inner.schemas.contains(where: { $0.source.bool == false }),
                    let value = number < Self.mostDifferent ? ordinary(at: inner) : last
                else { continue }
                misses = 0
                last = value
                taken.insert(JSON(name))
                object = object.adding(name, value)
                _ = budget.spend(steps: object.size)
            }
            trials.append(Trial(object, keyword))
        }
        return trials
    }

    /// A name for a member that no schema names: short, or as patterns and `propertyNames` want it.
    private mutating func spareName(
        _ number: Int, besides taken: Set<JSON>, _ members: Members
    ) -> ExactString? {
        let names = members.parts.flatMap(\.names)
        let part = members.parts.first { !$0.patterns.isEmpty }
        if !names.isEmpty, part == nil || number.isMultiple(of: 2) {
            return ordinary(
                at: Site(schemas: names, depth: 1), narrowing: Narrowing(types: .string), avoiding: taken)?.exactString
        }
        if let part, let pattern = part.patterns.first {
            return sampleName(pattern.pattern, of: part.source, among: members)
        }
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        return ExactString(String(letters[number % 26]) + (number < 26 ? "" : String(number / 26)))
    }
}

extension JSON {
    /// The object with a member more, or with another value for it.
    func adding(_ name: ExactString, _ value: JSON) -> JSON {
        guard self[name] != nil else { return JSON(members: members + [(name, value)]) }
        return JSON(members: lastMembers.map { ($0.name, $0.name == name ? value : $0.value) })
    }

    fileprivate func removing(_ name: ExactString) -> JSON { JSON(members: members.filter { $0.name != name }) }
}
