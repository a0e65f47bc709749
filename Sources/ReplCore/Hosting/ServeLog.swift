internal import ClamatorKit
internal import ClamatorRedis
package import LineEditing
private import Synchronization

/// The log of a server: a line for each call, and a summary at the end.
public final class ServeLog: Sendable {
    private struct Counts {
        var results = 0
        var errors: [RpcError.Code: Int] = [:]
        var notifications = 0
        var silent = 0
    }

    private let paint: Palette
    private let write: (@Sendable (StyledText) -> Void)?
    private let counts = Mutex(Counts())
    private let start = ContinuousClock.now

    /// Begins to count.
    ///
    /// - Parameters:
    ///   - palette: Colours the lines.
    ///   - write: Gets a line for each call; nil where none is wanted.
    package init(palette: Palette, write: (@Sendable (StyledText) -> Void)?) {
        paint = palette
        self.write = write
    }

    /// Counts a call, and tells of it.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - name: What its method is called elsewhere; nil where that is what it is called here.
    func note(_ call: ServedCall, as name: String? = nil) {
        counts.withLock { counts in
            switch call.reply {
            case .result: counts.results += 1
            case .error(let error): counts.errors[error.code, default: 0] += 1
            case nil where call.request.isNotification: counts.notifications += 1
            case nil: counts.silent += 1
            }
        }
        write?(line(call, name))
    }

    private func line(_ call: ServedCall, _ name: String?) -> StyledText {
        let request = call.request
        let outcome =
            switch call.reply {
            case .result: paint(.success, "result")
            case .error(let error): paint(.error, "\(error.code) \(Printable.escape(error.message))")
            case nil: paint(.detail, request.isNotification ? "notification" : "no reply")
            }
        let name = paint(.name, Printable.escape(name ?? "\(request.service).\(request.method)"))
        let time = paint(.detail, "  \(ReplyRendering.milliseconds(call.time))")
        return "\(name) \(OneValue.excerpt(request.params)) → \(outcome)\(time)"
    }

    /// The counts: `3 calls: 1 result, 2 errors (1 × -32602, 1 × -32000); 1 notification; 12.3 s`.
    public var summary: String {
        let counts = counts.withLock { $0 }
        let errors = counts.errors.values.reduce(0, +)
        let calls = counts.results + errors + counts.silent
        func number(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
        var text = number(calls, "call") + ": " + number(counts.results, "result") + ", " + number(errors, "error")
        if errors > 0 {
            text +=
                " ("
                + counts.errors.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) × \($0.key)" }.joined(
                    separator: ", ")
                + ")"
        }
        if counts.silent > 0 { text += ", \(counts.silent) without reply" }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return text + "; " + number(counts.notifications, "notification") + "; \((seconds * 10).rounded() / 10) s"
    }
}
