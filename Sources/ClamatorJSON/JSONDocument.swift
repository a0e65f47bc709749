/// The memory behind parsed JSON: the UTF-8 text, and the tape of nodes over it.
///
/// Invariants, on which every read through the pointers rests:
/// - `text` holds `textCount` bytes of JSON and then at least `padding` zero bytes, so sixteen bytes may be read at any
///   place of the text, and a scan for a byte ends at the zero.
/// - Once a scan has succeeded, `nodes[0..<nodes[0].next]` is a complete tape; every offset, length and `next` lies
///   within text and tape. No `JSON` is made after a scan that failed.
/// - Only a parser that holds the one reference to a document changes it (`isKnownUniquelyReferenced`). Once a `JSON`
///   shares it, it never changes again; that is what makes it `Sendable`, and exclusivity checks at run time needless.
@usableFromInline
final class JSONDocument: @unchecked Sendable {
    static let padding = 16

    @exclusivity(unchecked) @usableFromInline private(set) var text: UnsafeMutablePointer<UInt8>
    @exclusivity(unchecked) @usableFromInline private(set) var nodes: UnsafeMutablePointer<Node>
    @exclusivity(unchecked) private(set) var textCount = 0
    private var textCapacity: Int
    private var nodeCapacity: Int

    init(textCapacity: Int) {
        self.textCapacity = max(textCapacity, 256)
        nodeCapacity = 32
        text = .allocate(capacity: self.textCapacity + Self.padding)
        nodes = .allocate(capacity: nodeCapacity)
    }

    deinit {
        text.deallocate()
        nodes.deallocate()
    }

    /// How many bytes the document holds on to.
    var footprint: Int { textCapacity + nodeCapacity * MemoryLayout<Node>.stride }

    /// Takes a copy of the text, whose tape is yet to be written.
    func replaceText(with bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.count > textCapacity {
            text.deallocate()
            textCapacity = max(bytes.count, textCapacity * 2)
            text = .allocate(capacity: textCapacity + Self.padding)
        }
        if let base = bytes.baseAddress { text.update(from: base, count: bytes.count) }
        for word in stride(from: bytes.count, to: bytes.count + Self.padding, by: 8) {
            UnsafeMutableRawPointer(text + word).storeBytes(of: 0, as: UInt64.self)
        }
        textCount = bytes.count
    }

    /// Writes the tape of the text.
    @inline(__always)
    func scan() throws(JSONScanner.Failure) {
        var scanner = JSONScanner(text, count: textCount, nodes: nodes, capacity: nodeCapacity)
        defer { (nodes, nodeCapacity) = (scanner.nodes, scanner.capacity) }
        try scanner.scan()
    }

    /// The whole text.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: text, count: textCount) }
}
