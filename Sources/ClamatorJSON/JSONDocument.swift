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

    @exclusivity(unchecked) @usableFromInline private(set) var text: UnsafeMutablePointer<UInt8>
    @exclusivity(unchecked) @usableFromInline private(set) var nodes: UnsafeMutablePointer<Node>
    @exclusivity(unchecked) private(set) var textCount = 0
    /// Whether a line break stands in the text. Inside strings there can be none (RFC 8259 §7).
    @exclusivity(unchecked) private(set) var hasLineBreaks = false
    /// How many bytes are allocated for the text and its padding; where it is 0, the text is `noText`.
    private var textCapacity = 0
    private var nodeCapacity: Int

    /// Makes a document without a text, with room for so many nodes.
    init(nodeCapacity: Int = 8) {
        self.nodeCapacity = nodeCapacity
        unsafe text = Self.noText
        unsafe nodes = Tape.allocate(nodeCapacity)
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

    /// Takes over what was written, and leaves the writer its own memory instead: so a text that is made here is not
    /// copied.
    func exchangeText(with writer: inout JSONWriter) {
        writer.reserve(Self.padding)
        let written = unsafe (writer.bytes, writer.capacity, writer.count)
        unsafe (writer.bytes, writer.capacity) = (text, textCapacity)
        writer.removeAll()
        unsafe (text, textCapacity) = (written.0, written.1)
        unsafe endText(at: written.2)
    }

    @inline(__always)
    private func endText(at count: Int) {
        for word in stride(from: count, to: count + Self.padding, by: 8) {
            unsafe UnsafeMutableRawPointer(text + word).storeBytes(of: 0, as: UInt64.self)
        }
        unsafe textCount = count
    }

    /// Writes the tape of the text, whose values may nest so many levels deeper than `JSONParser.maximumDepth`.
    @inline(__always)
    func scan(headroom: Int = 0) throws(JSONError) {
        var scanner = unsafe JSONScanner(
            text, count: textCount, nodes: nodes, capacity: nodeCapacity, headroom: headroom)
        defer { unsafe (nodes, nodeCapacity, hasLineBreaks) = (scanner.nodes, scanner.capacity, scanner.hasLineBreaks) }
        do throws(JSONScanner.Failure) {
            try scanner.scan()
        } catch {
            throw JSONError(reason: error.reason, offset: error.offset, in: bytes)
        }
    }

    /// Takes over a number that was written behind the prefix of a mold, and completes the mold's value with it.
    func take(_ writer: inout JSONWriter, in mold: borrowing JSONMold) {
        let start = mold.prefix.count
        let length = writer.count - start
        if mold.isObject { writer.append(UInt8(ascii: "}")) }
        exchangeText(with: &writer)
        unsafe hasLineBreaks = false
        // Any document has room for the nodes of a mold. The number, and what stands around it, are longer than with a
        // 0.
        let last = mold.nodes.count - 1
        unsafe mold.nodes.withUnsafeBufferPointer {
            if let base = $0.baseAddress { unsafe nodes.update(from: base, count: last + 1) }
        }
        unsafe nodes[last].length = UInt32(truncatingIfNeeded: length)
        unsafe nodes[last].meta |= writer.numberFlags
        if last > 0 { unsafe nodes[0].length += UInt32(truncatingIfNeeded: length - 1) }
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
