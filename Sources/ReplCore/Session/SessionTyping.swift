internal import ClamatorKit

/// What happens while an entry is typed.
extension Session {
    /// What could stand where the cursor is.
    package func completions(_ buffer: TextBuffer) -> Completions {
        Completer(reading: reading(buffer), files: Self.files).completions
    }

    /// The entry's colours and, below it, what the method takes and what is wrong already, else what is meant.
    package func decoration(of buffer: TextBuffer, for size: TerminalSize) -> Decoration {
        let reading = reading(buffer)
        let complaint = LiveCheck(reading: reading).complaint
        var decoration = Decoration()
        if options.palette.usesColor {
            decoration.highlights = Coloring(reading: reading).highlights
            if let complaint { decoration.highlights.append(Highlight(complaint.range, .mistake)) }
        }
        let hint = SignatureHint(reading: reading, usesColor: options.palette.usesColor)
        if let line = hint.line(columns: size.columns) { decoration.below.append(line) }
        if let complaint {
            decoration.below.append([StyledRun("✗ " + Printable.escape(complaint.message), TextStyle(color: .red))])
        } else if let description = hint.description {
            decoration.below.append([StyledRun(Printable.escape(description), .dim)])
        }
        return decoration
    }

    /// What a new line at the cursor begins with: two spaces for each bracket that is open, and for the entry itself where
    /// none is.
    package static func indentation(_ buffer: TextBuffer) -> String {
        String(repeating: "  ", count: max(EntrySyntax(buffer.scalars).depth(at: buffer.cursor), 1))
    }

    private func reading(_ buffer: TextBuffer) -> EntryReading {
        EntryReading(buffer, Vocabulary(services: host.services, serviceInUse: service, results: results))
    }

    private static func files(in folder: String) -> [String] {
        let names = (try? Files.names(in: folder.isEmpty ? "." : folder)) ?? []
        return names.map { Files.isFolder(folder + $0) == true ? $0 + "/" : $0 }
    }
}
