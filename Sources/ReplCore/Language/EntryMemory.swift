internal import LineEditing

/// What was found in the text that was looked at last, so that a key needs only that read anew which it may have changed:
/// its entries, and in the one that the cursor is in, the tokens of long JSON and the arguments of a call.
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

    /// The arguments of a call.
    private struct Arguments {
        /// Where they begin.
        let start: Int
        let names: ParamNames
        var syntax: [ArgumentSyntax]
        /// Where they go, as far as that is known.
        var assignment: CallArguments.Assignment
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
            known.cut.recut(text, vocabulary, changedFrom: text.countInCommon(with: known.text))
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
        self.text = text
        earlier = pieces
        pieces = []
        earlierArguments = arguments
        arguments = nil
    }

    /// Takes out the first arguments of the entry, as far as they are as they were; all are to be remembered then.
    ///
    /// - Parameters:
    ///   - start: Where the arguments begin.
    ///   - names: The params of the method.
    /// - Returns: Those that are read already.
    func unchangedArguments(from start: Int, _ names: ParamNames) -> [ArgumentSyntax] {
        guard var known = earlierArguments, known.start == start, known.names.isLike(names) else { return [] }
        earlierArguments = nil
        var count = 0
        while count < known.syntax.count, known.syntax[count].endsByItself(in: text, before: unchanged) { count += 1 }
        // What is forgotten here, the tokens of the entry go on with: they have one owner then.
        known.assignment.keep(count)
        known.syntax.removeSubrange(count...)
        let end = known.syntax.last?.range.upperBound ?? 0
        pieces += earlier.filter { $0.tokens.end <= end }
        earlier.removeAll { $0.tokens.end <= end }
        let syntax = known.syntax
        known.syntax = []
        arguments = known
        return syntax
    }

    /// Remembers all arguments of the entry.
    func remember(_ syntax: [ArgumentSyntax], from start: Int, _ names: ParamNames) {
        let assignment = arguments?.assignment ?? CallArguments.Assignment()
        arguments = Arguments(start: start, names: names, syntax: syntax, assignment: assignment)
    }

    /// The arguments of the entry, and where they go.
    func callArguments(
        _ syntax: [ArgumentSyntax], _ names: ParamNames, _ results: SessionResults
    ) -> CallArguments {
        guard var known = arguments else { return CallArguments(text, syntax, names, results) }
        // So that it has one owner, and grows without a copy.
        arguments = nil
        let all = CallArguments(text, syntax, names, results, completing: &known.assignment)
        arguments = known
        return all
    }

    /// The tokens of the entry from an offset on: of one value with brackets or quotes, or all to the end.
    func tokens(from start: Int, ofOneValue isOneValue: Bool) -> JSONTokens {
        let tokens: JSONTokens
        let known = earlier.firstIndex { $0.start == start && $0.isOneValue == isOneValue }
        if let known, start < unchanged {
            // Taken out, so that the tokens have one owner and are changed without a copy.
            var piece = earlier.remove(at: known)
            piece.tokens.reread(text[start...], changedFrom: unchanged, ofOneValue: isOneValue)
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
