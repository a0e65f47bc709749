internal import ClamatorKit
public import ClamatorStdio
package import LineEditing
private import Synchronization

/// What a live server does by itself, as lines for people: its log, its notifications, each checked against the
/// contract, and its requests with what they were answered.
public final class ServerNews: Sendable {
    private let paint: Palette
    private let width: Int
    private let write: (@Sendable (StyledText) -> Void)?
    private let greetings = Mutex(Greetings())

    /// What is sent before the first call, and what comes back.
    private struct Greetings {
        /// Whether it is shown.
        var areShown = false
        /// That of the last start, as long as it was not shown.
        var kept: [JSON] = []
    }

    /// A greeting that is longer is not kept.
    private static let longestGreeting = 100

    /// Begins to show.
    ///
    /// - Parameters:
    ///   - palette: Colours the lines.
    ///   - width: How many columns there are.
    ///   - write: Gets each line. Where it waits, the server waits. Without it nothing is shown.
    package init(palette: Palette, width: Int, write: (@Sendable (StyledText) -> Void)?) {
        paint = palette
        self.width = width
        self.write = write
    }

    /// Shows what happened.
    public func show(_ event: StdioEvent) {
        guard let write else { return }
        for line in lines(event) { write(line) }
    }

    /// Shows greetings from now on, that of the last start too where it was not shown; or no more.
    func showGreetings(_ areShown: Bool) {
        let kept = greetings.withLock { greetings in
            greetings.areShown = areShown
            guard areShown else { return [JSON]() }
            defer { greetings.kept = [] }
            return greetings.kept
        }
        for message in kept { write?(line(ofGreeting: message)) }
    }

    /// Takes in a message of a greeting: the line that shows it, if it is to be shown now.
    private func greeted(_ message: JSON) -> [StyledText] {
        let isShown = greetings.withLock { greetings in
            if !greetings.areShown, greetings.kept.count < Self.longestGreeting { greetings.kept.append(message) }
            return greetings.areShown
        }
        return isShown ? [line(ofGreeting: message)] : []
    }

    private func line(ofGreeting message: JSON) -> StyledText {
        let arrow = message["jsonrpc"] == nil ? "←" : "→"
        return paint(.detail, "\(arrow) \(OneValue.excerpt(message, atMost: width))")
    }

    private func lines(_ event: StdioEvent) -> [StyledText] {
        switch event {
        case .logged(let line): return [paint(.detail, "server: \(Printable.escape(line))")]
        case .notification(let name, let params, let method):
            return ["⇠ \(call(name, params))"]
                + ValueFaults(paint: paint).lines(in: params, by: method?.params, "params")
        case .request(let name, let params, let reply):
            let outcome: StyledText =
                switch reply {
                case .result(let result): StyledText(OneValue.excerpt(result, atMost: width))
                case .error(let error):
                    paint(.error, "\(error.code) \(Printable.excerpt(error.message, atMost: width))")
                case nil: paint(.detail, "no reply")
                }
            return ["⇠ \(call(name, params)) → \(outcome)"]
        case .dropped(let what): return [paint(.detail, "server: dropped \(Printable.escape(what))")]
        case .greeted(let message): return greeted(message)
        case .restarted(let error):
            greetings.withLock { $0.kept = [] }
            return [paint(.warning, "\(Printable.escape(error.message)); it is started again")]
        }
    }

    private func call(_ name: String, _ params: JSON) -> StyledText {
        "\(paint(.name, Printable.excerpt(name))) \(OneValue.excerpt(params, atMost: width))"
    }
}
