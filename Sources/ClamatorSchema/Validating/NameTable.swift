import ClamatorJSON

/// A text prepared for comparing: its first eight bytes as a word, its length, and its bytes.
struct Name {
    /// The first bytes, in memory order, zeros behind them.
    let head: UInt64
    let length: Int
    /// The bytes, owned by the program; eight may be read at any of them.
    let bytes: UnsafePointer<UInt8>

    /// Whether the text at `other`, of which eight bytes may be read, is this.
    @inline(__always)
    func equals(_ other: UnsafePointer<UInt8>, head: UInt64, length: Int) -> Bool {
        self.head == head && self.length == length && (length <= 8 || bytesEqual(bytes + 8, other + 8, length - 8))
    }

    /// The first eight bytes of a text of this length.
    @inline(__always)
    static func head(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        let word = UnsafeRawPointer(text).loadUnaligned(as: UInt64.self).littleEndian
        return length >= 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1)
    }
}

/// Names in order, found by their bytes.
///
/// Few names are compared one after another; many are hashed into an open table of places.
struct NameTable {
    let names: UnsafePointer<Name>
    let count: Int
    /// For each hash the place of a name, or -1; the size is a power of two, and the table is never full.
    let slots: UnsafePointer<Int32>?
    let mask: UInt64

    static let largestUnhashed = 6

    /// The place of a text, or -1. Eight bytes may be read at any byte of the text.
    @inline(__always)
    func place(of text: UnsafePointer<UInt8>, length: Int) -> Int {
        place(of: text, head: Name.head(text, length), length: length)
    }

    @inline(__always)
    func place(of text: UnsafePointer<UInt8>, head: UInt64, length: Int) -> Int {
        if let slots { return search(slots, text, head, length) }
        var place = 0
        while place < count {
            if names[place].equals(text, head: head, length: length) { return place }
            place &+= 1
        }
        return -1
    }

    @inline(never)
    private func search(
        _ slots: UnsafePointer<Int32>, _ text: UnsafePointer<UInt8>, _ head: UInt64, _ length: Int
    ) -> Int {
        var slot = Self.hash(text, head: head, length: length) & mask
        while true {
            let place = Int(slots[Int(slot)])
            if place < 0 { return -1 }
            if names[place].equals(text, head: head, length: length) { return place }
            slot = (slot &+ 1) & mask
        }
    }

    /// A number made from all bytes of the text.
    static func hash(_ text: UnsafePointer<UInt8>, head: UInt64, length: Int) -> UInt64 {
        var hash = (head ^ UInt64(truncatingIfNeeded: length)) &* 0x9E37_79B9_7F4A_7C15
        var place = 8
        while place < length {
            hash ^= hash &>> 32
            hash = (hash ^ Name.head(text + place, length - place)) &* 0x9E37_79B9_7F4A_7C15
            place += 8
        }
        return hash ^ (hash &>> 29)
    }
}
