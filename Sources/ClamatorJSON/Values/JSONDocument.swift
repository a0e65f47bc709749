/// The memory behind parsed JSON: the UTF-8 text, and the tape of nodes over it.
///
/// Unsafe code. Invariants, on which every read through the pointers rests:
/// - `text` holds `textCount` bytes of JSON and then at least `padding` zero bytes, so sixteen bytes may be read at any
///   byte of the text, and a scan for a byte ends at the zero.
/// - Once a scan has succeeded, `nodes[0..<nodes[0].next]` is a complete tape; every offset, length and `next` lies
///   within text and tape. No `JSON` is made without a scan, or after one that failed.
/// - Only a parser or a builder that holds the one reference to a document changes it (`isFree`). As long as a `JSON`
///   shares it, it does not change; that is what makes it `Sendable`, and exclusivity checks at run time needless.
@safe @usableFromInline
final class JSONDocument: @unchecked Sendable {
    static let padding = 16
    /// A text is shorter than this: with its padding it is counted in 32 bits.
    static var limitOfText: Int { Int(UInt32.max) - padding }

    @exclusivity(unchecked) @usableFromInline private(set) var text: UnsafeMutablePointer<UInt8>
    @exclusivity(unchecked) @usableFromInline private(set) var nodes: UnsafeMutablePointer<Node>
    @exclusivity(unchecked) private(set) var textCount = 0
    /// Whether a line break stands in the text. Inside strings there can be none (RFC 8259 §7).
    @exclusivity(unchecked) private(set) var hasLineBreaks = false
    /// How many bytes are allocated for the text and its padding; where it is 0, the text is `noText`.
    private var textCapacity = 0
    private(set) var nodeCapacity: Int

    /// Makes a document without a text, with room for so many nodes.
    init(nodeCapacity: Int = 8) {
        self.nodeCapacity = nodeCapacity
        unsafe text = Self.noText
        unsafe nodes = Tape.allocate(nodeCapacity)
    }

    /// Makes a document without a text, which owns the tape of the one that it is to take. No more of the tape's memory
    /// than the nodes is used: there may be no zeros behind them.
    init(tape: UnsafeMutablePointer<Node>, count: Int, hasLineBreaks: Bool) {
        unsafe (nodes, nodeCapacity, self.hasLineBreaks) = (tape, count, hasLineBreaks)
        unsafe text = Self.noText
    }

    deinit {
        if textCapacity > 0 { unsafe text.deallocate() }
        unsafe Tape.deallocate(nodes)
    }

    /// What stands for text where there is no memory for any yet: the padding alone, never written to or freed.
    /// Set once, before it is first read.
    nonisolated(unsafe) static let noText: UnsafeMutablePointer<UInt8> = {
        let text = UnsafeMutablePointer<UInt8>.allocate(capacity: padding)
        unsafe text.initialize(repeating: 0, count: padding)
        return unsafe text
    }()

    /// How many bytes the document holds on to.
    private var footprint: Int { textCapacity + nodeCapacity * MemoryLayout<Node>.stride }

    /// Whether a document can take another text: no one else refers to it, and it holds on to no more than a megabyte.
    @inline(__always)
    static func isFree(_ document: inout JSONDocument) -> Bool {
        isKnownUniquelyReferenced(&document) && document.footprint <= 1 << 20
    }

    /// Takes a copy of the text, whose tape is yet to be written.
    func replaceText(with bytes: ByteView) {
        let needed = bytes.count + Self.padding
        if needed > textCapacity {
            if textCapacity > 0 { unsafe text.deallocate() }
            textCapacity = max(needed, textCapacity * 2)
            unsafe text = .allocate(capacity: textCapacity)
        }
        if let base = unsafe bytes.buffer.baseAddress { unsafe text.update(from: base, count: bytes.count) }
        endText(at: bytes.count)
    }

    /// Takes a text that was written elsewhere, and gives its own memory for it: so the text is not copied.
    ///
    /// - Parameters:
    ///   - other: The memory with the text, which has room for the padding; then the document's own.
    ///   - capacity: How many bytes are allocated for it.
    ///   - count: How many bytes the text has.
    func exchangeText(_ other: inout UnsafeMutablePointer<UInt8>, capacity: inout Int, count: Int) {
        unsafe (text, other) = (other, text)
        (textCapacity, capacity) = (capacity, textCapacity)
        endText(at: count)
    }

    @inline(__always)
    private func endText(at count: Int) {
        for word in stride(from: count, to: count + Self.padding, by: 8) {
            unsafe UnsafeMutableRawPointer(text + word).storeBytes(of: 0, as: UInt64.self)
        }
        unsafe textCount = count
    }

    /// Takes the tape that a scan of the text has left, complete or not, in memory that took the place of its own.
    @inline(__always)
    func takeTape(_ tape: UnsafeMutablePointer<Node>, capacity: Int, hasLineBreaks: Bool) {
        unsafe (nodes, nodeCapacity, self.hasLineBreaks) = (tape, capacity, hasLineBreaks)
    }

    /// Takes the tape of a text without line breaks from that of one alike, in which only the last value, a number, is
    /// shorter.
    ///
    /// - Parameters:
    ///   - tape: The other's; no longer than what any document has room for. Its last value is one byte long.
    ///   - length: How long the number is.
    ///   - flags: What its node says besides.
    func takeTape(_ tape: [Node], numberLength length: Int, flags: UInt32) {
        unsafe hasLineBreaks = false
        let last = tape.count - 1
        unsafe tape.withUnsafeBufferPointer {
            if let base = $0.baseAddress { unsafe nodes.update(from: base, count: last + 1) }
        }
        unsafe nodes[last].length = UInt32(truncatingIfNeeded: length)
        unsafe nodes[last].meta |= flags
        if last > 0 { unsafe nodes[0].length += UInt32(truncatingIfNeeded: length - 1) }
    }

    /// Makes room for so many nodes, and keeps the first of them.
    func growTape(to needed: Int, keeping count: Int) {
        let capacity = max(needed, nodeCapacity * 2)
        let larger = unsafe Tape.allocate(capacity)
        unsafe larger.update(from: nodes, count: count)
        unsafe Tape.deallocate(nodes)
        unsafe (nodes, nodeCapacity) = (larger, capacity)
    }

    /// The tape, once the text was scanned.
    var tape: [Node] { unsafe Array(UnsafeBufferPointer(start: nodes, count: Int(nodes[0].next))) }

    /// Whether a line break may stand in the text.
    var mayHaveLineBreaks: Bool { unsafe hasLineBreaks }

    /// The whole text.
    var bytes: ByteView { unsafe ByteView(UnsafeBufferPointer(start: text, count: textCount)) }

    /// A view of the value of a node; for how long it may be used is said at `JSONView`.
    @inlinable @inline(__always)
    func view(at node: Int) -> JSONView { unsafe JSONView(text: text, nodes: Tape(nodes), index: node) }
}
