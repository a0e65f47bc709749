internal import ClamatorKit

/// What begins with a dot.
extension Session {
    func runCommand(_ name: String, _ argument: String) async -> Output {
        switch Command(rawValue: name) {
        case .help: return Output(text: Command.help(options.palette))
        case .services: return describe(nil)
        case .describe: return describe(argument.isEmpty ? service : argument)
        case .errors: return Output(text: ErrorTour(host.services).text(options.palette))
        case .use: return use(argument)
        case .trace: return toggle(argument, "trace", \.traces)
        case .timing: return toggle(argument, "timing", \.options.showsTiming)
        case .load: return await load(argument)
        case .reload: return await reload()
        case .handlers: return handlers { (it) throws(HandlerCommands.Failure) in try it.list(argument) }
        case .on: return handlers { (it) throws(HandlerCommands.Failure) in try it.replace(argument) }
        case .off: return handlers { (it) throws(HandlerCommands.Failure) in try it.takeBack(argument) }
        case .reset: return handlers { (it) throws(HandlerCommands.Failure) in try it.reset(argument) }
        case .saveHandlers: return handlers { (it) throws(HandlerCommands.Failure) in try it.save(to: argument) }
        case .quit: return Output(ends: true)
        case nil:
            let known = Command.allCases.map(\.rawValue)
            return failure(
                "no command .\(Printable.excerpt(name))"
                    + (Suggestion.nearest(to: name, among: known).map { "; did you mean .\($0)?" }
                        ?? "; .help lists them"))
        }
    }

    private func describe(_ name: String?) -> Output {
        do throws(UnknownName) {
            return Output(text: try Description(of: host.services, palette: options.palette).text(of: name))
        } catch {
            return failure(error.description + (error.hasSuggestion ? "" : "; .services lists them"))
        }
    }

    private func use(_ name: String) -> Output {
        if name.isEmpty {
            service = nil
            return Output()
        }
        let known = host.services.map(\.contract.service)
        guard known.contains(name) else {
            return failure(
                "no service \"\(Printable.excerpt(name))\"" + Suggestion.sentence(for: name, among: known))
        }
        service = name
        return Output()
    }

    private func toggle(_ argument: String, _ name: String, _ flag: ReferenceWritableKeyPath<Session, Bool>) -> Output {
        switch argument {
        case "on": self[keyPath: flag] = true
        case "off": self[keyPath: flag] = false
        case "": return Output(text: "\(name) is \(self[keyPath: flag] ? "on" : "off")")
        default: return failure("expected .\(name) on or .\(name) off")
        }
        return Output()
    }

    private func handlers(
        _ command: (HandlerCommands) throws(HandlerCommands.Failure) -> String
    ) -> Output {
        let commands = HandlerCommands(
            services: host.services, inUse: service, paint: options.palette, width: options.width)
        do throws(HandlerCommands.Failure) { return Output(text: try command(commands)) } catch {
            return failure(error.message)
        }
    }
}
