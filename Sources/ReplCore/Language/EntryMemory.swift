internal import LineEditing

/// What was found in the text that was looked at last, so that a key needs only that read anew which it may have
/// changed: its entries, and in the one that the cursor is in, the tokens of long JSON and the arguments of a call.
final class EntryMemory {
    private struct Piece {
        let start: Int
        let isOneValue: Bool
        var tokens: JSONTokens
    }

    /// The least scalars of JSON that is remembered.
    private static let least = 500

    private var text: [Unicode.Scalar] = []
    private var pieces: [Piece] = []
    /// The pieces of the entry before.
    private var earlier: [Piece] = []
    /// How many scalars at the start are as they were.
    private var unchanged = 0

    /// How many at the end are.
    private var unchangedEnd = 0
    /// How much further on these stand.
    private var distance = 0

    /// The arguments of a call.
    private struct Arguments {
        /// Where they begin.
        let start: Int
        let names: ParamNames
        var all: [ArgumentSyntax] = []
        /// How many at the start stay as they are, whatever the text goes on with behind them.
        var settled = 0
    }

    private var arguments: Arguments?
    /// Those of the entry before.
    private var earlierArguments: Arguments?

    /// A text and its entries.
    private var lines: (text: [Unicode.Scalar], cut: EntryLines)?

    /// The entries of a text that is typed.
    func entries(in text: [Unicode.Scalar], _ vocabulary: Vocabulary) -> [EntryLines.Piece] {
        let cut: EntryLines
        if var known = lines {
            lines = nil
            known.cut.recut(text, vocabulary, changedFrom: known.text)
            cut = known.cut
        } else {
            cut = EntryLines(text, vocabulary, joinsIndented: true, mayChange: true)
        }
        lines = (text, cut)
        return cut.pieces
    }

    /// Begins with an entry; what was remembered of the one before is good for what they have in common.
    func begin(_ text: [Unicode.Scalar]) {
        unchanged = text.countInCommon(with: self.text)
        unchangedEnd = text.countInCommonAtEnd(with: self.text, atMost: min(text.count, self.text.count) - unchanged)
        distance = text.count - self.text.count
        self.text = text
        earlier = pieces
        pieces = []
        earlierArguments = arguments
        arguments = nil
    }

    /// Begins with the arguments of the entry.
    ///
    /// - Parameters:
    ///   - start: Where the arguments begin.
    ///   - names: The params of the method.
    /// - Returns: The first of them, as far as they are as they were, and those that may follow.
    func beginArguments(from start: Int, _ names: ParamNames) -> RereadArguments {
        arguments = Arguments(start: start, names: names)
        guard let known = earlierArguments, known.start == start, known.names.isLike(names) else {
            earlierArguments = nil
            return RereadArguments()
        }
        earlierArguments = nil
        let unchangedCount = known.all.partitioningIndex { $0.range.upperBound >= unchanged }
        var count = min(known.settled, unchangedCount)
        while count < unchangedCount, known.all[count].endsByItself(in: text) { count += 1 }
        arguments?.settled = count
        let end = count > 0 ? known.all[count - 1].range.upperBound : 0
        pieces += earlier.filter { $0.tokens.end <= end }
        earlier.removeAll { $0.tokens.end <= end }
        // Values by position go where those before them leave room.
        let unchangedFrom = names.positions == nil ? text.count - unchangedEnd : .max
        return RereadArguments(known.all, kept: count, unchangedFrom: unchangedFrom, movedBy: distance)
    }

    /// Remembers all arguments of the entry.
    func remember(_ all: [ArgumentSyntax]) { arguments?.all = all }

    /// The tokens of the entry from an offset on: of one value with brackets or quotes, or all to the end.
    func tokens(from start: Int, ofOneValue isOneValue: Bool) -> JSONTokens {
        let tokens: JSONTokens
        let known = earlier.firstIndex { $0.start == start && $0.isOneValue == isOneValue }
        if let known, start < unchanged {
            // Taken out, so that the tokens have one owner and are changed without a copy.
            var piece = earlier.remove(at: known)
            piece.tokens.reread(
                text[start...], changedFrom: unchanged, unchangedFrom: text.count - unchangedEnd, movedBy: distance,
                ofOneValue: isOneValue)
            tokens = piece.tokens
        } else {
            tokens = JSONTokens(text[start...], ofOneValue: isOneValue)
        }
        if tokens.end - start >= Self.least {
            pieces.append(Piece(start: start, isOneValue: isOneValue, tokens: tokens))
        }
        return tokens
    }
}

extension JSONTokens {
    /// The tokens of an entry from an offset on, with what is known of them where it is typed.
    static func of(
        _ text: [Unicode.Scalar], from start: Int, ofOneValue isOneValue: Bool, _ memory: EntryMemory?
    ) -> JSONTokens {
        memory?.tokens(from: start, ofOneValue: isOneValue) ?? JSONTokens(text[start...], ofOneValue: isOneValue)
    }
}
