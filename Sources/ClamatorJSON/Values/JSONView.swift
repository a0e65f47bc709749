#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// A value in a document, without a claim on the document's memory.
///
/// For code that walks many values of one document, as the validator does: passing views about costs no reference
/// counts.
///
/// Unsafe code. Invariants: a view is used only while something else keeps its document alive and unchanged, which
/// `JSON.withView` does for the time of its body; it is stored only beside what keeps its document. Its index, and each
/// that is given to `at`, is one of the tape's, got from nodes of that tape; so offset and length lie within the text.
@safe @frozen @usableFromInline
package struct JSONView {
    /// The document's text; eight bytes may be read at any byte of it.
    @usableFromInline package let text: UnsafePointer<UInt8>
    /// The document's tape.
    @usableFromInline package let nodes: Tape
    /// The index of the value's node on the tape.
    @usableFromInline package let index: Int

    @inlinable @inline(__always)
    package init(text: UnsafePointer<UInt8>, nodes: Tape, index: Int) {
        unsafe self.text = text
        self.nodes = nodes
        self.index = index
    }

    @inlinable @inline(__always)
    package var node: Node { nodes[index] }

    @inlinable @inline(__always)
    package var kind: JSON.Kind { node.kind }

    /// Whether this is an array or an object.
    @inlinable @inline(__always)
    package var isContainer: Bool { kind == .array || kind == .object }

    /// The number of elements or members, those with a repeated name among them.
    @inlinable @inline(__always)
    package var count: Int { node.count }

    /// Whether more arrays and objects than so many stand one inside the other, this value the outermost.
    package func isNested(deeperThan levels: Int) -> Bool {
        let end = Int(node.next)
        // Each has a node.
        if end - index <= levels { return false }
        var ends: [Int] = []
        for index in index..<end where at(index).isContainer {
            while let end = ends.last, end <= index { ends.removeLast() }
            ends.append(Int(nodes[index].next))
            if ends.count > levels { return true }
        }
        return false
    }

    /// Another value of the same document.
    @inlinable @inline(__always)
    package func at(_ index: Int) -> JSONView { unsafe JSONView(text: text, nodes: nodes, index: index) }

    /// The value's text as spelled; for a string what stands between the quotes.
    @inlinable @inline(__always)
    package var bytes: ByteView {
        let node = node
        return unsafe ByteView(UnsafeBufferPointer(start: text + Int(node.offset), count: Int(node.length)))
    }

    /// The value's text as spelled, a string with its quotes.
    @inlinable @inline(__always)
    package var rawText: ByteView {
        let node = node
        let quotes = node.kind == .string ? 1 : 0
        return unsafe ByteView(
            UnsafeBufferPointer(start: text + Int(node.offset) - quotes, count: Int(node.length) + 2 * quotes))
    }

    // MARK: Elements and members

    /// The elements of an array, or the names and values of an object in turn; nothing for any other value.
    @inlinable @inline(__always)
    var children: Children {
        Children(view: self, index: index + 1, end: Int(node.next))
    }

    /// The members of an object in the order of the text; nothing for any other value.
    @inlinable @inline(__always)
    package var members: Members {
        Members(children: kind == .object ? children : Children(view: self, index: index, end: index))
    }

    /// The elements of an array; nothing for any other value.
    @inlinable @inline(__always)
    package var elements: Children { kind == .array ? children : Children(view: self, index: index, end: index) }

    /// The value of the last member with this name.
    @inlinable
    package func member(_ name: ByteView) -> JSONView? { kind == .object ? member(name, from: index &+ 1) : nil }

    /// The value of the last member with this name of an object, from the node of a name on.
    @usableFromInline
    func member(_ name: ByteView, from first: Int) -> JSONView? {
        let head = name.head
        let length = name.count
        let mask: UInt64 = length >= 8 ? .max : (1 &<< UInt64(truncatingIfNeeded: 8 &* length)) &- 1
        var found = 0
        var key = first
        let end = Int(node.next)
        while key < end {
            let node = nodes[key]
            if Int(node.length) == length {
                let word = unsafe UnsafeRawPointer(text + Int(node.offset)).loadUnaligned(as: UInt64.self).littleEndian
                // What an escape stands for is shorter than it.
                if word & mask == head, length <= 8 || at(key).stringEquals(name), !node.isEscaped { found = key &+ 1 }
            } else if node.isEscaped, at(key).escapedStringEquals(name) {
                found = key &+ 1
            }
            key = Int(nodes[key &+ 1].next)
        }
        return found == 0 ? nil : at(found)
    }

    /// The value of the last member with this name.
    @inlinable @inline(__always)
    package func member(_ name: StaticString) -> JSONView? { member(ByteView(name)) }

    /// Steps through nodes that follow each other.
    @frozen @usableFromInline
    package struct Children: Sequence, IteratorProtocol {
        @usableFromInline let view: JSONView
        @usableFromInline var index: Int
        @usableFromInline let end: Int

        @inlinable @inline(__always)
        init(view: JSONView, index: Int, end: Int) {
            self.view = view
            self.index = index
            self.end = end
        }

        @inlinable @inline(__always)
        package mutating func next() -> JSONView? {
            guard index < end else { return nil }
            let child = view.at(index)
            index = Int(child.node.next)
            return child
        }
    }

    /// Steps through the members of an object.
    @frozen @usableFromInline
    package struct Members: Sequence, IteratorProtocol {
        @usableFromInline var children: Children

        @inlinable @inline(__always)
        init(children: Children) { self.children = children }

        @inlinable @inline(__always)
        package mutating func next() -> (key: JSONView, value: JSONView)? {
            guard let key = children.next(), let value = children.next() else { return nil }
            return (key, value)
        }
    }

    // MARK: Strings

    /// Runs the body on the string's value in UTF-8; without a copy where no escape stands in it.
    @inlinable
    package func withUTF8<Result>(_ body: (ByteView) -> Result) -> Result {
        if !node.isEscaped { return body(bytes) }
        return withUnescaped(body)
    }

    /// The string's text as spelled.
    @inlinable @inline(__always)
    package var paddedBytes: PaddedBytes { PaddedBytes(bytes) }

    /// The same with what may be read in words.
    @inlinable @inline(__always)
    package func withPaddedUTF8<Result>(_ body: (PaddedBytes) -> Result) -> Result {
        if !node.isEscaped { return body(paddedBytes) }
        return withUnescaped { body(PaddedBytes($0)) }
    }

    @usableFromInline
    func withUnescaped<Result>(_ body: (ByteView) -> Result) -> Result {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + 8) { buffer in
            var count = 0
            JSONString.unescape(bytes) { byte in
                // What an escape stands for is never longer than it.
                unsafe buffer[count] = byte
                count += 1
            }
            return unsafe body(ByteView(UnsafeBufferPointer(rebasing: buffer[..<count])))
        }
    }

    /// The string's text as a number, the first byte lowest, where it has one to eight bytes and no escapes; else 0.
    @inlinable @inline(__always)
    package var shortText: UInt64 {
        let node = node
        // Nothing is shorter than no bytes, and no text has a zero.
        guard node.length &- 1 < 8, !node.isEscaped else { return 0 }
        let word = unsafe UnsafeRawPointer(text + Int(node.offset)).loadUnaligned(as: UInt64.self).littleEndian
        return word & (.max &>> UInt64(64 &- 8 &* node.length))
    }

    /// What `shortText` is for a text that can stand without escapes; 0 for one with a zero, which cannot.
    @inlinable @inline(__always)
    package static func shortText(_ text: StaticString) -> UInt64 {
        guard text.utf8CodeUnitCount <= 8 else { return 0 }
        var word: UInt64 = 0
        for offset in 0..<text.utf8CodeUnitCount {
            let byte = unsafe text.utf8Start[offset]
            if byte == 0 { return 0 }
            word |= UInt64(byte) &<< UInt64(8 &* offset)
        }
        return word
    }

    /// Whether the string's value is these bytes.
    @inlinable @inline(__always)
    package func stringEquals(_ other: ByteView) -> Bool {
        let node = node
        if node.isEscaped { return escapedStringEquals(other) }
        guard Int(node.length) == other.count, let base = unsafe other.buffer.baseAddress else {
            return node.length == 0 && other.isEmpty
        }
        return unsafe bytesEqual(text + Int(node.offset), base, Int(node.length))
    }

    /// Whether the string's value is this ASCII text.
    @inlinable @inline(__always)
    package func stringEquals(_ other: StaticString) -> Bool { stringEquals(ByteView(other)) }

    @inline(never) @usableFromInline
    func escapedStringEquals(_ other: ByteView) -> Bool {
        // An escape of six bytes stands for one at least, so a text that differs much in length costs nothing.
        guard other.count <= bytes.count, bytes.count <= other.count * 6 else { return false }
        return withUnescaped { bytesEqual($0, other) }
    }

    /// The string's value.
    package var string: String {
        // The scan has checked the text.
        let isASCII = node.isASCII
        return withUTF8 {
            unsafe String(copying: UTF8Span(unchecked: $0.buffer.span, isKnownASCII: isASCII))
        }
    }

    /// The string's value, to be compared with others.
    package var exactString: ExactString { ExactString(string) }

    /// The number of code points in the string's value, as `minLength` counts them.
    @inlinable
    package var codePointCount: Int {
        let node = node
        if node.isASCII && !node.isEscaped { return Int(node.length) }
        return withUTF8 { utf8 in
            var count = 0
            for byte in utf8 where byte & 0xC0 != 0x80 { count += 1 }
            return count
        }
    }
}

/// The value of a JSON string, or a part of it: at any of its bytes, and at its end, eight bytes may be read.
///
/// Invariant: it lies in a document's text, which has padding, or in memory that is longer by eight bytes.
@safe @frozen @usableFromInline
package struct PaddedBytes {
    /// The bytes.
    @usableFromInline package let bytes: ByteView

    @inlinable @inline(__always)
    init(_ bytes: ByteView) { self.bytes = bytes }

    /// A part up to an index.
    @inlinable @inline(__always)
    package func part(_ range: PartialRangeUpTo<Int>) -> PaddedBytes { PaddedBytes(bytes.part(range)) }

    /// A part from an index on.
    @inlinable @inline(__always)
    package func part(_ range: PartialRangeFrom<Int>) -> PaddedBytes { PaddedBytes(bytes.part(range)) }

    /// The first eight bytes as a number, the first lowest, with zeros where there are fewer.
    @inlinable @inline(__always)
    package var head: UInt64 {
        guard let base = unsafe bytes.buffer.baseAddress else { return 0 }
        let word = unsafe UnsafeRawPointer(base).loadUnaligned(as: UInt64.self).littleEndian
        return bytes.count >= 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: bytes.count &* 8)) &- 1)
    }
}

/// The nodes of a document, for as long as that is alive and unchanged.
///
/// Its invariant is that of `JSONView`: an index is one of the tape's, got from nodes of that tape.
@safe @frozen @usableFromInline
package struct Tape {
    @usableFromInline let nodes: UnsafePointer<Node>

    @inlinable @inline(__always)
    init(_ nodes: UnsafePointer<Node>) { unsafe self.nodes = nodes }

    @inlinable @inline(__always)
    package subscript(index: Int) -> Node { unsafe nodes[index] }

    /// Copies nodes to where there is room for them, and adds to their offsets and indices.
    @inline(__always)
    func copy(
        _ range: Range<Int>, to target: UnsafeMutablePointer<Node>, offsetShift: UInt32, indexShift: UInt32
    ) {
        for index in 0..<range.count {
            var node = self[range.lowerBound &+ index]
            node.offset &+= offsetShift
            node.next &+= indexShift
            unsafe target[index] = node
        }
    }

    /// Memory for nodes, filled with zeros, which `deallocate` gives back. The system has its zeros ready: of a large
    /// tape only what is written takes memory.
    static func allocate(_ count: Int) -> UnsafeMutablePointer<Node> {
        guard let memory = unsafe calloc(count, MemoryLayout<Node>.stride) else { fatalError("out of memory") }
        return unsafe memory.bindMemory(to: Node.self, capacity: count)
    }

    /// Memory for more nodes with those that were there, in place of theirs.
    static func grow(_ nodes: UnsafeMutablePointer<Node>?, _ count: Int) -> UnsafeMutablePointer<Node> {
        guard let memory = unsafe realloc(nodes, count * MemoryLayout<Node>.stride) else { fatalError("out of memory") }
        return unsafe memory.bindMemory(to: Node.self, capacity: count)
    }

    static func deallocate(_ nodes: UnsafeMutablePointer<Node>) { unsafe free(nodes) }
}
