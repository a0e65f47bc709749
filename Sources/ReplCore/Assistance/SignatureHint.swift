internal import ClamatorKit
internal import LineEditing

/// The line below an entry that tells what the method, or the object at the cursor, takes: the member under the cursor
/// marked, those that are given by their names alone.
struct SignatureHint {
    private let reading: EntryReading
    /// Where the cursor is, found once, since that takes all names of the object around it.
    private let position: EntryReading.Position
    private let usesColor: Bool

    /// Makes the hint of an entry.
    ///
    /// - Parameters:
    ///   - reading: The entry.
    ///   - usesColor: Whether styles show; the member under the cursor stands between `‹` and `›` where they do not.
    init(reading: EntryReading, usesColor: Bool) {
        self.reading = reading
        position = reading.position
        self.usesColor = usesColor
    }

    /// The line, cut so that the part at the cursor fits into so many columns; nil where there is nothing to show.
    func line(columns: Int) -> StyledText? {
        let line =
            switch position {
            case .nowhere, .word: command ?? method(columns)
            case .head: command ?? (isAtEndOfName ? method(columns) : nil)
            case .name(let word): name(word, columns)
            case .value(_, let container, _): signature(of: container, columns)
            case .json(_, _, let container): signature(of: container, columns)
            }
        return reading.work.isUsedUp ? nil : line
    }

    /// What the author says of the param under the cursor, else of the method.
    var description: String? {
        let method = reading.method?.method.description
        switch position {
        case .nowhere, .word: return command == nil ? method : nil
        case .head: return isAtEndOfName ? method : nil
        case .name(let word): return reading.expectation(at: reading.path(word)).description ?? method
        case .value(_, let container, _), .json(_, _, let container):
            return container.current == nil ? method : container.value.description
        }
    }

    private var isAtEndOfName: Bool { reading.cursor == reading.entry.calledName?.upperBound }

    /// What the command is for, unless the cursor is in the call behind it.
    private var command: StyledText? {
        if reading.method != nil, let name = reading.entry.calledName, reading.cursor >= name.upperBound { return nil }
        return reading.entry.command.map { [StyledRun($0.synopsis + "  " + $0.purpose, .dim)] }
    }

    private func method(_ columns: Int) -> StyledText? {
        guard reading.method != nil else { return nil }
        return signature(
            of: reading.params, path: [], given: reading.given(in: [], except: nil), current: nil, columns)
    }

    private func name(_ word: Range<Int>, _ columns: Int) -> StyledText? {
        guard reading.method != nil else { return nil }
        let path = reading.path(word)
        let outer = Array(path.dropLast())
        let expectation = reading.expectation(at: outer)
        if expectation.schemas.isEmpty { return method(columns) }
        return signature(
            of: expectation, path: outer, given: reading.given(in: outer, except: word),
            current: path.last, columns)
    }

    private func signature(of container: EntryReading.Container, _ columns: Int) -> StyledText? {
        guard reading.method != nil || reading.entry.form == .command else { return nil }
        if container.expectation.schemas.isEmpty, !container.path.isEmpty { return method(columns) }
        return signature(
            of: container.expectation, path: container.path, given: container.given, current: container.current, columns
        )
    }

    // MARK: The line

    private func signature(
        of expectation: Expectation, path: [ExactString], given: [Expectation.Given], current: ExactString?,
        _ columns: Int
    ) -> StyledText {
        var label = reading.method?.name ?? ""
        if !path.isEmpty { label = path.dotted }
        var end = ""
        if path.isEmpty, let method = reading.method?.method {
            end = method.result.map { " → " + reading.work.signature(of: $0.root) } ?? "  (notification)"
        }
        let members = expectation.members(given: given)
        if members.isEmpty {
            let type = expectation.schemas.isEmpty ? "" : expectation.signature
            let isEmptyObject = type == "{}"
            return [StyledRun(Printable.escape("\(label)  \(isEmptyObject ? "no params" : type)\(end)"), .dim)]
        }
        let givenNames = Self.names(of: members, among: given)
        let parts = members.map { member in
            part(member, isGiven: givenNames.contains(member.name), isCurrent: member.name == current)
        }
        return fitted(
            parts, current: members.firstIndex { $0.name == current }, after: Printable.escape(label) + "  ",
            before: Printable.escape(end), columns)
    }

    /// The names of members that are given.
    private static func names(of members: [Expectation.Member], among given: [Expectation.Given]) -> Set<ExactString> {
        let names = members.map(\.name)
        // Few names are compared one by one: to hash thousands that are given would be felt at each key.
        let known = names.count <= 8 ? [] : Set(names)
        var found: Set<ExactString> = []
        // By their indices: a copy of what is given would count references to all that it has.
        for index in given.indices
        where names.count <= 8 ? names.contains(given[index].name) : known.contains(given[index].name) {
            found.insert(given[index].name)
        }
        return found
    }

    private func part(_ member: Expectation.Member, isGiven: Bool, isCurrent: Bool) -> StyledRun {
        let name = member.name.string + (member.isRequired ? "" : "?")
        let constraints =
            isCurrent && member.expectation.schemas.count == 1 ? member.expectation.schemas[0].constraints : []
        let whole = Printable.escape("\(name): \(member.signature(with: constraints))")
        if isCurrent { return usesColor ? StyledRun(whole, TextStyle(isBold: true)) : StyledRun("‹\(whole)›") }
        return isGiven
            ? StyledRun(Printable.escape(member.name.string), TextStyle(isDim: true, isStruck: true))
            : StyledRun(whole, .dim)
    }

    /// The parts in a line, those at the left left out where the one at the cursor would not fit otherwise.
    private func fitted(
        _ parts: [StyledRun], current: Int?, after label: String, before end: String, _ columns: Int
    ) -> StyledText {
        let widths = parts.map { DisplayWidth.columns(of: $0.text) + 2 }
        var first = 0
        var used = DisplayWidth.columns(of: label) + widths[...(current ?? 0)].reduce(0, +)
        // Two columns are those of the comma behind, and one has to show that more follows.
        while let current, used - 2 > columns - 1, first < current {
            used -= widths[first] - (first == 0 ? 3 : 0)
            first += 1
        }
        var line: StyledText = [StyledRun(label + (first > 0 ? "… " : ""), .dim)]
        for (number, part) in parts[first...].enumerated() {
            if number > 0 { line.append(StyledRun(", ", .dim)) }
            line.append(part)
        }
        line.append(StyledRun(end, .dim))
        return line
    }
}
