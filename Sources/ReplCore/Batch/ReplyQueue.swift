/// Replies on their way out, in the order of their lines: a reply that is not there yet leaves a gap, and what comes
/// behind the gap is held back. Where the order does not matter nothing is.
struct ReplyQueue {
    /// Lines of replies, and whether nothing may follow them.
    struct Replies {
        var bytes: [UInt8]
        var isLast = false
    }

    private enum Piece {
        case replies(Replies)
        case gap(Int)
    }

    private struct Block {
        var pieces: ArraySlice<Piece> = []
        /// Whether all its lines have begun.
        var isClosed = false
    }

    private let keepsOrder: Bool
    /// What was handed in and is not out, by the block it belongs to; where the order does not matter, all in one.
    private var blocks: [Int: Block] = [:]
    /// The first block that is not out as a whole.
    private var front = 0
    private var filled: [Int: Replies] = [:]
    private var pieceCount = 0
    private var gapsSoFar = 0
    /// How many bytes are held.
    private(set) var heldBytes = 0

    /// What is taken out at once.
    private static let chunk = 256 << 10
    /// What a held piece takes besides its bytes, roughly.
    private static let overhead = 128

    init(keepsOrder: Bool) { self.keepsOrder = keepsOrder }

    /// Whether nothing is held, and nothing is waited for.
    var isEmpty: Bool { pieceCount == 0 }

    /// Whether what belongs to a block now is next to go out.
    func isNext(_ block: Int) -> Bool {
        place(of: block) == front && blocks[front]?.pieces.isEmpty ?? true
    }

    private func place(of block: Int) -> Int { keepsOrder ? block : front }

    /// Takes in what further lines of a block were answered with.
    mutating func append(_ replies: Replies, to block: Int) {
        heldBytes += replies.bytes.count + Self.overhead
        append(.replies(replies), to: place(of: block))
    }

    /// Leaves a gap for a reply of the block that is to come.
    mutating func appendGap(to block: Int) -> Int {
        gapsSoFar += 1
        if keepsOrder { append(.gap(gapsSoFar), to: block) }
        return gapsSoFar
    }

    private mutating func append(_ piece: Piece, to place: Int) {
        blocks[place, default: Block()].pieces.append(piece)
        pieceCount += 1
    }

    /// Takes in the reply that a gap was left for.
    mutating func fill(_ gap: Int, with replies: Replies) {
        guard keepsOrder else { return append(replies, to: front) }
        heldBytes += replies.bytes.count + Self.overhead
        filled[gap] = replies
    }

    /// All lines of the block have begun.
    mutating func close(_ block: Int) {
        guard keepsOrder else { return }
        blocks[block, default: Block()].isClosed = true
        passClosedBlocks()
    }

    private mutating func passClosedBlocks() {
        while let block = blocks[front], block.isClosed, block.pieces.isEmpty {
            blocks[front] = nil
            front += 1
        }
    }

    /// Takes out what is next, as far as it is there; nil where nothing is.
    mutating func takeReady() -> Replies? {
        guard var taken = takePiece() else { return nil }
        while !taken.isLast, taken.bytes.count < Self.chunk, let next = takePiece() {
            taken.bytes += next.bytes
            taken.isLast = next.isLast
        }
        return taken
    }

    private mutating func takePiece() -> Replies? {
        guard let piece = blocks[front]?.pieces.first else { return nil }
        let taken: Replies
        switch piece {
        case .replies(let replies): taken = replies
        case .gap(let gap):
            guard let replies = filled.removeValue(forKey: gap) else { return nil }
            taken = replies
        }
        blocks[front]?.pieces.removeFirst()
        pieceCount -= 1
        heldBytes -= taken.bytes.count + Self.overhead
        passClosedBlocks()
        return taken
    }
}
