internal import ClamatorKit
internal import LineEditing

/// How replies and failures look to people.
struct ReplyRendering {
    let paint: Palette
    let width: Int
    /// Whether what is longer than a line is broken at its words: for a terminal. What programs read stays on one line.
    var breaksSentences = true

    /// A result, with the time at the right of its first line where there is one: below it, where it does not fit
    /// there.
    func result(_ value: JSON, time: Duration?) -> StyledText {
        let text = JSONLayout(paint: paint, width: width).text(value)
        guard let time else { return text }
        let label = paint(.detail, Self.milliseconds(time))
        var lines = text.lines
        let gap = width - lines[0].columns - label.columns
        if gap < 2 { return "\(text)\n\(label.aligned(to: width))" }
        lines[0] = lines[0].padded(to: width - label.columns) + label
        return lines.joined(separator: "\n")
    }

    /// An error: its code and message first, errors of a failed check each beside the value they mean, and what helps
    /// to do better; `reasons` are what a check of the same params here finds.
    func error(_ error: RpcError, hint: String?, reasons: [OutputUnit] = []) -> StyledText {
        // Any code that the protocol does not define is the handler's own.
        let role = error.code.isDefined ? Palette.Role.protocolError : .ownError
        var lines = [wrapped(behind: paint(role, "✗ \(error.code)"), Printable.escape(error.message), role)]
        if let units = OutputUnits(of: error, reasons: reasons) {
            lines += rows(units.units, root: error.code == .invalidParams ? "params" : "result")
            if let note = units.note { lines.append("    \(paint(.detail, note))") }
        } else if error.code == .parseError || error.code == .invalidRequest, let reason = error.data["reason"]?.string
        {
            let sentence = Printable.escape(reason) + Self.position(error.data)
            lines.append(wrapped(behind: "   ", sentence, nil, indentedBy: 6))
        } else if !error.data.isNull {
            let layout = JSONLayout(paint: paint, width: width - 4)
            lines += layout.text(error.data).lines.map { "    \($0)" }
        }
        if let hint {
            let pieces = Printable.escape(hint).split(separator: " ").map { "\($0) " }
            let text = BreakableText(pieces) { paint(.detail, $0) }
            let line: StyledText = "    \(paint(.detail, Printable.escape(hint)))"
            lines.append(
                line.columns <= width || !breaksSentences
                    ? line : text.wrapped(behind: "    ", to: width, indentedBy: 6))
        }
        return lines.joined(separator: "\n")
    }

    private static func position(_ data: JSON) -> String {
        guard let line = data["line"]?.int, let column = data["column"]?.int else { return "" }
        return line > 1 ? " at line \(line), column \(column)" : " at column \(column)"
    }

    /// A call that got no reply.
    func failure(_ failure: ClamatorTransportError) -> StyledText {
        if let cause = failure.cause as? ClamatorProtocolError {
            return wrapped(
                behind: paint(.error, "✗ \(ClamatorProtocolError.wireName)"), Printable.escape(cause.message), nil)
        }
        let cause = failure.cause.map { ": " + Printable.escape("\($0)") } ?? ""
        return wrapped(
            behind: paint(.transportError, "✗ ClamatorTransportError"), Printable.escape(failure.message) + cause, nil)
    }

    /// A sentence behind a label, broken at its spaces where it is longer than a line.
    private func wrapped(
        behind label: StyledText, _ sentence: String, _ role: Palette.Role?, indentedBy indentation: Int = 4
    ) -> StyledText {
        func styled(_ text: String) -> StyledText { role.map { paint($0, text) } ?? StyledText(text) }
        let line: StyledText = "\(label) \(styled(sentence))"
        return line.columns <= width || !breaksSentences
            ? line
            : BreakableText(words: sentence, styled)
                .wrapped(behind: label + " ", to: width, indentedBy: indentation)
    }

    /// A notification that came to no handler.
    func dropped(_ reason: String) -> StyledText {
        let sentence = Printable.escapeLines(reason).replacing("\n", with: " ")
        return wrapped(behind: paint(.detail, "dropped:"), sentence, .detail)
    }

    /// The output units of a failed check: the path in the value, what is wrong, and the keyword that says so.
    private func rows(_ units: [OutputUnit], root: String) -> [StyledText] {
        let rows = units.map { unit in
            let path = unit.path.tokens
            return (
                path: path.isEmpty ? root : Printable.escape(path.dotted),
                message: unit.missing == nil ? Printable.escape(unit.error) : "required, but missing",
                keyword: Printable.escape(unit.keywordLocation)
            )
        }
        let pathWidth = min(rows.map { DisplayWidth.columns(of: $0.path) }.max() ?? 0, 24)
        return rows.map { row in
            let label: StyledText = "    \(paint(.name, row.path).padded(to: pathWidth))  "
            let line = wrapped(behind: label, row.message, nil, indentedBy: pathWidth + 7)
            let gap = width - line.columns - DisplayWidth.columns(of: row.keyword)
            // The keyword helps the author of the schema; it is shown where there is room.
            return gap < 3 ? line : line.padded(to: line.columns + gap) + paint(.detail, row.keyword)
        }
    }

    /// A duration in milliseconds, with as many decimals as matter: `0.05 ms`, `12.3 ms`, `1500 ms`.
    static func milliseconds(_ time: Duration) -> String {
        // A server may say that something lasted for ever.
        let (seconds, attoseconds) = min(time, .seconds(1_000_000_000_000)).components
        let hundredths = seconds * 100_000 + attoseconds / 10_000_000_000_000
        let whole = hundredths / 100
        if whole >= 100 { return "\(whole) ms" }
        let fraction = hundredths % 100
        if whole >= 10 { return "\(whole).\(fraction / 10) ms" }
        return "\(whole).\(fraction < 10 ? "0" : "")\(fraction) ms"
    }
}
