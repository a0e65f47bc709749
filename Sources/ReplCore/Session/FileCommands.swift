internal import ClamatorKit
internal import LineEditing

/// Files of calls: written by `.save` and `.record`, run by `.read`.
extension EntryRunner {
    /// What files end in that `.save` writes for `.read`.
    private static let endingForRead = ".repl"

    /// Writes the calls of the session to a new file: for a batch, or with the commands between them for `.read`.
    func save(to path: String) throws(UsageError) -> StyledText {
        guard !path.isEmpty else { throw UsageError("expected .save FILE") }
        if ExactString(path).hasSuffix(Self.endingForRead) { return try saveEntries(to: path) }
        let calls = SavedCalls(state)
        guard calls.count > 0 else { throw Self.nothingToSave }
        try writeNewFile(calls.text, path)
        var text = "wrote \(Self.count(calls.count, "request")) to \(path)"
        if calls.leftOut > 0 {
            text += ", without \(Self.count(calls.leftOut, "line")) that \(calls.leftOut == 1 ? "was" : "were") none"
        }
        let lines = [StyledText(Printable.escape(text + adviceOnName(path)))] + warnings(calls.changes, of: path)
        return lines.joined(separator: "\n")
    }

    private func saveEntries(to path: String) throws(UsageError) -> StyledText {
        let entries = SavedEntries(state)
        guard entries.count > 0 else { throw Self.nothingToSave }
        try writeNewFile(entries.text, path)
        var text = "wrote \(entries.count) \(entries.count == 1 ? "entry" : "entries") to \(path)"
        if entries.leftOut > 0 { text += ", without \(Self.count(entries.leftOut, "line")) of JSON that has no end" }
        return StyledText(Printable.escape(text))
    }

    private static let nothingToSave = UsageError("there is nothing to save: no request was sent yet")

    private func writeNewFile(_ text: String, _ path: String) throws(UsageError) {
        try checkIsNew(path, for: .save)
        do throws(FileError) { try Files.write(text, to: path, replaces: false) } catch {
            throw UsageError(error.description)
        }
    }

    private func checkIsNew(_ path: String, for command: Command) throws(UsageError) {
        guard Files.Stamp(of: path) != nil else { return }
        throw UsageError("\(Printable.escape(path)) is there already; .\(command.rawValue) writes only new files")
    }

    private func adviceOnName(_ path: String) -> String {
        state.host.services.wouldTakeForContract(path)
            ? "; in a folder of contracts its name should end in .ndjson" : ""
    }

    /// How many lines are told that a batch may answer otherwise.
    private static let mostWarnings = 10

    private func warnings(_ changes: [(line: Int, command: CommandBetweenCalls)], of path: String) -> [StyledText] {
        guard !changes.isEmpty else { return [] }
        var lines = changes.prefix(Self.mostWarnings).map { $0.command.warning(ofLine: $0.line, in: path).plainText }
        if changes.count > lines.count { lines.append("… and \(changes.count - lines.count) more") }
        lines.append(".save NAME\(Self.endingForRead) keeps these commands too, for .read")
        return lines.map { state.options.palette(.warning, $0) }
    }

    /// `.record FILE` begins to write calls down, `.record off` ends that, `.record` says how it stands.
    func record(_ argument: String) throws(UsageError) -> StyledText {
        switch (argument, state.recorder) {
        case ("", nil): return "no calls are recorded; .record FILE begins"
        case ("", let recorder?):
            return StyledText(Self.sentence("recorded so far:", recorder) + "; .record off ends it")
        case ("off", nil): throw UsageError("there is no recording to end; .record FILE begins one")
        case ("off", let recorder?):
            state.recorder = nil
            return StyledText(Self.sentence("recorded", recorder))
        case (_, let recorder?):
            throw UsageError("\(Self.sentence("recorded so far:", recorder)); .record off ends it")
        case (let path, nil):
            try checkIsNew(path, for: .record)
            do throws(FileError) { state.recorder = try CallRecorder(to: path) } catch {
                throw UsageError(error.description)
            }
            return StyledText(Printable.escape("recording to \(path)\(adviceOnName(path)); .record off ends it"))
        }
    }

    private static func sentence(_ verb: String, _ recorder: CallRecorder) -> String {
        Printable.escape("\(verb) \(count(recorder.count, "call")) to \(recorder.path)")
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
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
            throw UsageError("\(Printable.escape(path)):\(line + 1): no UTF-8 text")
        }
        // A byte-order mark says nothing about the text, and is no part of it.
        let scalars = text.unicodeScalars.dropFirst(text.unicodeScalars.first == "\u{FEFF}" ? 1 : 0)
        let lines = Array(
            scalars.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.last == "\r" ? $0.dropLast() : $0 }.joined(separator: CollectionOfOne("\n")))
        return EntryLines(lines, state.vocabulary).pieces.map { ($0.line, lines.text($0.range)) }
    }
}
