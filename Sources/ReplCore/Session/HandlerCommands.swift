internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// What a person does with handlers while they answer: look at them, replace them, put them back.
struct HandlerCommands {
    let catalogue: ServiceCatalogue
    let serviceInUse: String?
    let paint: Palette
    let width: Int

    /// Every rule of a method, of a service, or of all, and how often it answered.
    func list(_ name: String) throws(UsageError) -> StyledText {
        if name.isEmpty || catalogue.service(name) != nil {
            return try chosen(name).map { list($0) }.joined(separator: "\n")
        }
        let method = try resolve(name)
        return list(method.service, only: method.method.name)
    }

    private func list(_ service: ContractLoader.Service, only: String? = nil) -> StyledText {
        let layout = JSONLayout(paint: paint, width: .max)
        var lines = [paint(.heading, service.contract.service)]
        let usages = service.scripts.usages.filter { only == nil || $0.method == only }
        if let only, usages.isEmpty {
            let fault = service.contract[only]?.fault.map { "set aside: \(Printable.escape($0))" }
            let answer = fault ?? (service.scripts.answers(only) ? "answered from the contract" : "no handler")
            lines.append("  \(paint(.name, only))  \(answer)")
        }
        let nameWidth = usages.map(\.method.count).max() ?? 0
        for usage in usages {
            let method = paint(.name, usage.method.padded(to: nameWidth))
            let uses = paint(.detail, usage.uses == 0 ? "never" : "\(usage.uses)×").aligned(to: 6)
            let note = usage.isReplacement ? paint(.warning, " (.on)") : ""
            lines.append("  \(method)  \(uses)  \(layout.line(usage.rule))\(note)")
        }
        for (name, value) in service.scripts.state {
            lines += self.lines(of: value, named: "state.\(Printable.escape(name.string))", layout)
        }
        return lines.joined(separator: "\n")
    }

    /// How many parts of a value in the state are shown.
    private static let mostParts = 20

    /// A value in the state: on one line where it fits, else a part on each.
    private func lines(of value: JSON, named name: String, _ layout: JSONLayout) -> [StyledText] {
        if value.count <= Self.mostParts {
            let whole: StyledText = "  \(name) = \(layout.line(value))"
            if value.count < 2 || whole.columns <= width { return [whole] }
        }
        let parts: [StyledText] =
            value.kind == .array
            ? value.elements.prefix(Self.mostParts).map { "    \(layout.line($0))" }
            : value.members.prefix(Self.mostParts).map { key, value in
                "    \(Printable.escape(key.string)): \(layout.line(value))"
            }
        let rest = value.count - parts.count
        let unit = value.kind == .array ? "elements" : "members"
        return ["  \(name): \(value.count) \(unit)"] + parts + (rest > 0 ? ["    … \(rest) more"] : [])
    }

    /// Lets other rules answer a method.
    func replace(_ argument: String) throws(UsageError) -> StyledText {
        let (name, rest) = argument.trimmed.splitAtSpace
        guard !rest.isEmpty else {
            throw UsageError("expected .on METHOD RULE; a rule is JSON as in a handlers file, or silence")
        }
        let method = try resolve(String(name))
        let rules: JSON
        if rest == "silence" {
            rules = ["silence": true]
        } else {
            do throws(JSONError) { rules = try JSON(parsing: String(rest)) } catch {
                throw UsageError(BrokenJSON.text(error, in: String(rest)))
            }
        }
        let diagnostics = method.service.scripts.replace(method.method.name, with: rules)
        guard diagnostics.isEmpty else { throw UsageError(diagnostics.joined(separator: "\n")) }
        let fullName = Printable.escape(method.name)
        let (these, them) = rules.kind == .array ? ("these rules", "them") : ("this rule", "it")
        return "\(fullName) answers by \(these); .off \(fullName) takes \(them) back"
    }

    /// Takes a replacement back.
    func takeBack(_ argument: String) throws(UsageError) -> StyledText {
        guard !argument.isEmpty else { throw UsageError("expected .off METHOD") }
        let method = try resolve(argument)
        let (name, scripts) = (method.method.name, method.service.scripts)
        let fullName = Printable.escape(method.name)
        guard scripts.usages.contains(where: { $0.method == name && $0.isReplacement }) else {
            throw UsageError("nothing to take back: no .on stands for \(fullName)")
        }
        _ = scripts.replace(name, with: nil)
        return method.isHandled ? "\(fullName) answers as before" : "\(fullName) has no handler again"
    }

    /// Puts state and sequences back to their start.
    func reset(_ name: String) throws(UsageError) -> StyledText {
        let services = try chosen(name)
        for service in services { service.scripts.reset() }
        return "state and sequences of \(services.map(\.contract.service).joined(separator: ", ")) are at their start"
    }

    /// Writes the rules that stand now.
    ///
    /// - Returns: The service that they are of, and what there is to say.
    func save(to path: String) throws(UsageError) -> (service: String, text: StyledText) {
        guard !path.isEmpty else { throw UsageError("expected .save-handlers FILE") }
        let chosen = try chosen(serviceInUse ?? "")
        guard chosen.count == 1, let service = chosen.first else {
            throw UsageError("a handlers file is for one service; say which with .use SERVICE")
        }
        if let there = Files.Stamp(of: path), catalogue.services.contains(where: { Files.Stamp(of: $0.file) == there })
        {
            throw UsageError("\(Printable.escape(path)) is a contract; handlers have a file of their own")
        }
        let layout = JSONLayout(paint: Palette(usesColor: false), width: 100)
        do throws(FileError) { try Files.write(layout.text(service.scripts.file).plainText + "\n", to: path) } catch {
            throw UsageError(error.description)
        }
        let advice =
            catalogue.services.wouldTakeForContract(path)
            ? "; in a folder of contracts its name should end in .handlers.json" : ""
        let name = service.contract.service
        return (name, "wrote the handlers of \(name) to \(path)\(advice)")
    }

    private func chosen(_ name: String) throws(UsageError) -> [ContractLoader.Service] {
        if name.isEmpty { return catalogue.services }
        guard let service = catalogue.service(name) else { throw catalogue.unknownService(name) }
        return [service]
    }

    private func resolve(_ name: String) throws(UsageError) -> ServiceCatalogue.NamedMethod {
        guard let method = catalogue.method(name, using: serviceInUse) else {
            throw catalogue.unknown(name, listedBy: ".services")
        }
        return method
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
