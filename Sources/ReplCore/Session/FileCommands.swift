internal import ClamatorKit
internal import LineEditing

/// Files of calls: written by `.save`, run by `.read`.
extension EntryRunner {
    /// Writes the requests of the session to a new file.
    func save(to path: String) throws(UsageError) -> StyledText {
        guard !path.isEmpty else { throw UsageError("expected .save FILE") }
        let calls = SavedCalls(state.exchanges, state.catalogue)
        guard calls.count > 0 else { throw UsageError("there is nothing to save: no request was sent yet") }
        guard Files.Stamp(of: path) == nil else {
            throw UsageError("\(Printable.escape(path)) is there already; .save writes only new files")
        }
        do throws(FileError) { try Files.write(calls.text, to: path, replaces: false) } catch {
            throw UsageError(error.description)
        }
        var text = "wrote \(Self.count(calls.count, "request")) to \(path)"
        if calls.leftOut > 0 {
            text += ", without \(Self.count(calls.leftOut, "line")) that \(calls.leftOut == 1 ? "was" : "were") none"
        }
        if state.host.services.wouldTakeForContract(path) {
            text += "; in a folder of contracts its name should end in .ndjson"
        }
        if let change = state.changeBeforeCalls {
            text += "; a batch runs no .\(change.rawValue), so the calls behind it may be answered otherwise"
        }
        return StyledText(Printable.escape(text))
    }

    private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// How deep files may name each other.
    private static let deepestRead = 8

    /// Runs the lines of a file as if they were typed, and shows each as it comes. A failure is shown with its file and
    /// line.
    func read(_ path: String) async throws(UsageError) -> Output {
        guard !path.isEmpty else { throw UsageError("expected .read FILE") }
        guard filesBeingRead.count < Self.deepestRead else {
            throw UsageError(
                "\(Printable.escape(path)) is not read: files may read each other \(Self.deepestRead) deep")
        }
        let entries = try entries(in: path)
        filesBeingRead.append(path)
        defer { filesBeingRead.removeLast() }
        var output = Output()
        for (line, text) in entries {
            let label = Printable.escape("\(path):\(line): ") + Printable.excerpt(text)
            if Task.isCancelled {
                output.append(state.failure("\(label) was not run: cancelled"))
                break
            }
            // At the prompt each entry is shown, elsewhere only those that fail.
            let showsAll = state.options.rows != nil
            guard !showsAll || add(Output(text: state.options.palette(.detail, label)), to: &output) else { break }
            var next = await run(Entry(text, state.vocabulary))
            if !showsAll, !next.error.isEmpty {
                next = Output(
                    [.error(state.options.errorPalette(.detail, label))] + next.pieces, isFailure: next.isFailure,
                    ends: next.ends)
            }
            guard add(next, to: &output), !next.ends else { break }
        }
        return output
    }

    /// Shows the next part of an output, or keeps it in the whole where nothing can be shown yet.
    ///
    /// - Returns: Whether more can be shown.
    private func add(_ next: Output, to whole: inout Output) -> Bool {
        guard let show else {
            whole.append(next)
            return true
        }
        whole.append(next.withoutPieces)
        return next.pieces.isEmpty || show(next)
    }

    /// The entries of a file, each with the line that it begins on.
    private func entries(in path: String) throws(UsageError) -> [(line: Int, text: String)] {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try Files.read(path) } catch { throw UsageError(error.description) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UsageError("\(Printable.escape(path)) is no UTF-8 text")
        }
        // A byte-order mark says nothing about the text, and is no part of it.
        let scalars = text.unicodeScalars.dropFirst(text.unicodeScalars.first == "\u{FEFF}" ? 1 : 0)
        let lines = Array(
            scalars.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.last == "\r" ? $0.dropLast() : $0 }.joined(separator: CollectionOfOne("\n")))
        return EntryLines(lines, state.vocabulary).pieces.map { ($0.line, lines.text($0.range)) }
    }
}
