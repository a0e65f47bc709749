internal import ClamatorKit
internal import LineEditing

/// The values that can stand where the cursor is: those that the schema names, and those that its author shows.
struct ValueCandidates {
    private struct Value {
        let json: JSON
        var note: String?
    }

    private let values: [Value]
    private let types: TypeSet
    private let expectation: Expectation
    private let isKnown: Bool
    private let work: TypingWork

    init(_ reading: EntryReading, _ container: EntryReading.Container) {
        work = reading.work
        expectation = container.value
        types = expectation.types
        isKnown = !expectation.schemas.isEmpty
        var values: [Value] = []
        var known: [JSON: Int] = [:]
        func add(_ json: JSON, _ note: String? = nil) {
            if let there = known[json] {
                values[there].note = values[there].note ?? note
            } else {
                known[json] = values.count
                values.append(Value(json: json, note: note))
            }
        }
        guard isKnown else {
            self.values = []
            return
        }
        if let named = expectation.values {
            named.forEach { add($0) }
        } else {
            if types.contains(.boolean), types.isSubset(of: [.boolean, .null]) {
                add(true)
                add(false)
            }
            if types.contains(.null), types != .all { add(.null) }
        }
        if let value = expectation.defaultValue { add(value, "default") }
        for value in expectation.examples { add(value, "example") }
        for example in reading.method?.method.examples ?? [] {
            let path = container.path + container.valuePath
            let value = path.reduce(example.params as JSON?) { value, step in
                value?.kind == .array ? Int(step.string).flatMap { value?[$0] } : value?[step]
            }
            // A whole order would say too much.
            if let value, value.count == 0 || path.count > 0, value.kind != .object { add(value, "example") }
        }
        self.values = values
    }

    /// As they are typed after `name=`.
    func bare(suffix: String) -> [Candidate] {
        values.prefix { _ in work.look(at: 1) }.map { value in
            Candidate(asTyped(value.json), suffix: suffix, display: display(value.json), detail: value.note)
        } + brackets
    }

    /// As they are typed in JSON.
    var json: [Candidate] {
        values.map { Candidate(JSONLayout.line($0.json), display: display($0.json), detail: $0.note) } + brackets
    }

    private func display(_ value: JSON) -> String {
        value.string.map(Printable.escape) ?? JSONLayout.line(value)
    }

    /// What objects, arrays and strings begin with, where nothing else can stand.
    private var brackets: [Candidate] {
        guard isKnown, types != .all, values.isEmpty else { return [] }
        if types == .string { return [] }
        var brackets: [Candidate] = []
        if types.contains(.object) { brackets.append(Candidate("{", display: "{…}", type: expectation.signature)) }
        if types.contains(.array) { brackets.append(Candidate("[", display: "[…]", type: expectation.signature)) }
        return brackets
    }

    /// A string without quotes, where it reads as the same value so.
    private func asTyped(_ value: JSON) -> String {
        guard let text = value.string else { return JSONLayout.line(value) }
        let isPlain =
            !text.isEmpty && !text.unicodeScalars.contains(where: \.isSpace) && Printable.escape(text) == text
            && !"{[\"@_".unicodeScalars.contains(text.unicodeScalars.first ?? " ")
            && (try? expectation.value(of: text)) == value
        return isPlain ? text : JSONLayout.line(value)
    }
}
