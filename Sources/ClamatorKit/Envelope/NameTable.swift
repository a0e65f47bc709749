internal import ClamatorJSON

/// Finds values by name, where the name is a run of bytes in another text: no `String` is made for a look-up.
///
/// Names are told apart by their length and first eight bytes; only where both are equal is the rest looked at.
package struct NameTable<Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        /// The name's first eight bytes, zeros where it is shorter.
        var head: UInt64 = 0
        /// -1 marks an empty slot.
        var length = -1
        /// Where the name stands among the names.
        var start = 0
        /// Which value is the name's.
        var entry = 0
    }

    private var slots = Array(repeating: Slot(), count: 8)
    /// All names, one behind the other.
    private var bytes: [UInt8] = []
    package private(set) var names: [String]
    private var values: [Value]

    /// Makes a table of values, each with a name of its own.
    package init(_ entries: [(name: String, value: Value)] = []) {
        names = entries.map(\.name)
        values = entries.map(\.value)
        rebuild()
    }

    /// Adds a value, or replaces the one that has the name.
    package mutating func set(_ name: String, to value: Value) {
        if let index = names.firstIndex(of: name) {
            values[index] = value
        } else {
            names.append(name)
            values.append(value)
        }
        rebuild()
    }

    /// Removes the value of a name, if there is one.
    package mutating func remove(_ name: String) {
        guard let index = names.firstIndex(of: name) else { return }
        names.remove(at: index)
        values.remove(at: index)
        rebuild()
    }

    /// The value of a name.
    @inline(__always)
    package subscript(name: PaddedBytes) -> Value? {
        let entry = entry(of: name)
        return entry < 0 ? nil : values[entry]
    }

    /// The index of a name's value, or -1.
    @inline(__always)
    private func entry(of padded: PaddedBytes) -> Int {
        let (name, head) = (padded.bytes, padded.head)
        var position = Self.slot(of: head, name.count) & (slots.count &- 1)
        while true {
            let slot = slots[position]
            if slot.length < 0 { return -1 }
            if slot.head == head, slot.length == name.count, name.count <= 8 || isEqual(name, slot.start) {
                return slot.entry
            }
            position = (position &+ 1) & (slots.count &- 1)
        }
    }

    private func isEqual(_ name: ByteView, _ start: Int) -> Bool {
        bytes.withBytes { $0.part(start..<start + name.count).isEqual(to: name) }
    }

    private mutating func rebuild() {
        var count = 8
        while count < 2 * names.count { count *= 2 }
        slots = Array(repeating: Slot(), count: count)
        bytes = []
        for (index, name) in names.enumerated() {
            let start = bytes.count
            let length = name.utf8.count
            bytes += name.utf8
            let head = name.withBytes(\.head)
            var position = Self.slot(of: head, length) & (count - 1)
            while slots[position].length >= 0 { position = (position + 1) & (count - 1) }
            slots[position] = Slot(head: head, length: length, start: start, entry: index)
        }
    }

    /// Where to begin to look. Names come from contracts, whose authors gain nothing by collisions.
    @inline(__always)
    private static func slot(of head: UInt64, _ length: Int) -> Int {
        let hash = (head ^ UInt64(truncatingIfNeeded: length)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: hash &>> 40)
    }
}
