import ClamatorJSON

/// A text prepared for comparing: most are told apart by a word and the length.
///
/// Unsafe code. Invariants: eight bytes may be read at any byte of a name, whose memory in the arena is longer by as
/// many, and at any byte of a JSON string, by the invariants of `JSONDocument` and `PaddedBytes`.
@safe
struct Name {
    /// The first eight bytes, in memory order, zeros where the text is shorter.
    let head: UInt64
    /// Ones where `head` has bytes of the text.
    let mask: UInt64
    let length: Int
    /// The last eight bytes of a text of more than eight.
    let tail: UInt64
    /// The bytes, owned by the program; eight may be read at any of them.
    fileprivate let bytes: UnsafePointer<UInt8>

    /// How many bytes stand behind those of the text.
    static let padding = 8

    init(_ padded: ArenaSlice<UInt8>, length: Int) {
        precondition(length + Self.padding <= padded.count, "a name without padding")
        unsafe bytes = padded.base
        self.length = length
        head = unsafe Self.head(bytes, length)
        mask = length >= 8 ? .max : (1 &<< UInt64(length * 8)) &- 1
        tail = unsafe length > 8 ? Self.word(bytes + (length - 8)) : 0
    }

    /// The name's bytes.
    var utf8: ByteView { unsafe ByteView(UnsafeBufferPointer(start: bytes, count: length)) }

    /// The name as text.
    var string: String { String(decoding: utf8, as: UTF8.self) }

    /// Whether a string without escapes is the name.
    @inline(__always)
    static func equals(_ text: JSONView, _ name: ArenaPointer<Name>) -> Bool {
        let bytes = unsafe text.text + Int(text.node.offset)
        return unsafe equals(bytes, word: word(bytes), length: Int(text.node.length), name.pointer)
    }

    /// Whether a text, whose first eight bytes `word` holds, is the name. Eight bytes may be read at any byte of it.
    @inline(__always)
    fileprivate static func equals(
        _ text: UnsafePointer<UInt8>, word: UInt64, length: Int, _ name: UnsafePointer<Name>
    ) -> Bool {
        guard unsafe (word ^ name.pointee.head) & name.pointee.mask == 0, unsafe length == name.pointee.length else {
            return false
        }
        if length <= 8 { return true }
        if unsafe Self.word(text + (length &- 8)) != name.pointee.tail { return false }
        return unsafe length <= 16 || bytesEqual(name.pointee.bytes + 8, text + 8, length &- 16)
    }

    /// Eight bytes of text.
    @inline(__always)
    fileprivate static func word(_ text: UnsafePointer<UInt8>) -> UInt64 {
        unsafe UnsafeRawPointer(text).loadUnaligned(as: UInt64.self).littleEndian
    }

    /// The first eight bytes of a text of this length, zeros behind its end.
    fileprivate static func head(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        unsafe length >= 8 ? word(text) : word(text) & ((1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1)
    }
}

extension JSONView {
    /// Whether the string is spelled, without escapes, as the name.
    @inline(__always)
    func hasRawText(_ name: ArenaPointer<Name>) -> Bool { Name.equals(self, name) && !node.isEscaped }
}

/// Names in order, found by their bytes.
///
/// Where first word and length tell all names apart, which is the rule, a multiplier is sought at compile time that
/// gives each a slot of its own: then one comparison decides, and no branch depends on which name it was. Otherwise the
/// whole text is hashed into an open table.
///
/// A slot is looked up by what `mask` or `shift` leave, which is less than their number, a power of two; a slot holds
/// the index of one of the names.
struct NameTable {
    let names: ArenaSlice<Name>
    private let slots: ArenaSlice<Int32>
    /// The size of `slots` less one; it is a power of two.
    private let mask: UInt64
    /// 0 where the whole text is hashed.
    private let multiplier: UInt64
    private let shift: UInt64
    /// What the hash begins with, so that no names can be chosen to have the same.
    private let seed: UInt64

    /// The index of a string without escapes in a table, or -1.
    @inline(__always)
    static func index(of text: JSONView, in table: ArenaPointer<NameTable>) -> Int {
        let node = text.node
        return unsafe index(of: text.text + Int(node.offset), length: Int(node.length), in: table)
    }

    /// The index of any string.
    static func index(ofEscaped text: JSONView, in table: ArenaPointer<NameTable>) -> Int {
        text.withPaddedUTF8 { name in
            let bytes = name.bytes
            return unsafe bytes.buffer.baseAddress.map { unsafe index(of: $0, length: bytes.count, in: table) } ?? -1
        }
    }

    /// The index of a name of another table.
    static func index(of name: Name, in table: ArenaPointer<NameTable>) -> Int {
        unsafe index(of: name.bytes, length: name.length, in: table)
    }

    /// The index of a text in a table, or -1. Eight bytes may be read at any byte of the text.
    @inline(__always)
    private static func index(of text: UnsafePointer<UInt8>, length: Int, in table: ArenaPointer<NameTable>) -> Int {
        if table.pointee.multiplier == 0 { return unsafe search(text, length, table) }
        let head = unsafe Name.head(text, length)
        let slot = slot(head, length, table.pointee.multiplier, table.pointee.shift)
        let index = unsafe Int(table.pointee.slots.base[slot])
        // A free slot leads to the first name, which then is not equal.
        return unsafe Name.equals(text, word: head, length: length, table.pointee.names.base + index) ? index : -1
    }

    @inline(never)
    private static func search(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ table: ArenaPointer<NameTable>
    ) -> Int {
        if table.pointee.names.count == 0 { return -1 }
        let word = unsafe Name.word(text)
        var slot = unsafe hash(text, length: length, table.pointee.seed) & table.pointee.mask
        while true {
            let index = unsafe Int(table.pointee.slots.base[Int(slot)])
            if index < 0 { return -1 }
            if unsafe Name.equals(text, word: word, length: length, table.pointee.names.base + index) { return index }
            slot = (slot &+ 1) & table.pointee.mask
        }
    }

    @inline(__always)
    private static func slot(_ head: UInt64, _ length: Int, _ multiplier: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: ((head &+ UInt64(truncatingIfNeeded: length)) &* multiplier) &>> shift)
    }

    /// A number made from all bytes of the text.
    private static func hash(_ text: UnsafePointer<UInt8>, length: Int, _ seed: UInt64) -> UInt64 {
        var hash = unsafe (Name.head(text, length) ^ seed ^ UInt64(truncatingIfNeeded: length)) &* 0x9E37_79B9_7F4A_7C15
        var offset = 8
        while offset < length {
            hash ^= hash &>> 32
            hash = unsafe (hash ^ Name.head(text + offset, length - offset)) &* 0x9E37_79B9_7F4A_7C15
            offset += 8
        }
        // The low bits, which are used, come to depend on all.
        hash = (hash ^ (hash &>> 32)) &* 0xD6E8_FEB8_6659_FD93
        return hash ^ (hash &>> 32)
    }
}

// MARK: Making tables

extension NameTable {
    /// Makes a table of names, none of which is repeated.
    static func make(_ texts: [ExactString], in arena: Arena) -> ArenaPointer<NameTable> {
        let names = arena.slice(texts.map(arena.name))
        return arena.pointer(perfect(names, in: arena) ?? open(names, in: arena))
    }

    /// The names as text, in order.
    var texts: [ExactString] { names.map { ExactString($0.string) } }

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
            let isPerfect = (0..<names.count).allSatisfy { index in
                let slot = slot(names[index].head, names[index].length, multiplier, 64 - bits)
                defer { takers[slot] = attempt }
                return takers[slot] < attempt
            }
            if isPerfect {
                var slots = [Int32](repeating: 0, count: 1 << bits)
                for index in 0..<names.count {
                    slots[slot(names[index].head, names[index].length, multiplier, 64 - bits)] =
                        Int32(truncatingIfNeeded: index)
                }
                return NameTable(
                    names: names, slots: arena.slice(slots),
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
        for index in 0..<names.count {
            var slot =
                unsafe Int(truncatingIfNeeded: hash(names[index].bytes, length: names[index].length, seed)) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
        return NameTable(
            names: names, slots: arena.slice(slots), mask: UInt64(size - 1),
            multiplier: 0, shift: 0, seed: seed)
    }
}
