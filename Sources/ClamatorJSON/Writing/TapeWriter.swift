/// The tape of a text that is being written, so that the text need not be scanned once it is complete.
///
/// It follows the writer from value to value. What it does not know, or what is no JSON, ends it: then the text is
/// scanned, which says what is wrong.
///
/// Unsafe code. Invariants: `nodes[0..<count]` is what was noted, and there is room for `capacity` nodes. As long as
/// `end` is the length of the text, each node lies within it, and `count` nodes are the complete tape of it but for the
/// arrays and objects that are open. Of those `next` is the index of the one around it, and `length` the number of
/// values that this has so far. The tests compare the tape with that of a scan.
@safe
struct TapeWriter: ~Copyable {
    private var nodes: UnsafeMutablePointer<Node>?
    private var count = 0
    private var capacity = 0
    /// The length of the text that the tape belongs to; −1 where there is no tape.
    private(set) var end = -1

    /// The innermost array or object that is open.
    private var container = Self.none
    private var isInObject = false
    /// Whether a name must come next.
    private var awaitsName = false
    /// The number of values that stand in the container so far.
    private var children: UInt32 = 0
    private var depth = 0
    /// Whether a line break may stand in the text.
    private var hasLineBreaks = false

    private static let none = UInt32.max
    private static let maximumDepth = JSONParser.maximumDepth + JSON.headroom

    /// Makes one that notes nothing.
    init() {}

    /// Makes one for an empty text.
    init(nodeCapacity: Int) {
        capacity = nodeCapacity
        unsafe nodes = Tape.allocate(nodeCapacity)
        end = 0
    }

    deinit { if let nodes = unsafe nodes { unsafe Tape.deallocate(nodes) } }

    /// Notes nothing from now on.
    mutating func stop() { end = -1 }

    /// Notes a value that is neither array nor object, up to the end of the text.
    mutating func addValue(_ kind: JSON.Kind, flags: UInt32 = 0, offset: Int, length: Int, end: Int) {
        if awaitsName { return stop() }
        awaitsName = isInObject
        children &+= 1
        append(UInt32(kind.rawValue) | flags, offset, length, UInt32(truncatingIfNeeded: count &+ 1))
        self.end = end
    }

    /// Notes the copy of a value of another document, up to the end of the text.
    mutating func addCopy(of view: JSONView, mayHaveLineBreaks: Bool, end: Int) {
        let nodes = view.index..<Int(view.node.next)
        if awaitsName || view.isNested(deeperThan: Self.maximumDepth &- depth) { return stop() }
        awaitsName = isInObject
        children &+= 1
        if mayHaveLineBreaks { hasLineBreaks = true }
        while count &+ nodes.count > capacity { grow() }
        if let ours = unsafe self.nodes {
            let quotes = view.kind == .string ? 1 : 0
            unsafe view.nodes.copy(
                nodes, to: ours + count, offsetShift: UInt32(truncatingIfNeeded: end &- quotes &- view.node.end),
                indexShift: UInt32(truncatingIfNeeded: count &- view.index))
        }
        count &+= nodes.count
        self.end = end
    }

    /// Notes the name of a member, up to the end of the text.
    mutating func addName(flags: UInt32, offset: Int, length: Int, end: Int) {
        guard awaitsName else { return stop() }
        awaitsName = false
        append(UInt32(JSON.Kind.string.rawValue) | flags, offset, length, UInt32(truncatingIfNeeded: count &+ 1))
        self.end = end
    }

    /// Notes the opening bracket of an array or object, which is the last byte of the text.
    mutating func open(_ kind: JSON.Kind, end: Int) {
        if awaitsName || depth == Self.maximumDepth { return stop() }
        depth &+= 1
        isInObject = kind == .object
        awaitsName = isInObject
        append(UInt32(kind.rawValue), end &- 1, Int(children) &+ 1, container)
        container = UInt32(truncatingIfNeeded: count &- 1)
        children = 0
        self.end = end
    }

    /// Notes the closing bracket of an array or object, which is the last byte of the text.
    mutating func close(_ kind: JSON.Kind, end: Int) {
        guard container != Self.none, let nodes = unsafe nodes, awaitsName == isInObject,
            children <= Node.maximumCount, isInObject == (kind == .object)
        else { return stop() }
        let node = unsafe nodes + Int(container)
        container = unsafe node.pointee.next
        let around = unsafe node.pointee.length
        unsafe node.pointee.meta |= children &<< 5
        unsafe node.pointee.length = UInt32(truncatingIfNeeded: end) &- node.pointee.offset
        unsafe node.pointee.next = UInt32(truncatingIfNeeded: count)
        children = around
        depth &-= 1
        isInObject = unsafe container != Self.none && nodes[Int(container)].kind == .object
        awaitsName = isInObject
        self.end = end
    }

    @inline(__always)
    private mutating func append(_ meta: UInt32, _ offset: Int, _ length: Int, _ next: UInt32) {
        if count == capacity { grow() }
        unsafe nodes?[count] = Node(
            meta: meta, offset: UInt32(truncatingIfNeeded: offset), length: UInt32(truncatingIfNeeded: length),
            next: next)
        count &+= 1
    }

    @inline(never)
    private mutating func grow() {
        capacity *= capacity < 512 ? 4 : 2
        unsafe nodes = Tape.grow(nodes, capacity)
    }

    /// Gives the tape of a whole text to a document, which is to take the text.
    ///
    /// - Parameter textLength: The length of the text.
    /// - Returns: The document; nil where the text has no tape, or is not one value.
    mutating func take(textLength: Int) -> JSONDocument? {
        guard let tape = unsafe nodes, end == textLength, container == Self.none, count > 0,
            unsafe Int(tape[0].next) == count, textLength < JSONDocument.limitOfText
        else { return nil }
        unsafe nodes = nil
        stop()
        return unsafe JSONDocument(tape: tape, count: count, hasLineBreaks: hasLineBreaks)
    }
}

extension JSONDocument {
    /// Whether a scan of the text would write the tape that it has: for assertions where a tape is put together
    /// otherwise.
    var hasTapeOfText: Bool {
        let other = JSONDocument()
        other.replaceText(with: bytes)
        guard (try? other.scan(headroom: JSON.headroom)) != nil else { return false }
        return tape.elementsEqual(other.tape) { left, right in
            (left.meta, left.offset, left.length, left.next) == (right.meta, right.offset, right.length, right.next)
        }
    }
}
