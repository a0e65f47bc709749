internal import ClamatorKit
internal import LineEditing

/// `.errors`: lists every error, or provokes each.
struct ErrorCommand {
    let calls: CallRunner

    private var options: Session.Options { calls.state.options }

    /// How long a call waits on the tour that will get no reply.
    private static let tourTimeout = Duration.milliseconds(300)

    func run(_ argument: String) async throws(UsageError) -> Output {
        let tour = ErrorTour(calls.state.host.services)
        switch argument {
        case "": return Output(text: tour.text(options.palette, width: options.hasTerminal ? options.columns : .max))
        case "run": return await run(tour)
        default: throw UsageError("expected .errors or .errors run, got \(Printable.excerpt(argument))")
        }
    }

    /// Sends the line of each stop, and shows the outcome. It fails where an outcome is not the one that the stop
    /// announces.
    private func run(_ tour: ErrorTour) async -> Output {
        let paint = options.palette
        let width = max(options.columns - 2, 1)
        func broken(_ text: StyledText) -> StyledText { options.hasTerminal ? text.brokenAtWords(to: width) : text }
        var sections: [StyledText] = []
        var isFailure = false
        for stop in tour.stops {
            if Task.isCancelled {
                sections.append(paint(.error, "✗ cancelled"))
                isFailure = true
                break
            }
            var lines = [broken(paint(stop.role, "\(stop.code) \(stop.failure.meaning)"))]
            if let line = stop.line {
                lines.append(broken(paint(.detail, "> ") + paint(.name, Printable.escape(line))))
                let (shown, holds) = await show(line, of: stop)
                lines.append(broken(shown))
                if !holds {
                    isFailure = true
                    lines.append(
                        broken(
                            paint(.warning, "Something else came this time: what the handlers remember has changed.")))
                }
            } else {
                lines.append(broken(stop.substitute(paint)))
            }
            lines.append(paint(.detail, stop.failure.lesson.wrapped(to: width)))
            sections.append(lines.joined(separator: "\n").replacingLineBreaks(with: "\n  "))
        }
        return Output(text: sections.joined(separator: "\n\n"), isFailure: isFailure)
    }

    private func show(_ line: String, of stop: ErrorTour.Stop) async -> (text: StyledText, holds: Bool) {
        do throws(UsageError) {
            let timeout = min(options.timeout, Self.tourTimeout)
            guard let exchange = try await calls.exchange(Entry(line, calls.state.vocabulary), timeout: timeout) else {
                return ("", false)
            }
            return (calls.text(of: exchange, indentedBy: 2).content, stop.isShown(by: exchange.outcome))
        } catch {
            return (calls.state.failure(error.description).content, false)
        }
    }
}
