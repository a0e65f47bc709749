import ClamatorJSON

/// A text prepared for comparing: most are told apart by a word and the length.
struct Name {
    /// The first eight bytes, in memory order, zeros where the text is shorter.
    let head: UInt64
    /// Ones where `head` has bytes of the text.
    let mask: UInt64
    let length: Int
    /// The last eight bytes of a text of more than eight.
    let tail: UInt64
    /// The bytes, owned by the program; eight may be read at any of them.
    let bytes: UnsafePointer<UInt8>

    init(bytes: UnsafePointer<UInt8>, length: Int) {
        self.bytes = bytes
        self.length = length
        head = Self.head(bytes, length)
        mask = length >= 8 ? .max : (1 &<< UInt64(length * 8)) &- 1
        tail = length > 8 ? Self.word(bytes + (length - 8)) : 0
    }

    /// The name as text.
    var string: String { String(decoding: UnsafeBufferPointer(start: bytes, count: length), as: UTF8.self) }

    /// Whether a text, whose first eight bytes `word` holds, is the name. Eight bytes may be read at any byte of it.
    @inline(__always)
    static func equals(
        _ text: UnsafePointer<UInt8>, word: UInt64, length: Int, _ name: UnsafePointer<Name>
    ) -> Bool {
        guard (word ^ name.pointee.head) & name.pointee.mask == 0, length == name.pointee.length else { return false }
        if length <= 8 { return true }
        if Self.word(text + (length &- 8)) != name.pointee.tail { return false }
        return length <= 16 || bytesEqual(name.pointee.bytes + 8, text + 8, length &- 16)
    }

    /// Eight bytes of text.
    @inline(__always)
    static func word(_ text: UnsafePointer<UInt8>) -> UInt64 {
        UnsafeRawPointer(text).loadUnaligned(as: UInt64.self).littleEndian
    }

    /// The first eight bytes of a text of this length, zeros behind its end.
    static func head(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        length >= 8 ? word(text) : word(text) & ((1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1)
    }
}

/// Names in order, found by their bytes.
///
/// Where first word and length tell all names apart, which is the rule, a multiplier is sought at compile time that
/// gives each a slot of its own: then one comparison decides, and no branch depends on which name it was. Otherwise the
/// whole text is hashed into an open table.
struct NameTable {
    let names: UnsafePointer<Name>
    let count: Int
    private let slots: UnsafePointer<Int32>
    /// The size of `slots` less one; it is a power of two.
    private let mask: UInt64
    /// 0 where the whole text is hashed.
    private let multiplier: UInt64
    private let shift: UInt64
    /// What the hash begins with, so that no names can be chosen to have the same.
    private let seed: UInt64

    /// The place of a text in a table, or -1. Eight bytes may be read at any byte of the text.
    @inline(__always)
    static func place(of text: UnsafePointer<UInt8>, length: Int, in table: UnsafePointer<NameTable>) -> Int {
        if table.pointee.multiplier == 0 { return search(text, length, table) }
        let head = Name.head(text, length)
        let slot = slot(head, length, table.pointee.multiplier, table.pointee.shift)
        let place = Int(table.pointee.slots[slot])
        // A free slot leads to the first name, which then is not equal.
        return Name.equals(text, word: head, length: length, table.pointee.names + place) ? place : -1
    }

    @inline(never)
    private static func search(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ table: UnsafePointer<NameTable>
    ) -> Int {
        if table.pointee.count == 0 { return -1 }
        let word = Name.word(text)
        var slot = hash(text, length: length, table.pointee.seed) & table.pointee.mask
        while true {
            let place = Int(table.pointee.slots[Int(slot)])
            if place < 0 { return -1 }
            if Name.equals(text, word: word, length: length, table.pointee.names + place) { return place }
            slot = (slot &+ 1) & table.pointee.mask
        }
    }

    @inline(__always)
    private static func slot(_ head: UInt64, _ length: Int, _ multiplier: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: ((head &+ UInt64(truncatingIfNeeded: length)) &* multiplier) &>> shift)
    }

    /// A number made from all bytes of the text.
    private static func hash(_ text: UnsafePointer<UInt8>, length: Int, _ seed: UInt64) -> UInt64 {
        var hash = (Name.head(text, length) ^ seed ^ UInt64(truncatingIfNeeded: length)) &* 0x9E37_79B9_7F4A_7C15
        var place = 8
        while place < length {
            hash ^= hash &>> 32
            hash = (hash ^ Name.head(text + place, length - place)) &* 0x9E37_79B9_7F4A_7C15
            place += 8
        }
        // The low bits, which are used, come to depend on all.
        hash = (hash ^ (hash &>> 32)) &* 0xD6E8_FEB8_6659_FD93
        return hash ^ (hash &>> 32)
    }
}

// MARK: Making tables

extension NameTable {
    /// Makes a table of names, none of which is repeated.
    static func make(_ texts: [ExactString], in arena: Arena) -> UnsafePointer<NameTable> {
        let names = arena.slice(texts.map(arena.name))
        return arena.pointer(perfect(names, in: arena) ?? open(names, in: arena))
    }

    /// The names as text, in order.
    var texts: [ExactString] { (0..<count).map { ExactString(names[$0].string) } }

    /// A table in which each name has a slot of its own; nil where none was found.
    private static func perfect(_ names: ArenaSlice<Name>, in arena: Arena) -> NameTable? {
        guard (1...128).contains(names.count) else { return nil }
        var bits: UInt64 = 1
        while 1 << bits < names.count * 2 { bits += 1 }
        var generator: UInt64 = 0x9E37_79B9_7F4A_7C15
        // The attempt that took each slot last.
        var takers = [Int](repeating: -1, count: 1 << (bits + 4))
        for attempt in 0..<400 {
            if attempt % 100 == 99 { bits += 1 }
            generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let multiplier = (generator ^ (generator >> 31)) | 1
            let isPerfect = (0..<names.count).allSatisfy { place in
                let slot = slot(names[place].head, names[place].length, multiplier, 64 - bits)
                defer { takers[slot] = attempt }
                return takers[slot] < attempt
            }
            if isPerfect {
                var slots = [Int32](repeating: 0, count: 1 << bits)
                for place in 0..<names.count {
                    slots[slot(names[place].head, names[place].length, multiplier, 64 - bits)] =
                        Int32(truncatingIfNeeded: place)
                }
                return NameTable(
                    names: names.base, count: names.count, slots: arena.slice(slots).base,
                    mask: UInt64(slots.count - 1), multiplier: multiplier, shift: 64 - bits,
                    seed: 0)
            }
        }
        return nil
    }

    private static func open(_ names: ArenaSlice<Name>, in arena: Arena) -> NameTable {
        let seed = UInt64.random(in: 0...UInt64.max)
        var size = 16
        while size < names.count * 2 { size *= 2 }
        var slots = [Int32](repeating: -1, count: size)
        for place in 0..<names.count {
            var slot = Int(truncatingIfNeeded: hash(names[place].bytes, length: names[place].length, seed)) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(truncatingIfNeeded: place)
        }
        return NameTable(
            names: names.base, count: names.count, slots: arena.slice(slots).base, mask: UInt64(size - 1),
            multiplier: 0, shift: 0, seed: seed)
    }
}
