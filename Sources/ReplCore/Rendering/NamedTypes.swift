internal import ClamatorKit

/// The types that signatures name, level by level: those that the signatures name themselves, those that these name,
/// and so on. Each stands once, in the order in which a reader meets them.
struct NamedTypes {
    typealias NamedType = SignatureText.NamedType

    /// A type's name with what it is.
    typealias Definition = (name: String, text: SignatureText)

    /// The lines about the types.
    private(set) var definitions: [Definition] = []
    /// The names of the types that only those of the last level name.
    private(set) var deeper: [String] = []

    /// Follows types into each other for so many levels.
    init(in signatures: [SignatureText], levels: Int, spending budget: inout WorkBudget) {
        var walk = Walk()
        var told: Set<ExactString> = []
        var names: Set<ExactString> = []
        var level = walk.newTypes(in: signatures)
        for _ in 0..<levels {
            let found = level.map { ($0.name, $0.schema.signatureText(spending: &budget)) }
            // One name may stand for several types, and several types may be the same.
            definitions += found.filter { told.insert(ExactString("\($0) = \($1.text)")).inserted }
            names.formUnion(level.map { ExactString($0.name) })
            level = walk.newTypes(in: found.map(\.1))
        }
        deeper = level.map(\.name).filter { names.insert(ExactString($0)).inserted }
    }

    /// The type of a name, however deep it is named.
    static func find(_ name: String, in signatures: [SignatureText], spending budget: inout WorkBudget) -> Subschema? {
        func isSought(_ type: NamedType) -> Bool { type.name.utf8.elementsEqual(name.utf8) }
        let last = all(in: signatures, spending: &budget, upTo: isSought).last
        return last.flatMap { isSought($0) ? $0.schema : nil }
    }

    /// All types, up to the first that is sought.
    static func all(
        in signatures: [SignatureText], spending budget: inout WorkBudget,
        upTo isSought: (NamedType) -> Bool = { _ in false }
    ) -> [NamedType] {
        var walk = Walk()
        var all: [NamedType] = []
        var level = walk.newTypes(in: signatures)
        while !level.isEmpty, budget.reached == nil {
            if let found = level.firstIndex(where: isSought) { return all + level[...found] }
            all += level
            level = walk.newTypes(in: level.map { $0.schema.signatureText(spending: &budget) })
        }
        return all
    }

    /// Meets each type once.
    private struct Walk {
        private var met: Set<ExactString> = []

        mutating func newTypes(in signatures: [SignatureText]) -> [NamedType] {
            signatures.flatMap(\.types).filter { met.insert(ExactString("\($0.schema.identity) \($0.name)")).inserted }
        }
    }
}
