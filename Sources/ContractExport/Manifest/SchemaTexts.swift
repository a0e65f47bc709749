import ClamatorJSON
import ClamatorSchema

/// The texts of a contract's schemas that are hashed: each as compact JSON in its written order.
///
/// The types of the contract that it leads to are appended as `$defs`, in the order of their first use, so that a
/// change in a type shows in every method that uses it. Where all methods lead to all types, the texts grow with the
/// square of their number; so they are made one at a time, and of no more bytes than the budget allows.
struct SchemaTexts {
    /// A type: its member of `$defs`, and the types that it refers to, in their order.
    private struct SharedType {
        let text: [UInt8]
        let references: [Int]
    }

    private var types: [SharedType] = []
    private var numbers: [ExactString: Int] = [:]
    private var budget: WorkBudget

    /// - Parameters:
    ///   - contract: The contract.
    ///   - budget: What all texts may cost.
    init(of contract: JSON, spending budget: WorkBudget) {
        self.budget = budget
        let members = contract["$defs"]?.lastMembers ?? []
        for (number, member) in members.enumerated() { numbers[member.name] = number }
        types = members.map { name, value in
            var writer = JSONWriter()
            writer.object { $0.member(name.string) { CompactText.write(value, to: &$0) } }
            return SharedType(
                text: Array(writer.text.utf8.dropFirst().dropLast()), references: references(in: value, of: true))
        }
    }

    /// The types that a schema refers to, in their order.
    private func references(in part: JSON, of root: JSON) -> [Int] {
        var found: [Int] = []
        _ = SchemaReferences.changed(in: part) { reference in
            if let tokens = SchemaMove.tokens(of: reference), SchemaMove.isOfTypes(tokens, in: root),
                let number = numbers[tokens[1]]
            {
                found.append(number)
            }
            return nil
        }
        return found
    }

    /// The text of a schema.
    ///
    /// - Throws: `LimitReached` where all texts together are too long.
    mutating func text(of schema: JSON) throws(LimitReached) -> [UInt8] {
        var text = Array(CompactText.of(schema).utf8)
        var order: [Int] = []
        var known: Set<Int> = []
        func note(_ references: [Int]) { order += references.filter { known.insert($0).inserted } }
        note(references(in: schema, of: schema))
        guard !order.isEmpty else { return text }
        text.removeLast()
        text += Array(",\"$defs\":{".utf8)
        var index = 0
        while index < order.count {
            let type = types[order[index]]
            guard budget.spend(bytes: type.text.count) else { throw LimitReached(budget.reached ?? .bytes) }
            if index > 0 { text.append(UInt8(ascii: ",")) }
            text += type.text
            note(type.references)
            index += 1
        }
        text += Array("}}".utf8)
        return text
    }
}
