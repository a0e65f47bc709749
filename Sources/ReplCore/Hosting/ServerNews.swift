internal import ClamatorKit
public import ClamatorStdio
internal import LineEditing
private import Synchronization

/// What a live server does by itself, as lines for people: its log, its notifications, each checked against the contract,
/// and its requests with what they were answered.
public final class ServerNews: Sendable {
    private let paint: Palette
    private let width: Int
    private let write: (@Sendable (String) -> Void)?
    /// Whether what is sent before the first call is shown.
    private let greets = Atomic(false)

    /// Begins to show.
    ///
    /// - Parameters:
    ///   - palette: Colours the lines.
    ///   - width: How many columns there are.
    ///   - write: Gets each line. Where it waits, the server waits. Without it nothing is shown.
    public init(palette: Palette, width: Int, write: (@Sendable (String) -> Void)?) {
        paint = palette
        self.width = width
        self.write = write
    }

    /// Shows what happened.
    public func show(_ event: StdioEvent) {
        guard let write else { return }
        for line in lines(event) { write(line.ansi) }
    }

    /// Shows greetings from now on, or no more.
    func showGreetings(_ isShown: Bool) { greets.store(isShown, ordering: .relaxed) }

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
                case .error(let error): paint(.error, "\(error.code) \(Printable.escape(error.message))")
                case nil: paint(.detail, "no reply")
                }
            return ["⇠ \(call(name, params)) → \(outcome)"]
        case .dropped(let what): return [paint(.detail, "server: dropped \(Printable.escape(what))")]
        case .greeted(let json):
            guard greets.load(ordering: .relaxed) else { return [] }
            let arrow = json["jsonrpc"] == nil ? "←" : "→"
            return [paint(.detail, "\(arrow) \(OneValue.excerpt(json, atMost: width))")]
        case .restarted(let error): return [paint(.warning, "\(Printable.escape(error.message)); it is started again")]
        }
    }

    private func call(_ name: String, _ params: JSON) -> StyledText {
        "\(paint(.name, Printable.escape(name))) \(OneValue.excerpt(params, atMost: width))"
    }
}
