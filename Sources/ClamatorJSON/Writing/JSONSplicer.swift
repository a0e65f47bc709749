/// Writes a value's text and tape together, out of parts of other values, so that the text is not scanned.
///
/// What it writes are copies of values, one inside the other: into the copy of an object members can be put behind its
/// own.
///
/// Unsafe code. Invariants: the first `count` nodes of the document's tape are written, and `reserve` is called before
/// more are. Of each value the nodes are copied in their order, and the text that they speak of; as much is added to
/// both as stands before them. So once all that was opened is closed, the tape is that of the text. Who opens and
/// closes answers for that; `JSONBuilder.splice` asks a scan, where assertions are on.
@safe
package struct JSONSplicer: ~Copyable {
    fileprivate var text = JSONWriter()
    private let document: JSONDocument
    private var count = 0
    fileprivate private(set) var hasLineBreaks = false

    /// A value that is being copied, whose document is kept by the caller.
    package struct Source {
        fileprivate let view: JSONView
        fileprivate let rawText: ByteView
        /// Where its text begins in its document.
        fileprivate let start: Int
        /// How much of its text is copied.
        fileprivate var copied = 0
        /// What is added to offsets and indices in the nodes that are copied next.
        fileprivate var offsetShift: UInt32
        fileprivate var indexShift: UInt32
    }

    fileprivate init(_ document: JSONDocument) { self.document = document }

    // MARK: Whole values

    /// Writes a value.
    package mutating func value(_ view: JSONView, mayHaveLineBreaks: Bool) {
        var source = begin(view, mayHaveLineBreaks: mayHaveLineBreaks)
        copyNodes(view.index..<Int(view.node.next), of: source)
        end(&source)
    }

    /// Begins with a value, behind what is written.
    @inline(__always)
    package mutating func begin(_ view: JSONView, mayHaveLineBreaks: Bool) -> Source {
        if mayHaveLineBreaks { hasLineBreaks = true }
        let start = Int(view.node.offset) &- (view.kind == .string ? 1 : 0)
        return Source(
            view: view, rawText: view.rawText, start: start,
            offsetShift: UInt32(truncatingIfNeeded: text.count &- start),
            indexShift: UInt32(truncatingIfNeeded: count &- view.index))
    }

    /// Copies the rest of the text.
    @inline(__always)
    package mutating func end(_ source: inout Source) { text.append(source.rawText.part(source.copied...)) }

    // MARK: Parts

    /// Copies nodes of a value, those behind the ones that were copied last.
    @inline(__always)
    package mutating func copyNodes(_ range: Range<Int>, of source: Source) {
        reserve(range.count)
        let target = unsafe document.nodes + count
        unsafe source.view.nodes.copy(
            range, to: target, offsetShift: source.offsetShift, indexShift: source.indexShift)
        count &+= range.count
    }

    /// Copies the node of an array or object into which something is put; returns where it is.
    @inline(__always)
    package mutating func open(_ index: Int, of source: Source) -> Int {
        copyNodes(index..<(index &+ 1), of: source)
        return count &- 1
    }

    /// Completes such a node, when what is in it is written.
    ///
    /// - Parameters:
    ///   - position: Where it is.
    ///   - index: The node that it is a copy of.
    ///   - source: The value that is being copied.
    ///   - members: How many members were put into the object itself.
    /// - Returns: Whether it can have so many.
    @inline(__always)
    package mutating func close(_ position: Int, _ index: Int, of source: Source, members: Int) -> Bool {
        let node = source.view.nodes[index]
        guard node.count <= Node.maximumCount &- members else { return false }
        let copy = unsafe document.nodes + position
        unsafe copy.pointee.meta &+= UInt32(truncatingIfNeeded: members) &<< 5
        unsafe copy.pointee.length = node.length &+ source.offsetShift &+ node.offset &- copy.pointee.offset
        unsafe copy.pointee.next = node.next &+ source.indexShift
        return true
    }

    /// Copies the text of a value up to an offset in its document, behind the last member of an object.
    @inline(__always)
    package mutating func copyText(upTo offset: Int, of source: inout Source) {
        text.append(source.rawText.part(source.copied..<(offset &- source.start)))
        source.copied = offset &- source.start
    }

    /// Writes the name of a member, whose value follows.
    ///
    /// - Parameters:
    ///   - label: The name as a JSON string, and the colon behind it.
    ///   - flags: Those of the name's node.
    ///   - isFirst: Whether the object has no member yet.
    @inline(__always)
    package mutating func name(_ label: ByteView, flags: UInt32, isFirst: Bool) {
        if !isFirst { text.append(UInt8(ascii: ",")) }
        reserve(1)
        unsafe document.nodes[count] = Node(
            meta: UInt32(JSON.Kind.string.rawValue) | flags, offset: UInt32(truncatingIfNeeded: text.count &+ 1),
            length: UInt32(truncatingIfNeeded: label.count &- 3), next: UInt32(truncatingIfNeeded: count &+ 1))
        count &+= 1
        text.append(label)
    }

    /// Goes on with a value behind the members of this object, into which others were put.
    @inline(__always)
    package mutating func resume(_ source: inout Source, behind index: Int) {
        source.offsetShift = UInt32(truncatingIfNeeded: text.count &- source.start &- source.copied)
        source.indexShift = UInt32(truncatingIfNeeded: count) &- source.view.nodes[index].next
    }

    @inline(__always)
    private func reserve(_ more: Int) {
        if count &+ more > document.nodeCapacity { document.growTape(to: count &+ more, keeping: count) }
    }
}

extension JSONBuilder {
    /// Makes a value of parts of others.
    ///
    /// - Parameter body: Writes exactly one value, or returns false.
    /// - Returns: The value; nil where the body returns false or its text is too long.
    @inline(__always)
    package mutating func splice(_ body: (inout JSONSplicer) -> Bool) -> JSON? {
        let document = takeDocument()
        var splicer = JSONSplicer(document)
        swap(&writer, &splicer.text)
        splicer.text.removeAll()
        let isWhole = body(&splicer) && splicer.text.count < JSONDocument.limitOfText
        if isWhole { document.takeText(of: &splicer) }
        swap(&writer, &splicer.text)
        return isWhole ? JSON(document: document, node: 0) : nil
    }
}

extension JSONDocument {
    /// Takes over the text to which its tape was written.
    fileprivate func takeText(of splicer: inout JSONSplicer) {
        exchangeText(with: &splicer.text)
        unsafe takeTape(nodes, capacity: nodeCapacity, hasLineBreaks: splicer.hasLineBreaks)
        assert(hasTapeOfText, "a tape that is not the text's")
    }
}
