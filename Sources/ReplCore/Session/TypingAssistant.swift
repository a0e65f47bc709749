internal import ClamatorKit
internal import LineEditing
internal import Logging

/// Helps while an entry is typed, and marks what was wrong with one that was sent.
struct TypingAssistant {
    private let state: SessionState
    private let memory = EntryMemory()

    init(_ state: SessionState) { self.state = state }

    /// Where the entries of a text stand in it.
    func entries(in text: [Unicode.Scalar]) -> [Range<Int>] {
        memory.entries(in: text, state.vocabulary).map(\.range)
    }

    /// What could stand where the cursor is.
    func completions(_ buffer: TextBuffer) -> Completions {
        let (reading, range, _) = readings(of: buffer)
        let description = Description(
            of: state.catalogue, paint: Palette(usesColor: false), width: .max, command: ".describe")
        let completer = Completer(
            reading: reading, files: Self.files, types: description.types,
            example: { ExampleCall.whole(of: $0).typedParams })
        var found = completer.completions
        found.range = found.range.moved(by: range.lowerBound)
        return found
    }

    /// The entry's colours in a range and, below it, what the method takes and what is wrong already, else what is
    /// meant.
    func decoration(of buffer: TextBuffer, in visible: Range<Int>, for size: TerminalSize) -> Decoration {
        let usesColor = state.options.palette.usesColor
        let (reading, range, others) = readings(of: buffer)
        let diagnostic = InlineDiagnostics(reading: reading.withNewWork).diagnostic
        var decoration = Decoration()
        if usesColor {
            let work = TypingWork()
            for other in others where other.overlaps(visible) && !work.isUsedUp {
                let entry = Entry(Array(buffer.scalars[other]), state.vocabulary)
                let highlighter = SyntaxHighlighter(
                    reading: EntryReading(entry, cursor: -1, state.vocabulary, work),
                    visible: visible.moved(by: -other.lowerBound))
                decoration.highlights += highlighter.highlights.moved(by: other.lowerBound)
            }
            var own = SyntaxHighlighter(reading: reading.withNewWork, visible: visible.moved(by: -range.lowerBound))
                .highlights
            if let diagnostic { own.append(Highlight(diagnostic.range, .mistake)) }
            decoration.highlights += own.moved(by: range.lowerBound)
        }
        let hint = SignatureHint(reading: reading, usesColor: usesColor)
        if let line = hint.line(columns: size.columns) { decoration.below.append(line) }
        if let diagnostic {
            let message = "✗ " + Printable.escape(diagnostic.message)
            decoration.below += Self.lines(message, columns: size.columns).prefix(3).map {
                StyledText($0, TextStyle(color: .red))
            }
        } else if let description = hint.description {
            decoration.below.append(StyledText(description.onOneLine, .dim))
        }
        return decoration
    }

    /// A text in lines of so many columns, broken at spaces where it has some.
    private static func lines(_ text: String, columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, DisplayWidth.columns(of: line) + 1 + DisplayWidth.columns(of: String(word)) > columns {
                lines.append(line)
                line = "  " + word
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        return lines + [line]
    }

    /// Marks for the line below an entry that was just sent, where its params were refused.
    func carets(below entry: Entry) -> StyledText? {
        let options = state.options
        // Where records are logged, they may stand below the entry.
        guard options.logger.logLevel > .warning, let exchange = state.exchanges.last,
            case .success(.error(let error)) = exchange.outcome, error.code == .invalidParams,
            let units = OutputUnits(of: error, reasons: exchange.request.map(state.callBuilder.reasons) ?? [])
        else { return nil }
        return Carets(reading: EntryReading(entry, cursor: entry.text.count, state.vocabulary))
            .line(for: units.units, indent: state.prompt.columns, columns: options.width)
            .map { options.errorPalette(.error, $0) }
    }

    /// The entry that the cursor is in and where it stands, and where others of a pasted text do.
    private func readings(of buffer: TextBuffer) -> (EntryReading, Range<Int>, others: [Range<Int>]) {
        let (text, vocabulary) = (buffer.scalars, state.vocabulary)
        let entries = text.hasNewline ? entries(in: text) : []
        guard entries.count > 1 else { return (EntryReading(buffer, vocabulary, memory), 0..<text.count, []) }
        var own = entries.last { $0.lowerBound <= buffer.cursor } ?? 0..<0
        // On a line of its own behind an entry, another begins.
        let isBehind = buffer.cursor > own.upperBound && text[own.upperBound..<buffer.cursor].contains("\n")
        if isBehind || buffer.cursor < entries[0].lowerBound { own = buffer.cursor..<buffer.cursor }
        let entry = TextBuffer(scalars: Array(text[own]), cursor: buffer.cursor - own.lowerBound)
        return (EntryReading(entry, vocabulary, memory), own, entries.filter { $0 != own })
    }

    /// The names in a folder that begin so, folders with a slash at their end. None, where it cannot be read:
    /// completion has nothing to offer then.
    private static func files(in folder: String, beginningWith start: String) -> [String] {
        let names = (try? Files.names(in: folder.isEmpty ? "." : folder)) ?? []
        return names.filter { $0.utf8.starts(with: start.utf8) }.map {
            Files.isFolder(folder + $0) == true ? $0 + "/" : $0
        }
    }
}

extension Range<Int> {
    fileprivate func moved(by offset: Int) -> Range { lowerBound + offset..<upperBound + offset }
}

extension [Highlight] {
    fileprivate func moved(by offset: Int) -> [Highlight] { map { Highlight($0.range.moved(by: offset), $0.style) } }
}
