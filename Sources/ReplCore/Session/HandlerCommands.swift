internal import ClamatorKit
internal import ScriptedHandlers

/// What a person does with handlers while they answer: look at them, replace them, put them back.
struct HandlerCommands {
    let services: [ContractLoader.Service]
    /// The service in use, where there is one.
    let inUse: String?
    let paint: Palette
    let width: Int

    /// Every rule of a method, of a service, or of all, and how often it answered.
    func list(_ name: String) throws(UsageError) -> String {
        let layout = JSONLayout(paint: paint, width: .max)
        var listed = services
        var only: String?
        if name.isEmpty || services.contains(where: { $0.contract.service == name }) {
            listed = try chosen(name)
        } else {
            let (service, method) = try resolve(name)
            (listed, only) = ([service], method.name)
        }
        return listed.map { service in
            var lines = [paint(.heading, service.contract.service)]
            let usages = service.scripts.usages.filter { only == nil || $0.method == only }
            if let only, usages.isEmpty {
                let answer = service.scripts.answers(only) ? "answered from the contract" : "no handler"
                lines.append("  \(paint(.name, only))  \(answer)")
            }
            let nameWidth = usages.map(\.method.count).max() ?? 0
            for usage in usages {
                let method = usage.method + String(repeating: " ", count: nameWidth - usage.method.count)
                let uses = usage.uses == 0 ? "never" : "\(usage.uses)×"
                let gap = String(repeating: " ", count: max(0, 6 - uses.count))
                let note = usage.isReplacement ? paint(.warning, " (.on)") : ""
                lines.append(
                    "  \(paint(.name, method))  \(gap)\(paint(.detail, uses))  \(layout.line(usage.rule))\(note)")
            }
            for (name, value) in service.scripts.state {
                lines.append("  state.\(Printable.escape(name.string)) = \(layout.line(value))")
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// Lets other rules answer a method.
    func replace(_ argument: String) throws(UsageError) -> String {
        let (name, rest) = argument.trimmed.splitAtSpace
        guard !rest.isEmpty else {
            throw UsageError("expected .on METHOD RULE; a rule is JSON as in a handlers file, or silence")
        }
        let (service, method) = try resolve(String(name))
        let rules: JSON
        if rest == "silence" {
            rules = ["silence": true]
        } else {
            do throws(JSONError) { rules = try JSON(parsing: String(rest)) } catch {
                throw UsageError(BrokenJSON.text(error, in: String(rest)))
            }
        }
        let problems = service.scripts.replace(method.name, with: rules)
        guard problems.isEmpty else { throw UsageError(problems.joined(separator: "\n")) }
        let fullName = Printable.escape(method.fullName(in: service.contract.service))
        let (these, them) = rules.kind == .array ? ("these rules", "them") : ("this rule", "it")
        return "\(fullName) answers by \(these); .off \(fullName) takes \(them) back"
    }

    /// Takes a replacement back.
    func takeBack(_ argument: String) throws(UsageError) -> String {
        guard !argument.isEmpty else { throw UsageError("expected .off METHOD") }
        let (service, method) = try resolve(argument)
        let name = Printable.escape(method.fullName(in: service.contract.service))
        guard service.scripts.usages.contains(where: { $0.method == method.name && $0.isReplacement }) else {
            throw UsageError("nothing to take back: no .on stands for \(name)")
        }
        _ = service.scripts.replace(method.name, with: nil)
        return service.scripts.answers(method.name) ? "\(name) answers as before" : "\(name) has no handler again"
    }

    /// Puts state and sequences back to their start.
    func reset(_ name: String) throws(UsageError) -> String {
        let services = try chosen(name)
        for service in services { service.scripts.reset() }
        return "state and sequences of \(services.map(\.contract.service).joined(separator: ", ")) are at their start"
    }

    /// Writes the rules that stand now.
    func save(to path: String) throws(UsageError) -> String {
        guard !path.isEmpty else { throw UsageError("expected .save-handlers FILE") }
        let chosen = try chosen(inUse ?? "")
        guard chosen.count == 1, let service = chosen.first else {
            throw UsageError("a handlers file is for one service; say which with .use SERVICE")
        }
        if let there = Files.Stamp(of: path), services.contains(where: { Files.Stamp(of: $0.file) == there }) {
            throw UsageError("\(Printable.escape(path)) is a contract; handlers have a file of their own")
        }
        let layout = JSONLayout(paint: Palette(usesColor: false), width: 100)
        do throws(FileError) { try Files.write(layout.text(service.scripts.file) + "\n", to: path) } catch {
            throw UsageError(error.description)
        }
        return "wrote the handlers of \(service.contract.service) to \(path)"
            + (services.wouldTakeForContract(path)
                ? "; in a folder of contracts its name should end in .handlers.json" : "")
    }

    private func chosen(_ name: String) throws(UsageError) -> [ContractLoader.Service] {
        if name.isEmpty { return services }
        if let service = services.first(where: { $0.contract.service == name }) { return [service] }
        let known = services.map(\.contract.service)
        throw UsageError(
            "no service \"\(Printable.excerpt(name))\"" + Suggestion.sentence(for: name, among: known))
    }

    private func resolve(
        _ name: String
    ) throws(UsageError) -> (service: ContractLoader.Service, method: Contract.Method) {
        guard let (service, method) = services.method(name, using: inUse) else {
            let unknown = UnknownName(name, among: services.names)
            throw UsageError("\(unknown)" + (unknown.hasSuggestion ? "" : "; .services lists them"))
        }
        return (service, method)
    }
}

extension [ContractLoader.Service] {
    /// Whether the folder of a file, loaded as a whole, would take the file for a contract.
    func wouldTakeForContract(_ path: String) -> Bool {
        guard ContractLoader.isContract(Files.name(of: path)) else { return false }
        let folder = Files.Stamp(of: Files.folder(of: path))
        return contains { Files.Stamp(of: Files.folder(of: $0.file)) == folder }
    }
}
