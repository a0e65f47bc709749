import ClamatorKit

/// An object whose members are values by themselves, in order and found by name, so that one can be put in or taken out
/// without a copy of the others.
struct ValueObject: Sendable {
    /// The members in order; nil where one was taken out.
    private var slots: [(name: ExactString, value: JSON)?]
    /// Where each member stands.
    private var positions: [ExactString: Int]
    /// How long its JSON text is.
    private(set) var byteCount: Int
    /// What it takes in memory.
    private(set) var size: Int

    /// Takes the members of an object; of a repeated name the last.
    init(_ object: JSON) {
        let members = object.lastMembers
        slots = members
        positions = Dictionary(members.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
        byteCount = members.reduce(2) { $0 + Self.byteCount(of: $1.name, $1.value) }
        size = members.reduce(0) { $0 + Self.size(of: $1.name, $1.value) }
    }

    /// How many members there are.
    var count: Int { positions.count }

    /// The members in order.
    var members: [(name: ExactString, value: JSON)] { slots.compactMap { $0 } }

    /// The value of a member; nil for one that is absent.
    subscript(name: ExactString) -> JSON? { positions[name].flatMap { slots[$0]?.value } }

    /// How much larger the object is with a value put in.
    func growth(putting value: JSON, as name: ExactString) -> Int {
        Self.size(of: name, value) - (self[name].map { Self.size(of: name, $0) } ?? 0)
    }

    /// Puts a value where the member with the name stands, else behind all members.
    mutating func put(_ value: JSON, as name: ExactString) {
        size += Self.size(of: name, value)
        byteCount += Self.byteCount(of: name, value)
        guard let position = positions[name] else {
            positions[name] = slots.count
            slots.append((name, value))
            return
        }
        if let old = slots[position] { forget(old) }
        slots[position] = (name, value)
    }

    mutating func delete(_ name: ExactString) {
        guard let position = positions.removeValue(forKey: name), let old = slots[position] else { return }
        forget(old)
        slots[position] = nil
        if 2 * count < slots.count { compact() }
    }

    private mutating func forget(_ member: (name: ExactString, value: JSON)) {
        size -= Self.size(of: member.name, member.value)
        byteCount -= Self.byteCount(of: member.name, member.value)
    }

    /// Closes the gaps. What is left gets memory of its own, so that the object that it was part of is not kept for it.
    private mutating func compact() {
        slots = members.map { ($0.name, $0.value.ownCopy) }
        size = 0
        for (position, member) in members.enumerated() {
            positions[member.name] = position
            size += Self.size(of: member.name, member.value)
        }
    }

    /// Appends the object as JSON text.
    func append(to writer: inout JSONWriter) {
        writer.append(UInt8(ascii: "{"))
        var isFirst = true
        for case (let name, let value)? in slots {
            writer.append(isFirst ? "\"" : ",\"")
            isFirst = false
            name.withUTF8 { writer.appendEscaped($0) }
            writer.append("\":")
            value.withView { writer.append($0.rawText) }
        }
        writer.append(UInt8(ascii: "}"))
    }

    /// What a member takes in memory beside its value: its place, and the place of its name.
    private static let sizeOfPlace = 96

    private static func size(of name: ExactString, _ value: JSON) -> Int {
        sizeOfPlace + name.utf8.count + ValueList.size(of: value)
    }

    private static func byteCount(of name: ExactString, _ value: JSON) -> Int {
        name.utf8.count + value.textLength + 4
    }
}
