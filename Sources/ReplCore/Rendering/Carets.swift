internal import ClamatorKit
internal import LineEditing

/// Points, from the line below an entry, to what a failed check of its params means: to values and names that are
/// wrong, and to where a param is missing.
struct Carets {
    let reading: EntryReading

    private var entry: Entry { reading.entry }
    private var text: [Unicode.Scalar] { entry.text }

    /// Behind the last scalar that is no space.
    private var end: Int { text.lastIndex { !$0.isSpace }.map { $0 + 1 } ?? 0 }

    /// The line.
    ///
    /// - Parameters:
    ///   - units: What is wrong.
    ///   - indent: How many columns stand before the entry.
    ///   - columns: How many columns a line has.
    /// - Returns: Marks in the columns of what they mean; nil where the entry does not stand on one line, or is no
    ///   call.
    func line(for units: [OutputUnit], indent: Int, columns: Int) -> String? {
        let widths = text.map { DisplayWidth.columns(of: $0) }
        // Two columns more, for a mark behind the entry.
        guard entry.form == .call, !text.contains("\n"), indent + widths.reduce(2, +) <= columns else { return nil }
        var marks = [Character](repeating: " ", count: columns)
        var missing: [String] = []
        for unit in units {
            guard let range = range(of: unit) else { continue }
            if let name = unit.missing, range.lowerBound >= end { missing.append(label(unit, name)) }
            let start = indent + widths.prefix(range.lowerBound).reduce(0, +) + max(0, range.lowerBound - text.count)
            let length = max(1, widths.dropFirst(range.lowerBound).prefix(range.count).reduce(0, +))
            for column in start..<start + length where marks[column] == " " {
                marks[column] = column == start ? "^" : "~"
            }
        }
        guard let last = marks.lastIndex(where: { $0 != " " }) else { return nil }
        let line = String(marks[...last])
        // What is missing is named where there is room: as a whole or not at all.
        let note = missing.isEmpty ? "" : " " + missing.joined(separator: ", ")
        return last + 1 + DisplayWidth.columns(of: note) <= columns ? line + note : line
    }

    /// `b: number`
    private func label(_ unit: OutputUnit, _ name: ExactString) -> String {
        let expected = reading.expectation(at: unit.instanceLocation.tokens).member(name)
        return Printable.escape(name.string + (expected.schemas.isEmpty ? "" : ": \(expected.signature)"))
    }

    /// The range that a unit means; one behind the entry where something is missing there.
    private func range(of unit: OutputUnit) -> Range<Int>? {
        let path = unit.instanceLocation.tokens
        if unit.missing != nil {
            // What comes next would stand behind a space.
            let behind = end + 1..<end + 2
            guard let object = found(at: path) else { return behind }
            let bracket = object.upperBound - 1
            return bracket > object.lowerBound && text[bracket] == "}" ? bracket..<bracket + 1 : behind
        }
        return found(at: path, asName: Self.meansName(unit))
    }

    /// Whether it is the name of a member that is wrong, not its value.
    private static func meansName(_ unit: OutputUnit) -> Bool {
        let keyword = OutputUnit.lastStep(of: unit.keywordLocation)
        return keyword == "additionalProperties" || keyword == "unevaluatedProperties" || keyword == "propertyNames"
    }

    /// Where the value at a path of the params was typed, or the name of that member.
    private func found(at path: [ExactString], asName: Bool = false) -> Range<Int>? {
        for argument in reading.arguments.arguments {
            let own = argument.path
            let name = argument.name
            guard let value = argument.value else { continue }
            // A value that was put together of several is pointed to by the first of them.
            if own.count > path.count, own.starts(with: path), !path.isEmpty { return name }
            guard path.starts(with: own) else { continue }
            var inner = Array(path.dropFirst(own.count))
            if inner.isEmpty { return asName ? name ?? value : value }
            if reading.arguments.isArrayOfValues, let number = entry.names.positions?.firstIndex(of: inner[0]) {
                inner[0] = ExactString(number)
            }
            if let json = argument.json { return found(inner, in: json, asName) ?? value }
            return value
        }
        return nil
    }

    private func found(_ path: [ExactString], in json: JSONTokens, _ asName: Bool) -> Range<Int>? {
        guard var current = json.values(in: nil).first else { return nil }
        for step in path {
            let bracket = current.tokens.lowerBound
            let isObject = json.isObject(bracket)
            let values = json.values(in: bracket)
            guard
                let next = values.last(where: { value in
                    value.slot.map { isObject ? reading.name(ofKey: $0, json) == step : ExactString($0) == step }
                        ?? false
                })
            else { return nil }
            current = next
        }
        if asName, let key = current.slot, json.tokens[key].kind == .key { return json.tokens[key].range }
        let tokens = json.tokens[current.tokens]
        guard let first = tokens.first, let last = tokens.last else { return nil }
        return first.range.lowerBound..<last.range.upperBound
    }
}
