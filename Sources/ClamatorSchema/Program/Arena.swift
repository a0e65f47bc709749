import ClamatorJSON
import ECMAPattern

/// The memory of a program: blocks that are filled once and freed together.
///
/// Raw-pointer code. What it hands out stays where it is until the arena goes, which the program sees to. Only a
/// `Lowering` writes through the pointers, before anyone reads.
final class Arena {
    private var blocks: [UnsafeMutableRawPointer] = []
    /// What is left of the last block.
    private var free: UnsafeMutableRawPointer?
    private var left = 0
    private var blockSize = 1 << 10
    private static let largestBlock = 1 << 16
    private static let cacheLine = 64
    private var cleanUps: [() -> Void] = []

    deinit {
        for cleanUp in cleanUps { cleanUp() }
        for block in blocks { block.deallocate() }
    }

    /// Memory for some elements, of which each must be initialized by the caller. At least one has room.
    func reserve<Element: BitwiseCopyable>(_ count: Int, of type: Element.Type) -> UnsafeMutablePointer<Element> {
        let size = max(count, 1) * MemoryLayout<Element>.stride
        // What is as large as a cache line begins with one.
        let alignment = MemoryLayout<Element>.stride >= Self.cacheLine ? Self.cacheLine : 16
        return memory(size, aligned: max(alignment, MemoryLayout<Element>.alignment))
            .bindMemory(to: type, capacity: max(count, 1))
    }

    private func memory(_ size: Int, aligned alignment: Int) -> UnsafeMutableRawPointer {
        if let free {
            let start = free.alignedUp(toMultipleOf: alignment)
            let end = start + size
            if end <= free + left {
                left -= end - free
                self.free = end
                return start
            }
        }
        // What is large has a block of its own, and what is left of the last one stays in use.
        let isLarge = size >= blockSize / 2
        let block = UnsafeMutableRawPointer.allocate(
            byteCount: isLarge ? size : blockSize, alignment: max(alignment, Self.cacheLine))
        blocks.append(block)
        if !isLarge {
            (free, left) = (block + size, blockSize - size)
            blockSize = min(2 * blockSize, Self.largestBlock)
        }
        return block
    }

    func slice<Element: BitwiseCopyable>(_ elements: [Element]) -> ArenaSlice<Element> {
        let memory = reserve(elements.count, of: Element.self)
        for (index, element) in elements.enumerated() { (memory + index).initialize(to: element) }
        return ArenaSlice(base: memory, count: elements.count)
    }

    func pointer<Element: BitwiseCopyable>(_ element: Element) -> UnsafePointer<Element> { slice([element]).base }

    /// Keeps a pattern, whose memory is counted, until the arena goes.
    func pattern(_ pattern: Pattern) -> UnsafePointer<Pattern> {
        let memory = UnsafeMutablePointer<Pattern>.allocate(capacity: 1)
        memory.initialize(to: pattern)
        cleanUps.append {
            memory.deinitialize(count: 1)
            memory.deallocate()
        }
        return UnsafePointer(memory)
    }

    func name(_ text: ExactString) -> Name {
        let utf8 = Array(text.utf8)
        let bytes = slice(utf8 + [UInt8](repeating: 0, count: 8)).base
        return Name(bytes: bytes, length: utf8.count)
    }
}
