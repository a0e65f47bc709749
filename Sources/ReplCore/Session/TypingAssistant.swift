internal import ClamatorKit
internal import LineEditing
internal import Logging

/// Helps while an entry is typed, and marks what was wrong with one that was sent.
struct TypingAssistant {
    private let state: SessionState

    init(_ state: SessionState) { self.state = state }

    /// What could stand where the cursor is.
    func completions(_ buffer: TextBuffer) -> Completions {
        Completer(reading: reading(buffer), files: Self.files).completions
    }

    /// The entry's colours and, below it, what the method takes and what is wrong already, else what is meant.
    func decoration(of buffer: TextBuffer, for size: TerminalSize) -> Decoration {
        let usesColor = state.options.palette.usesColor
        let reading = reading(buffer)
        let diagnostic = InlineDiagnostics(reading: reading.withNewWork).diagnostic
        var decoration = Decoration()
        if usesColor {
            decoration.highlights = SyntaxHighlighter(reading: reading.withNewWork).highlights
            if let diagnostic { decoration.highlights.append(Highlight(diagnostic.range, .mistake)) }
        }
        let hint = SignatureHint(reading: reading, usesColor: usesColor)
        if let line = hint.line(columns: size.columns) { decoration.below.append(line) }
        if let diagnostic {
            let message = "✗ " + Printable.escape(diagnostic.message)
            decoration.below += Self.lines(message, columns: size.columns).prefix(3).map {
                StyledText($0, TextStyle(color: .red))
            }
        } else if let description = hint.description {
            decoration.below.append(StyledText(Printable.escape(description), .dim))
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

    private func reading(_ buffer: TextBuffer) -> EntryReading { EntryReading(buffer, state.vocabulary) }

    /// The names in a folder that begin so, folders with a slash at their end. None, where it cannot be read: completion has
    /// nothing to offer then.
    private static func files(in folder: String, beginningWith start: String) -> [String] {
        let names = (try? Files.names(in: folder.isEmpty ? "." : folder)) ?? []
        return names.filter { $0.utf8.starts(with: start.utf8) }.map {
            Files.isFolder(folder + $0) == true ? $0 + "/" : $0
        }
    }
}
