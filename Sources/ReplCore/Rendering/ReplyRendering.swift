internal import ClamatorKit

/// How replies and failures look to people.
struct ReplyRendering {
    let paint: Palette
    let width: Int

    /// A result, with the time at the right where there is one.
    func result(_ value: JSON, time: Duration?) -> String {
        let text = JSONLayout(paint: paint, width: width).text(value)
        guard let time else { return text }
        let label = Self.milliseconds(time)
        let lastLine = text.split(separator: "\n", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        let gap = width - Self.columns(lastLine) - label.count
        return text + String(repeating: " ", count: max(1, gap)) + paint(.detail, label)
    }

    /// An error: its code and message first, errors of a failed check each beside the value they mean, and what helps to
    /// do better.
    func error(_ error: RpcError, hint: String?) -> String {
        var lines = [paint(.error, "✗ \(error.code) \(Printable.escape(error.message))")]
        if let units = error.data["errors"]?.elements, !units.isEmpty {
            lines += rows(units, root: error.code == -32602 ? "params" : "result")
        } else if error.code == -32700 || error.code == -32600, let reason = error.data["reason"]?.string {
            lines.append("    " + Printable.escape(reason) + Self.position(error.data))
        } else if !error.data.isNull {
            let layout = JSONLayout(paint: paint, width: width - 4)
            lines += layout.text(error.data).split(separator: "\n").map { "    " + $0 }
        }
        if let hint { lines.append("    " + paint(.detail, Printable.escape(hint))) }
        return lines.joined(separator: "\n")
    }

    private static func position(_ data: JSON) -> String {
        guard let line = data["line"]?.int, let column = data["column"]?.int else { return "" }
        return line > 1 ? " at line \(line), column \(column)" : " at column \(column)"
    }

    /// A call that got no reply.
    func failure(_ failure: ClamatorTransportError) -> String {
        paint(.error, "✗ ClamatorTransportError") + " " + Printable.escape(failure.message)
            + (failure.cause.map { ": " + Printable.escape("\($0)") } ?? "")
    }

    /// The output units of a failed check: the place in the value, what is wrong, and the keyword that says so.
    private func rows(_ units: [JSON], root: String) -> [String] {
        let rows = units.map { unit in
            (
                place: Self.place(unit["instanceLocation"]?.string ?? "", in: root),
                message: Printable.escape(unit["error"]?.string ?? ""),
                keyword: Printable.escape(unit["keywordLocation"]?.string ?? "")
            )
        }
        let placeWidth = min(rows.map { DisplayWidth.columns(of: $0.place) }.max() ?? 0, 24)
        return rows.map { row in
            let place =
                row.place + String(repeating: " ", count: max(0, placeWidth - DisplayWidth.columns(of: row.place)))
            let start = "    \(paint(.name, place))   \(row.message)"
            let used = Self.columns(start)
            let gap = max(3, width - used - DisplayWidth.columns(of: row.keyword))
            return start + String(repeating: " ", count: gap) + paint(.detail, row.keyword)
        }
    }

    /// A JSON pointer as people write paths: `/order/lines/0` is `order.lines[0]`.
    private static func place(_ text: String, in root: String) -> String {
        guard let pointer = JSONPointer(parsing: text), !pointer.tokens.isEmpty else { return root }
        var path = ""
        for token in pointer.tokens {
            if Int(token) != nil {
                path += "[\(token)]"
            } else {
                path += (path.isEmpty ? "" : ".") + Printable.escape(token)
            }
        }
        return path
    }

    /// A duration in milliseconds, with as many decimals as matter: `0.05 ms`, `12.3 ms`, `1500 ms`.
    static func milliseconds(_ time: Duration) -> String {
        let (seconds, attoseconds) = time.components
        let hundredths = seconds * 100_000 + attoseconds / 10_000_000_000_000
        let whole = hundredths / 100
        if whole >= 100 { return "\(whole) ms" }
        let fraction = hundredths % 100
        if whole >= 10 { return "\(whole).\(fraction / 10) ms" }
        return "\(whole).\(fraction < 10 ? "0" : "")\(fraction) ms"
    }

    /// How many columns a line takes, escapes aside.
    private static func columns(_ line: String) -> Int {
        var count = 0
        var isEscape = false
        for scalar in line.unicodeScalars {
            if scalar == "\u{1B}" { isEscape = true }
            if !isEscape { count += DisplayWidth.columns(of: scalar) }
            if scalar == "m" { isEscape = false }
        }
        return count
    }
}
