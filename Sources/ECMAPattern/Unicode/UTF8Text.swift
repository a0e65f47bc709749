internal import ClamatorJSON

/// Steps over text known to be valid UTF-8.
///
/// Every index passed in stands at the start of a character (or at the end, where a function allows it). So a lead
/// byte's continuation bytes are always there.
struct UTF8Text {
    let bytes: ByteView

    @inline(__always)
    init(_ bytes: ByteView) {
        self.bytes = bytes
    }

    /// The code point at `index`, which must not be the end; `index` moves past it.
    @inline(__always)
    func decode(_ index: inout Int) -> UInt32 {
        let lead = UInt32(bytes[index])
        if lead < 0x80 {
            index += 1
            return lead
        }
        return decodeLong(lead, &index)
    }

    @inline(__always)
    private func decodeLong(_ lead: UInt32, _ index: inout Int) -> UInt32 {
        let second = UInt32(bytes[index + 1] & 0x3F)
        if lead < 0xE0 {
            index += 2
            return (lead & 0x1F) << 6 | second
        }
        let third = UInt32(bytes[index + 2] & 0x3F)
        if lead < 0xF0 {
            index += 3
            return (lead & 0x0F) << 12 | second << 6 | third
        }
        let fourth = UInt32(bytes[index + 3] & 0x3F)
        index += 4
        return (lead & 0x07) << 18 | second << 12 | third << 6 | fourth
    }

    /// The code point that ends at `index`, which must not be the start; `index` moves before it.
    @inline(__always)
    func decodeBackward(_ index: inout Int) -> UInt32 {
        index = start(before: index)
        var end = index
        return decode(&end)
    }

    /// Where the character that ends at `index` starts; `index` must not be the start.
    @inline(__always)
    func start(before index: Int) -> Int {
        var index = index - 1
        while bytes[index] & 0xC0 == 0x80 { index -= 1 }
        return index
    }
}
