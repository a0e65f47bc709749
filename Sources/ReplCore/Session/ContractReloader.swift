internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// Takes contracts and handlers in while a session goes on: new ones, and those that changed.
final class ContractReloader {
    private let state: SessionState
    private let loader: ContractLoader
    private var sources: ContractSources
    /// The versions of the files that the services came from.
    private var stamps: FileStamps
    /// What was wrong with the files when they were loaded last.
    private var faults = FileFaults()

    init(_ state: SessionState, sources: ContractSources, loader: ContractLoader) {
        self.state = state
        self.sources = sources
        self.loader = loader
        stamps = FileStamps(of: state.host.services)
    }

    /// Loads one more file or folder.
    func load(_ argument: String) async throws(UsageError) -> Output {
        let path = String(argument.trimmed)
        guard !path.isEmpty else { throw UsageError("expected .load FILE or .load FOLDER") }
        do {
            var wanted = sources
            wanted.add(path)
            var loader = self.loader
            loader.findsMistakes = true
            // A path that leads nowhere is refused before the others are looked at.
            _ = try ContractSources(contracts: [path], handlers: []).load(with: loader)
            let seen = FileStamps(of: state.host.services)
            let read = try wanted.loadReadable(with: loader)
            // Warnings of files that are loaded already were shown then.
            let news = read.loaded.diagnostics.filter { diagnostic in
                let file = ExactString(diagnostic.file)
                return !faults.contain(file) && !state.host.services.contains { $0.origin[file] != nil }
            }
            let newFaults = FileFaults(news)
            if newFaults.areOfFiles { return Output(error: notice(newFaults.descriptions), isFailure: true) }
            let reloaded = try await take(read, seen)
            sources = wanted
            var output = Output(text: notice(reloaded.changes + [state.greeting]))
            let warnings = news.filter { $0.severity == .warning }.map(\.description)
            output.append(Output(error: notice(warnings)))
            output.append(Output(error: notice(faults.descriptions), isFailure: !faults.isEmpty))
            return output
        } catch {
            throw UsageError("\(error)")
        }
    }

    /// Loads all files again. A service whose files are as they were goes on as it is; one whose files have problems
    /// keeps its last good version; any other begins anew.
    func reload() async -> Output {
        do {
            let lines = try await takeAll().lines
            return output(lines.isEmpty ? ["nothing changed"] : lines)
        } catch {
            return state.failure("\(error)")
        }
    }

    /// Loads again what has changed since it was loaded; nil where there is nothing to say of it.
    ///
    /// Where there were problems, files count that no service came from yet, so all are loaded again.
    func reloadIfChanged() async -> Output? {
        guard !faults.isEmpty || FileStamps(of: state.host.services) != stamps else { return nil }
        let known = faults
        do {
            let reloaded = try await takeAll()
            if reloaded.isUnchanged, faults == known { return nil }
            return output(reloaded.lines.isEmpty && faults.isEmpty ? ["the files are right again"] : reloaded.lines)
        } catch {
            return state.failure("\(error)")
        }
    }

    /// Takes a file that a service's own rules were written to for what the service runs by, so that it goes on.
    func adopt(_ path: String, for service: String) {
        guard let written = Files.Stamp(of: path),
            let services = try? sources.loadReadable(with: loader).loaded.services,
            let origin = services.first(where: { $0.contract.service == service })?.origin
        else { return }
        for (file, text) in origin where Files.Stamp(of: file.string) == written {
            state.host.adopt(text, of: file, for: service)
        }
    }

    private func output(_ lines: [String]) -> Output {
        Output(text: notice(lines), error: notice(faults.descriptions), isFailure: !faults.isEmpty)
    }

    private func notice(_ lines: [String]) -> StyledText { state.notice(StyledText(lines.joined(separator: "\n"))) }

    private func takeAll() async throws -> Reloaded {
        let seen = FileStamps(of: state.host.services)
        return try await take(sources.loadReadable(with: loader), seen)
    }

    /// Runs the services that were loaded, except those whose files have errors.
    private func take(
        _ read: (loaded: ContractLoader.Loaded, unreadable: [FileError]), _ seen: FileStamps
    ) async throws -> Reloaded {
        let faults = FileFaults(read.loaded.diagnostics, unreadable: read.unreadable)
        let reloaded = Reloaded(from: state.catalogue, to: read.loaded.services, faults: faults)
        if !reloaded.changes.isEmpty { state.noteReload() }
        if !reloaded.isUnchanged {
            state.host = try await state.host.replaced(
                with: reloaded.services, logger: state.options.logger, timeout: state.options.timeout)
        }
        stamps = FileStamps(of: state.host.services, earlier: seen)
        self.faults = faults
        return reloaded
    }
}
