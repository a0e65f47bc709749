internal import ClamatorKit

/// `.errors`: what can go wrong, told and shown.
extension Session {
    /// How long a call waits on the tour that will get no reply.
    private static let tourTimeout = Duration.milliseconds(300)

    func errors(_ argument: String) async throws(UsageError) -> Output {
        let tour = ErrorTour(host.services)
        switch argument {
        case "": return Output(text: tour.text(options.palette))
        case "run": return await run(tour)
        default: throw UsageError("expected .errors or .errors run, got \(Printable.excerpt(argument))")
        }
    }

    /// Sends the line of each stop, and shows what came of it. It fails where something else came of one than it says.
    private func run(_ tour: ErrorTour) async -> Output {
        let paint = options.palette
        var sections: [String] = []
        var isFailure = false
        for stop in tour.stops {
            if Task.isCancelled {
                sections.append(paint(.error, "✗ cancelled"))
                isFailure = true
                break
            }
            var lines = [paint(stop.role, "\(stop.code) \(stop.failure.meaning)")]
            if let line = stop.line {
                lines.append(paint(.detail, "> ") + paint(.name, Printable.escape(line)))
                let (shown, holds) = await show(line, of: stop)
                lines.append(shown)
                if !holds {
                    isFailure = true
                    lines.append(
                        paint(.warning, "Something else came this time: what the handlers remember has changed."))
                }
            } else {
                lines.append(stop.substitute(paint).replacing("\n", with: "\n  "))
            }
            let lesson = stop.failure.lesson.wrapped(to: max(options.columns - 2, 1))
            lines += lesson.split(separator: "\n").map { paint(.detail, String($0)) }
            sections.append(lines.joined(separator: "\n  "))
        }
        return Output(text: sections.joined(separator: "\n\n"), isFailure: isFailure)
    }

    private func show(_ line: String, of stop: ErrorTour.Stop) async -> (text: String, holds: Bool) {
        do throws(UsageError) {
            let timeout = min(options.timeout, Self.tourTimeout)
            guard let exchange = try await exchange(Entry(line), timeout: timeout) else { return ("", false) }
            let text = text(of: exchange, indentedBy: 2).pieces.map(\.content).joined(separator: "\n")
            return (text.replacing("\n", with: "\n  "), stop.isShown(by: exchange.outcome))
        } catch {
            return (failure(error.description).error, false)
        }
    }
}
