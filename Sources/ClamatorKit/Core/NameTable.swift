/// Finds values by name, where the name is a run of bytes in somebody else's text: no `String` is made for a look-up.
package struct NameTable<Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        /// The name's hash; 0 marks an empty slot.
        var hash: UInt64 = 0
        /// Where the name stands among the names.
        var start = 0
        var length = 0
        var entry = 0
    }

    private var slots = Array(repeating: Slot(), count: 8)
    /// All names, one behind the other.
    private var bytes: [UInt8] = []
    package private(set) var names: [String] = []
    private var values: [Value] = []

    /// Makes an empty table.
    package init() {}

    /// Adds a value, or replaces the one that has the name.
    package mutating func set(_ name: String, to value: Value) {
        if let index = names.firstIndex(of: name) {
            values[index] = value
        } else {
            names.append(name)
            values.append(value)
            rebuild()
        }
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
    package subscript(name: UnsafeBufferPointer<UInt8>) -> Value? {
        let hash = Self.hash(name)
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place].hash != 0 {
            let slot = slots[place]
            if slot.hash == hash, slot.length == name.count, isEqual(name, from: slot.start) {
                return values[slot.entry]
            }
            place = (place + 1) & mask
        }
        return nil
    }

    @inline(__always)
    private func isEqual(_ name: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        for index in 0..<name.count where bytes[start + index] != name[index] { return false }
        return true
    }

    private mutating func rebuild() {
        var count = 8
        while count < 2 * names.count { count *= 2 }
        slots = Array(repeating: Slot(), count: count)
        bytes = []
        for (index, name) in names.enumerated() {
            let name = Array(name.utf8)
            let hash = name.withUnsafeBufferPointer { Self.hash($0) }
            var place = Int(truncatingIfNeeded: hash) & (count - 1)
            while slots[place].hash != 0 { place = (place + 1) & (count - 1) }
            slots[place] = Slot(hash: hash, start: bytes.count, length: name.count, entry: index)
            bytes += name
        }
    }

    /// FNV-1a. Names come from contracts, which nobody fills with collisions to their own harm.
    @inline(__always)
    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash | 1
    }
}
