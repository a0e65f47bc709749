/// Finds values by name, where the name is a run of bytes in somebody else's text: no `String` is made for a look-up.
struct NameTable<Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        /// The name's hash; 0 marks an empty slot.
        var hash: UInt64 = 0
        var entry = 0
    }

    private var slots: [Slot] = Array(repeating: Slot(), count: 8)
    private(set) var entries: [(name: [UInt8], value: Value)] = []

    /// Adds a value, or replaces the one that has the name.
    mutating func set(_ name: String, to value: Value) {
        let name = Array(name.utf8)
        if let index = name.withUnsafeBufferPointer({ index(of: $0) }) {
            entries[index].value = value
        } else {
            entries.append((name, value))
            rebuild()
        }
    }

    /// Removes the value of a name, if there is one.
    mutating func remove(_ name: String) {
        entries.removeAll { $0.name.elementsEqual(name.utf8) }
        rebuild()
    }

    /// The value of a name.
    @inline(__always)
    subscript(name: UnsafeBufferPointer<UInt8>) -> Value? {
        index(of: name).map { entries[$0].value }
    }

    @inline(__always)
    private func index(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        let hash = Self.hash(name)
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place].hash != 0 {
            let entry = slots[place].entry
            if slots[place].hash == hash, entries[entry].name.elementsEqual(name) { return entry }
            place = (place + 1) & mask
        }
        return nil
    }

    private mutating func rebuild() {
        var count = 8
        while count < 2 * entries.count { count *= 2 }
        slots = Array(repeating: Slot(), count: count)
        for (index, entry) in entries.enumerated() {
            let hash = entry.name.withUnsafeBufferPointer(Self.hash)
            var place = Int(truncatingIfNeeded: hash) & (count - 1)
            while slots[place].hash != 0 { place = (place + 1) & (count - 1) }
            slots[place] = Slot(hash: hash, entry: index)
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
