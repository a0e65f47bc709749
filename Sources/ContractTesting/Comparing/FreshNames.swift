import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import ECMAPattern

/// Names of members that schemas do not speak of.
extension SchemaComparer {
    private static let plain: [ExactString] = [
        "other", "more", "x", "y", "another", "Other", "OTHER", "x1", "0", "_", "other-1", "other_1", "é", " ",
    ]

    /// A name that no schema speaks of, the patterns of the schemas beside the claim's own not either. Where none of
    /// those tried is one, the first.
    mutating func freshName(for claim: KeywordClaim, besides schemas: [Subschema]) -> ExactString {
        let names = Set(names(of: claim.conjunction))
        var shapes: [ObjectShape] = []
        for part in claim.conjunction.parts { shapes.append(objectShape(of: part, claim.conjunction.side)) }
        for schema in schemas { shapes.append(objectShape(of: schema, claim.conjunction.side.other)) }
        let candidates = Self.plain + namesByRule(claim.conjunction)
        let name = candidates.first { name in
            !names.contains(name) && !shapes.contains { $0.declares(name) } && isName(name, claim.conjunction)
        }
        return name ?? Self.plain[0]
    }

    /// A name that matches a pattern, and that no schema speaks of itself. Where none of those tried is one, the first.
    mutating func freshName(for claim: KeywordClaim, matching pattern: ExactString) -> ExactString {
        let conjunction = claim.conjunction
        let own = Set(names(of: conjunction)).union(objectShape(of: claim.part, conjunction.side.other).names)
        let samples = samples(of: pattern, among: conjunction.parts + [claim.part])
        let source = (conjunction.parts + [claim.part]).first { schema in
            schema.schemas(.patternProperties).contains { $0.name == pattern }
        }
        let fitting = (Self.plain + samples).filter { source?.pattern(pattern, matches: $0) ?? false }
        let candidates =
            fitting.map { name in
                source.map { shortened(name, pattern, $0) } ?? name
            } + fitting
        let name = candidates.first { !own.contains($0) && isName($0, conjunction) }
        return name ?? candidates.first ?? Self.plain[0]
    }

    /// The shortest start of a name that a pattern matches.
    private func shortened(_ name: ExactString, _ pattern: ExactString, _ schema: Subschema) -> ExactString {
        let scalars = Array(name.string.unicodeScalars.prefix(40))
        for count in 1..<max(1, scalars.count) {
            let start = ExactString(String(String.UnicodeScalarView(scalars.prefix(count))))
            if schema.pattern(pattern, matches: start) { return start }
        }
        return name
    }

    /// Texts that a pattern matches, short ones first.
    mutating func samples(
        of pattern: ExactString, among schemas: [Subschema], lengths: [Int] = [0, 0, 0, 1, 2, 5, 10, 20]
    ) -> [ExactString] {
        guard let sampler = schemas.lazy.compactMap({ $0.sampler(ofPattern: pattern) }).first else { return [] }
        var random = SplitMix64(seed: 0)
        var found: [ExactString] = []
        for length in lengths {
            let steps = 20_000 + 20 * min(length, SmallValues.longest)
            var sampling = WorkBudget(steps: steps)
            if let text = sampler.sample(using: &random, minimumLength: length, spending: &sampling) {
                found.append(ExactString(text))
            }
            _ = budget.spend(steps: steps - max(0, sampling.steps))
        }
        return found.sorted { $0.utf8.count < $1.utf8.count }
    }

    /// Names that `propertyNames` asks for.
    private mutating func namesByRule(_ conjunction: Conjunction) -> [ExactString] {
        var found: [ExactString] = []
        for rule in conjunction.parts.flatMap({ $0.schemas(.propertyNames).map(\.schema) }) {
            for part in rule.conjuncts {
                if let pattern = part[.pattern]?.exactString { found += samples(of: pattern, among: [part]) }
                found += part[.enum]?.elements.compactMap(\.exactString) ?? []
                if let name = part[.const]?.exactString { found.append(name) }
                if let length = part[.minLength]?.int, length < 1000 {
                    found.append(ExactString(String(repeating: "x", count: length)))
                }
            }
        }
        return found
    }

    /// Whether an object may have a member of this name, as far as `propertyNames` tells.
    private mutating func isName(_ name: ExactString, _ conjunction: Conjunction) -> Bool {
        for part in conjunction.parts {
            for (_, rule) in part.schemas(.propertyNames) where follows(JSON(name), rule) != true { return false }
        }
        return true
    }
}
