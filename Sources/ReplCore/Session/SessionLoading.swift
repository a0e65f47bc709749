internal import ClamatorKit
internal import ScriptedHandlers

/// Contracts and handlers that come in while the session goes on.
extension Session {
    func load(_ argument: String) async -> Output {
        let path = String(argument.trimmed)
        guard !path.isEmpty else { return failure("expected .load FILE or .load FOLDER") }
        do {
            var wanted = sources
            wanted.add(path)
            var loader = self.loader
            loader.findsMistakes = true
            // A path that leads nowhere is refused before the others are looked at.
            _ = try ContractSources(contracts: [path], handlers: []).load(with: loader)
            let seen = FileStamps(of: host.services)
            let read = try wanted.loadReadable(with: loader)
            // What was said of files when they were loaded first is not said again.
            let news = read.loaded.problems.filter { problem in
                let file = ExactString(problem.file)
                return !faults.contain(file) && !host.services.contains { $0.origin[file] != nil }
            }
            let newFaults = FileFaults(news)
            if newFaults.areOfFiles { return Output(error: text(of: newFaults), isFailure: true) }
            let reloaded = try await take(read, seen)
            sources = wanted
            let warnings = news.filter { $0.severity == .warning }.map(\.description)
            return Output(
                text: (reloaded.changes + [greeting]).joined(separator: "\n"),
                error: (warnings + [text(of: faults)]).filter { !$0.isEmpty }.joined(separator: "\n"),
                isFailure: !faults.isEmpty)
        } catch {
            return failure("\(error)")
        }
    }

    // MARK: Reloading

    /// Loads all files again. A service whose files are as they were goes on as it is; one whose files have problems keeps
    /// its last good version; any other begins anew.
    func reload() async -> Output {
        do {
            let lines = try await takeAll().lines
            return Output(
                text: lines.isEmpty ? "nothing changed" : lines.joined(separator: "\n"), error: text(of: faults),
                isFailure: !faults.isEmpty)
        } catch {
            return failure("\(error)")
        }
    }

    /// Loads again what has changed since it was loaded; nil where there is nothing to say of it.
    ///
    /// Where there were problems, files count that no service came from yet, so all are loaded again.
    func reloadIfChanged() async -> Output? {
        guard !faults.isEmpty || FileStamps(of: host.services) != stamps else { return nil }
        let known = faults
        do {
            let reloaded = try await takeAll()
            if reloaded.isUnchanged, faults.isEmpty || faults == known { return nil }
            return Output(
                text: reloaded.lines.joined(separator: "\n"), error: text(of: faults), isFailure: !faults.isEmpty)
        } catch {
            return failure("\(error)")
        }
    }

    private func takeAll() async throws -> Reloaded {
        let seen = FileStamps(of: host.services)
        return try await take(sources.loadReadable(with: loader), seen)
    }

    /// Lets the services that were loaded run, those of them that hold.
    private func take(
        _ read: (loaded: ContractLoader.Loaded, unreadable: [FileError]), _ seen: FileStamps
    ) async throws -> Reloaded {
        let faults = FileFaults(read.loaded.problems, unreadable: read.unreadable)
        let reloaded = Reloaded(from: host.services, to: read.loaded.services, faults: faults)
        if !reloaded.isUnchanged {
            host = try await host.replaced(
                with: reloaded.services, logger: options.logger, timeout: options.timeout)
            if let service, !host.services.contains(where: { $0.contract.service == service }) { self.service = nil }
        }
        stamps = FileStamps(of: host.services, earlier: seen)
        self.faults = faults
        return reloaded
    }

    private func text(of faults: FileFaults) -> String {
        faults.descriptions.joined(separator: "\n")
    }
}
