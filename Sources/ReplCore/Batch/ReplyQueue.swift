/// Replies on their way out, in the order of their lines: a reply that is not there yet leaves a gap, and what comes
/// behind the gap is held back. Where the order does not matter nothing is.
struct ReplyQueue {
    /// Lines of replies, what came of their expectations, and whether nothing may follow them.
    struct Replies {
        var bytes: [UInt8]
        var verdicts = BatchVerdicts()
        var isLast = false

        /// How much memory they take, roughly.
        var size: Int { bytes.count + verdicts.testCases.count + ReplyQueue.overhead }
    }

    private struct Block {
        /// The gaps whose replies are not out, filled or not.
        var gaps: ArraySlice<Int> = []
        /// Whether all its lines have begun.
        var isClosed = false
    }

    private let keepsOrder: Bool
    /// What is not out, by the block it belongs to; where the order does not matter, all that is there in one.
    private var blocks: [Int: Block] = [:]
    /// The first block that is not out as a whole.
    private var front = 0
    private var filled: [Int: Replies] = [:]
    private var gapCount = 0
    private var gapsSoFar = 0
    /// How many bytes are held.
    private(set) var heldBytes = 0

    /// Up to how many bytes replies are joined, for one write of many; what is larger is not copied.
    private static let chunk = 64 << 10
    /// What a filled gap takes besides its bytes, roughly.
    private static let overhead = 128

    init(keepsOrder: Bool) { self.keepsOrder = keepsOrder }

    /// Whether nothing is held, and nothing is waited for.
    var isEmpty: Bool { gapCount == 0 }

    /// Whether what belongs to a block now is next to go out.
    func isNext(_ block: Int) -> Bool {
        (!keepsOrder || block == front) && blocks[front]?.gaps.isEmpty ?? true
    }

    /// Takes in what further lines of a block were answered with.
    mutating func append(_ replies: Replies, to block: Int) {
        fill(appendGap(to: block), with: replies)
    }

    /// Leaves a gap for a reply of the block that is to come.
    mutating func appendGap(to block: Int) -> Int {
        gapsSoFar += 1
        if keepsOrder { append(gapsSoFar, to: block) }
        return gapsSoFar
    }

    private mutating func append(_ gap: Int, to block: Int) {
        blocks[block, default: Block()].gaps.append(gap)
        gapCount += 1
    }

    /// Takes in the reply that a gap was left for.
    mutating func fill(_ gap: Int, with replies: Replies) {
        if !keepsOrder { append(gap, to: front) }
        heldBytes += replies.size
        filled[gap] = replies
    }

    /// All lines of the block have begun.
    mutating func close(_ block: Int) {
        guard keepsOrder else { return }
        blocks[block, default: Block()].isClosed = true
        passClosedBlocks()
    }

    private mutating func passClosedBlocks() {
        while let block = blocks[front], block.isClosed, block.gaps.isEmpty {
            blocks[front] = nil
            front += 1
        }
    }

    /// Takes out what is next, as far as it is there; nil where nothing is.
    mutating func takeReady() -> Replies? {
        guard var taken = takeNext() else { return nil }
        while !taken.isLast, let next = takeNext(atMost: Self.chunk - taken.size) {
            taken.bytes += next.bytes
            taken.verdicts.append(next.verdicts)
            taken.isLast = next.isLast
        }
        return taken
    }

    private mutating func takeNext(atMost limit: Int = .max) -> Replies? {
        guard let gap = blocks[front]?.gaps.first, let next = filled[gap], next.size <= limit else { return nil }
        filled[gap] = nil
        blocks[front]?.gaps.removeFirst()
        gapCount -= 1
        heldBytes -= next.size
        passClosedBlocks()
        return next
    }
}
