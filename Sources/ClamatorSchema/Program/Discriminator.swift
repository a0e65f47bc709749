import ClamatorJSON

/// A member that every branch requires, with strings that differ from branch to branch.
struct Discriminator {
    var name: ArenaPointer<Name>
    var values: ArenaPointer<NameTable>
    /// The branch for each name of the table.
    var branches: ArenaSlice<RulePointer>
}

extension Lowering {
    /// Gives the choices their discriminators, where they have them. The rules of all nodes must be there.
    func findDiscriminators() {
        for index in graph.nodes.indices {
            guard let inPlace = rules[index].inPlace else { continue }
            let choices = inPlace.pointee.choices
            for choice in choices.indices {
                let discriminator = discriminator(of: choices[choice].branches)
                arena.change(choices.pointer(choice)) { $0.discriminator = discriminator }
            }
        }
    }

    private func discriminator(of branches: ArenaSlice<RulePointer>) -> ArenaPointer<Discriminator>? {
        guard branches.count > 1, let first = branches[0].pointee.object?.pointee else { return nil }
        candidates: for candidate in 0..<first.names.pointee.names.count {
            let name = first.names.pointee.names[candidate]
            var values: [ExactString] = []
            var targets: [RulePointer] = []
            for index in 0..<branches.count {
                guard let own = Self.tags(of: branches[index], named: name) else { continue candidates }
                values += own
                targets += own.map { _ in branches[index] }
            }
            guard Set(values).count == values.count else { continue }
            return arena.pointer(
                Discriminator(
                    name: arena.pointer(name), values: NameTable.make(values, in: arena),
                    branches: arena.slice(targets)))
        }
        return nil
    }

    /// The strings that alone the rule accepts for the member; nil where it accepts anything else, or its absence.
    private static func tags(of rule: RulePointer, named name: Name) -> [ExactString]? {
        guard rule.pointee.kinds == JSON.Kind.object.bit, let object = rule.pointee.object?.pointee else { return nil }
        let index = NameTable.index(of: name, in: object.names)
        guard index >= 0, object.isRequired(index), let member = object.properties[index],
            member.pointee.kinds == JSON.Kind.string.bit, let values = member.pointee.values?.pointee
        else { return nil }
        return values.strings.pointee.texts
    }
}
