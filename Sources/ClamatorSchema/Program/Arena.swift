import ClamatorJSON
import ECMAPattern

/// The memory of a program: blocks that are filled once and freed together.
///
/// Unsafe code. Invariants: what it hands out lies in a block, is initialized, and stays where it is until the arena
/// goes, which the program sees to. It is changed by a `Lowering` alone, before anything reads it.
@safe
final class Arena {
    private var blocks: [UnsafeMutableRawPointer] = unsafe []
    /// What is left of the last block.
    private var free: UnsafeMutableRawPointer?
    private var left = 0
    private var blockSize = 1 << 10
    private static let largestBlock = 1 << 16
    private static let cacheLine = 64
    private var cleanUps: [() -> Void] = []

    deinit {
        for cleanUp in cleanUps { cleanUp() }
        unsafe blocks.forEach { unsafe $0.deallocate() }
    }

    /// Memory for some elements, of which each must be initialized by the caller. At least one has room.
    private func reserve<Element: BitwiseCopyable>(_ count: Int, of type: Element.Type) -> UnsafeMutablePointer<Element>
    {
        let size = max(count, 1) * MemoryLayout<Element>.stride
        // What is as large as a cache line begins with one.
        let alignment = MemoryLayout<Element>.stride >= Self.cacheLine ? Self.cacheLine : 16
        return unsafe memory(size, aligned: max(alignment, MemoryLayout<Element>.alignment))
            .bindMemory(to: type, capacity: max(count, 1))
    }

    private func memory(_ size: Int, aligned alignment: Int) -> UnsafeMutableRawPointer {
        if let free = unsafe free {
            let start = unsafe free.alignedUp(toMultipleOf: alignment)
            let end = unsafe start + size
            if unsafe end <= free + left {
                unsafe left -= end - free
                unsafe self.free = end
                return unsafe start
            }
        }
        // What is large has a block of its own, and what is left of the last one stays in use.
        let isLarge = size >= blockSize / 2
        let block = UnsafeMutableRawPointer.allocate(
            byteCount: isLarge ? size : blockSize, alignment: max(alignment, Self.cacheLine))
        unsafe blocks.append(block)
        if !isLarge {
            unsafe (free, left) = (block + size, blockSize - size)
            blockSize = min(2 * blockSize, Self.largestBlock)
        }
        return unsafe block
    }

    func slice<Element: BitwiseCopyable>(_ elements: [Element]) -> ArenaSlice<Element> {
        let memory = unsafe reserve(elements.count, of: Element.self)
        unsafe memory.initialize(from: elements, count: elements.count)
        return unsafe ArenaSlice(base: memory, count: elements.count)
    }

    func pointer<Element: BitwiseCopyable>(_ element: Element) -> ArenaPointer<Element> { slice([element]).pointer(0) }

    /// Changes an element, before anything reads it.
    func change<Element: BitwiseCopyable>(_ element: ArenaPointer<Element>, _ body: (inout Element) -> Void) {
        unsafe body(&UnsafeMutablePointer(mutating: element.pointer).pointee)
    }

    /// Keeps a pattern, whose memory is counted, until the arena goes.
    func pattern(_ pattern: Pattern) -> ArenaPointer<Pattern> {
        let memory = UnsafeMutablePointer<Pattern>.allocate(capacity: 1)
        unsafe memory.initialize(to: pattern)
        cleanUps.append {
            unsafe memory.deinitialize(count: 1)
            unsafe memory.deallocate()
        }
        return unsafe ArenaPointer(memory)
    }

    func name(_ text: ExactString) -> Name {
        let utf8 = Array(text.utf8)
        return Name(slice(utf8 + [UInt8](repeating: 0, count: Name.padding)), length: utf8.count)
    }
}

/// An element in the memory of an arena: used only as long as something keeps the arena, which is the program's to do.
@safe
struct ArenaPointer<Element> {
    let pointer: UnsafePointer<Element>

    @inline(__always)
    fileprivate init(_ pointer: UnsafePointer<Element>) { unsafe self.pointer = pointer }

    @inline(__always)
    var pointee: Element {
        unsafeAddress { unsafe pointer }
    }

    /// A number that no other element has.
    @inline(__always)
    var address: UInt { unsafe UInt(bitPattern: pointer) }
}

extension ArenaPointer: Hashable {
    @inline(__always)
    static func == (left: ArenaPointer, right: ArenaPointer) -> Bool { left.address == right.address }

    func hash(into hasher: inout Hasher) { hasher.combine(address) }
}

/// Some elements in a row in the memory of an arena, under the same condition.
@safe
struct ArenaSlice<Element> {
    let base: UnsafePointer<Element>
    let count: Int

    @inline(__always)
    fileprivate init(base: UnsafePointer<Element>, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    /// An element where it stands.
    @inline(__always)
    func pointer(_ index: Int) -> ArenaPointer<Element> {
        check(index)
        return unsafe ArenaPointer(base + index)
    }

    /// Some of the elements.
    func part(_ range: Range<Int>) -> ArenaSlice {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "elements outside of the slice")
        return unsafe ArenaSlice(base: base + range.lowerBound, count: range.count)
    }

    /// Which of the elements a pointer leads to.
    func index(of element: ArenaPointer<Element>) -> Int {
        let index = unsafe element.pointer - base
        check(index)
        return index
    }

    @inline(__always)
    private func check(_ index: Int) {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "an element outside of the slice")
    }
}

extension ArenaSlice: RandomAccessCollection {
    @inline(__always)
    var startIndex: Int { 0 }

    @inline(__always)
    var endIndex: Int { count }

    @inline(__always)
    subscript(index: Int) -> Element {
        check(index)
        return unsafe base[index]
    }
}

extension ArenaSlice<UInt8> {
    /// A part of a text.
    func bytes(_ part: Range<Int>) -> ByteView {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "bytes outside of the slice")
        return unsafe ByteView(UnsafeBufferPointer(start: base + part.lowerBound, count: part.count))
    }
}
