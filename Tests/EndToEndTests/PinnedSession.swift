/// A session at the prompt as a text file tells it: what is typed, and what the screen then shows.
///
/// The file begins with a sentence on what it shows, and with settings, a line each; then come steps, each under a
/// line `--- STEP`. `Sessions/README.md` describes them.
struct PinnedSession {
    /// One thing that happens.
    enum Step {
        /// Keys; what stands behind a Tab or Enter comes when that was read.
        case type(keys: String)
        /// Keys that come together.
        case send(keys: String)
        case resize(columns: Int, rows: Int)
        /// A signal sent to the tool.
        case signal(name: String)
        /// What the screen comes to show.
        case screen(picture: String)
        /// How the tool ends: its status as a shell tells it.
        case end(status: Int32)
    }

    /// What is wrong with the file.
    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var columns = 80
    private(set) var rows = 24
    private(set) var arguments = "contracts"
    private(set) var environment: [String: String] = [:]
    /// Whether a shell starts the tool, and can continue it.
    private(set) var hasShell = false
    /// Whether the picture tells styles too.
    private(set) var isStyled = false
    /// What stands in the home before the start, by path.
    private(set) var files: [String: String] = [:]
    private(set) var steps: [Step] = []
    /// The lines before the first step.
    private let head: [String]

    init(parsing text: String) throws {
        var sections: [(title: String, lines: [String])] = [("", [])]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("--- ") {
                sections.append((String(line.dropFirst(4)), []))
            } else {
                sections[sections.count - 1].lines.append(line)
            }
        }
        // The end of the last line begins no other.
        if sections[sections.count - 1].lines.last == "" { sections[sections.count - 1].lines.removeLast() }
        head = sections[0].lines
        for line in head.dropFirst() { try set(line) }
        for section in sections.dropFirst() {
            let words = section.title.split(separator: " ").map(String.init)
            switch (words.first, words.dropFirst().first) {
            case ("type", nil): steps.append(.type(keys: section.lines.joined()))
            case ("send", nil): steps.append(.send(keys: section.lines.joined()))
            case ("screen", nil): steps.append(.screen(picture: section.lines.joined(separator: "\n")))
            case ("resize", let size?):
                let (columns, rows) = try Self.size(size)
                steps.append(.resize(columns: columns, rows: rows))
            case ("signal", let name?): steps.append(.signal(name: name))
            case ("end", let status?):
                guard let status = Int32(status) else { throw Mistake(description: "no status: \(status)") }
                steps.append(.end(status: status))
            case ("file", let name?): files[name] = section.lines.joined(separator: "\n") + "\n"
            default: throw Mistake(description: "no step: \(section.title)")
            }
        }
    }

    private mutating func set(_ line: String) throws {
        let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw Mistake(description: "no setting: \(line)") }
        switch parts[0] {
        case "size": (columns, rows) = try Self.size(parts[1])
        case "arguments": arguments = parts[1]
        case "environment":
            for pair in parts[1].split(separator: " ") {
                let names = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                environment[String(names[0])] = String(names.last ?? "")
            }
        case "shell": hasShell = parts[1] == "yes"
        case "styles": isStyled = parts[1] == "yes"
        default: throw Mistake(description: "no setting: \(line)")
        }
    }

    private static func size(_ text: String) throws -> (columns: Int, rows: Int) {
        let parts = text.split(separator: "x").compactMap { Int($0) }
        guard parts.count == 2 else { throw Mistake(description: "no size: \(text)") }
        return (parts[0], parts[1])
    }

    /// The file's text with other pictures, in the order of the steps.
    func text(pictures: [String]) -> String {
        var lines = head
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            lines += ["--- file \(name)", String(text.dropLast())]
        }
        var pictures = pictures[...]
        for step in steps {
            switch step {
            case .type(let keys): lines += ["--- type", keys]
            case .send(let keys): lines += ["--- send", keys]
            case .resize(let columns, let rows): lines.append("--- resize \(columns)x\(rows)")
            case .signal(let name): lines.append("--- signal \(name)")
            case .screen(let picture): lines += ["--- screen", pictures.popFirst() ?? picture]
            case .end(let status): lines.append("--- end \(status)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The picture of a screen: its rows in a box, down to the last that has any text, and the cursor's place. What is
    /// different each time is made the same: how long a call has run, and the path of the home.
    func picture(of screen: ScreenModel, home: String) -> String {
        let rule = String(repeating: "─", count: screen.columns)
        let rows = screen.lines.indices.map { row -> String in
            let cells = (0..<screen.columns).map { screen.cell(row: row, column: $0) }
            let text = isStyled ? Self.styled(cells) : cells.map(\.text).joined()
            let shown = text.replacing(home, with: "~")
            return "│" + shown + String(repeating: " ", count: text.count - shown.count) + "│"
        }
        let box = (["┌\(rule)┐"] + rows + ["└\(rule)┘"]).joined(separator: "\n")
        return Self.resting(box) + "\ncursor: row \(screen.cursorRow + 1), column \(screen.cursorColumn + 1)"
    }

    /// The text with a spinner in it put back to its start.
    private static func resting(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { (0x2800...0x28FF).contains($0.value) }) else { return text }
        return text.replacing(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] \d+\.\d s/) { _ in "⠋ 0.0 s" }
            .replacing(/[⠙⠹⠸⠼⠴⠦⠧⠇⠏] \d+ s/) { _ in "⠋ 0 s" }
    }

    /// `‹36:text›` for a text in the style 36.
    private static func styled(_ cells: [ScreenModel.Cell]) -> String {
        var text = ""
        var style = ""
        for cell in cells {
            if cell.style != style {
                if !style.isEmpty { text += "›" }
                if !cell.style.isEmpty { text += "‹\(cell.style):" }
                style = cell.style
            }
            text += cell.text
        }
        return style.isEmpty ? text : text + "›"
    }
}
