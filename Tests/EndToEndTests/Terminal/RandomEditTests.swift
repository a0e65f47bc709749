import ClamatorSystem
import CPseudoTerminal
import TestSupport
import Testing

@Suite struct RandomEditTests {
    struct Round: CustomTestStringConvertible, Sendable {
        let seed: UInt64
        let columns: Int
        let rows: Int
        let isVi: Bool
        /// Whether a shell starts the tool, which then goes to the background and comes back.
        var hasShell = false
        var testDescription: String {
            "\(columns)×\(rows), \(isVi ? "vi" : "emacs"), seed \(seed)\(hasShell ? ", from a shell" : "")"
        }
    }

    static let rounds = [
        Round(seed: 1, columns: 80, rows: 24, isVi: false), Round(seed: 2, columns: 40, rows: 10, isVi: false),
        Round(seed: 3, columns: 17, rows: 5, isVi: false), Round(seed: 4, columns: 10, rows: 24, isVi: false),
        Round(seed: 5, columns: 80, rows: 24, isVi: true), Round(seed: 6, columns: 23, rows: 9, isVi: true),
        Round(seed: 7, columns: 60, rows: 16, isVi: false, hasShell: true),
        Round(seed: 8, columns: 37, rows: 12, isVi: true, hasShell: true),
    ]

    /// Starts the tool, from a shell where the round wants one.
    private static func start(_ round: Round, home: TemporaryFolder) throws -> PseudoTerminal {
        let shell = ["/bin/bash", "--norc", "--noprofile", "-i"]
        let terminal = try PseudoTerminal(
            command: round.hasShell ? shell : Tool.promptOfOne, columns: round.columns, rows: round.rows,
            environment: ["HOME": home.path, "MALLOC_CHECK_": "3", "PS1": "shell> "])
        if round.hasShell {
            try terminal.waitFor { $0.cursorLine == "shell>" }
            try terminal.send(Tool.promptOfOne.joined(separator: " ") + "\n")
        }
        let first = "clamator>".prefix(round.columns)
        try terminal.waitFor { $0.modes.contains(2004) && $0.text.contains(first) }
        return terminal
    }

    /// Takes the tool out of the foreground, into the background where it is to go there, and back.
    private static func leaveAndReturn(_ terminal: PseudoTerminal, throughBackground: Bool) throws {
        try terminal.send("\u{1A}")
        try terminal.waitFor { $0.cursorLine == "shell>" }
        if throughBackground {
            // On a screen that no longer tells of the stop before. In the background it stops at once, since it uses
            // the terminal.
            try terminal.send("\u{C}")
            try terminal.waitFor { !$0.text.contains("Stopped") && $0.cursorLine == "shell>" }
            try terminal.send("bg; wait\n")
            try terminal.waitFor { $0.text.contains("Stopped") && $0.cursorLine == "shell>" }
        }
        try terminal.send("fg\n")
        // The shell has the mode on while it reads a line, and off before it runs it.
        try terminal.waitFor { $0.modes.contains(2004) && !$0.cursorLine.hasPrefix("shell>") }
        try terminal.send("\u{C}")
    }

    @Test(arguments: rounds) func `The screen shows what a model shows after each key`(round: Round) throws {
        let home = try TemporaryFolder([".editrc": (round.isVi ? "bind -v\n" : "") + EditModel.bindings])
        let terminal = try Self.start(round, home: home)
        for entry in EditModel.earlier { try terminal.send(entry + "\r") }
        terminal.settle()
        // A terminal whose cursor has told once that it breaks rows anew is known to.
        let wide = String(repeating: "x", count: round.columns + 5)
        try terminal.send(wide)
        terminal.resize(columns: round.columns + 3, rows: round.rows)
        terminal.settle()
        terminal.resize(columns: round.columns, rows: round.rows)
        // On a cleared screen, so that the entry begins at the top.
        try terminal.send("\u{3}\u{0C}")
        terminal.settle()
        let prompt = terminal.screen.lines.joined() + " "

        var generator = SplitMix64(seed: round.seed &+ RandomCases.seed)
        var model = EditModel(isVi: round.isVi, hasShell: round.hasShell)
        var log: [String] = []
        func expected(columns: Int) -> ExpectedScreen {
            ExpectedScreen(prompt: prompt, characters: model.characters, cursor: model.cursor, columns: columns)
        }
        for _ in 0..<RandomCases.count(150) {
            let columns = Int.random(in: round.columns / 2...round.columns * 2, using: &generator)
            let fits = [columns, terminal.screen.columns].allSatisfy { expected(columns: $0).rows.count < round.rows }
            if Int.random(in: 0..<100, using: &generator) == 0, fits {
                log.append("\(columns) columns")
                terminal.resize(columns: columns, rows: round.rows)
            } else if round.hasShell, Int.random(in: 0..<40, using: &generator) == 0 {
                let throughBackground = Bool.random(using: &generator)
                log.append(throughBackground ? "background" : "fg")
                try Self.leaveAndReturn(terminal, throughBackground: throughBackground)
            } else {
                let key = model.step(using: &generator)
                log.append(key.debugDescription)
                // A sequence may come in two pieces; one that ends behind Escape could be taken for the key.
                let scalars = Array(key.unicodeScalars)
                let split = Int.random(in: 0..<8, using: &generator) == 0 ? scalars.count / 2 : 0
                if split > 1, scalars[0] == "\u{1B}", scalars[split - 1] != "\u{1B}" {
                    try terminal.sendAlone(scalars[..<split].map(String.init).joined())
                    try terminal.send(scalars[split...].map(String.init).joined())
                } else {
                    try terminal.send(key)
                }
            }
            let expected = expected(columns: terminal.screen.columns)
            do {
                try terminal.waitFor { expected.matches($0) }
            } catch {
                Issue.record(
                    """
                    after \(log.suffix(12).joined(separator: " ")), expected
                    \(expected.rows.joined(separator: "\n"))
                    cursor \(expected.cursorRow), \(expected.cursorColumn); got \(terminal.screen.cursorRow), \
                    \(terminal.screen.cursorColumn): \(error)
                    """)
                return
            }
        }
        #expect(terminal.screen.unknown == [])
    }

    struct Kind: CustomTestStringConvertible, Sendable {
        let reflows: Bool
        let answers: Bool
        var testDescription: String { "\(reflows ? "reflows" : "cuts off"), \(answers ? "answers" : "is silent")" }
    }

    static let kinds = [
        Kind(reflows: true, answers: true), Kind(reflows: true, answers: false), Kind(reflows: false, answers: true),
        Kind(reflows: false, answers: false),
    ]

    @Test(arguments: kinds) func `Resizing never erases a line above the entry`(kind: Kind) throws {
        let home = try TemporaryFolder([:])
        let terminal = try PseudoTerminal(
            command: Tool.promptOfOne, columns: 60, rows: 12, reflows: kind.reflows, answers: kind.answers,
            environment: ["HOME": home.path, "NO_COLOR": "1"])
        try terminal.waitFor { $0.modes.contains(2004) && $0.cursorLine == "clamator>" }
        try terminal.send("\u{C}")
        let earlier = (1...6).map { "#line \($0)" }
        for line in earlier { try terminal.send(line + "\r") }
        try terminal.waitFor {
            ($0.scrollback + $0.lines).count { $0.hasPrefix("clamator> #line") } == 6 && $0.cursorLine == "clamator>"
        }

        var generator = SplitMix64(seed: 7 &+ RandomCases.seed)
        let pieces = [
            "abc ", "日本", "e\u{301}", "👍🏽", "❤\u{FE0F}", "👨\u{200D}👩\u{200D}👧", "\u{1B}[D", "\u{1B}\r", "\u{16}\u{3}",
        ]
        for _ in 0..<8 {
            let count = Int.random(in: 5..<20, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }
            for piece in text { try terminal.send(piece) }
            terminal.resize(
                columns: Int.random(in: 18...60, using: &generator), rows: Int.random(in: 8...14, using: &generator))
            if Int.random(in: 0..<3, using: &generator) == 0 { try terminal.send("\u{3}") }
        }
        try terminal.send("\u{3}")
        terminal.settle()
        let shown = (terminal.screen.scrollback + terminal.screen.lines).filter { $0.hasPrefix("clamator> #line") }
        #expect(shown == earlier.map { "clamator> " + $0 })
    }
}

/// What the keys should do, told once more and simply: a list of characters and a cursor.
struct EditModel {
    /// The entries that the history holds at the start.
    static let earlier = ["first entry", "zweiter Eintrag 日本"]

    let isVi: Bool
    /// Whether a shell is there that could have the terminal.
    let hasShell: Bool
    private(set) var characters: [String] = []
    private(set) var cursor = 0
    private var killed: [String] = []
    /// What each stop of the history shows; the last is the new entry.
    private var stops = earlier.map { $0.map(String.init) } + [[]]
    private var stop = earlier.count

    init(isVi: Bool, hasShell: Bool) {
        self.isVi = isVi
        self.hasShell = hasShell
    }

    private static let alphabet =
        "abcdefghij 0123456789():,\"".map(String.init)
        + ["é", "ß", "ж", "e\u{301}", "x\u{323}\u{302}", "日", "本", "語", "한", "😀", "🦊", "…"]

    /// Takes a random step and gives the key for it.
    mutating func step(using generator: inout SplitMix64) -> String {
        let roll = Int.random(in: 0..<100, using: &generator)
        // Kept to a few rows: the test wants edits in the middle of wrapped text more than long texts.
        if roll < (characters.count < 120 ? 50 : 25) { return insert(using: &generator) }
        switch roll {
        case ..<60: return deleteBackward()
        case ..<64: return deleteForward()
        case ..<74: return move(to: max(cursor - 1, 0), "\u{1B}[D")
        case ..<80: return move(to: min(cursor + 1, characters.count), "\u{1B}OC")
        case ..<83: return move(to: lineStart, "\u{1B}[H")
        case ..<86: return move(to: lineEnd, "\u{1B}[F")
        case ..<87: return paste(using: &generator)
        case ..<88: return Bool.random(using: &generator) ? burst(using: &generator) : bound(using: &generator)
        case ..<89:
            let suspends = !hasShell && Int.random(in: 0..<4, using: &generator) == 0
            return suspends ? suspend() : quote(using: &generator)
        case ..<91: return newline()
        case ..<93: return recall(stop - 1, "\u{1B}[A")
        case ..<95: return recall(stop + 1, "\u{1B}OB")
        case ..<97: return isVi ? viStart() : kill()
        case ..<99: return isVi ? viEnd() : yank()
        default: return isVi ? (characters.isEmpty ? viPut() : viDelete()) : move(to: max(cursor - 1, 0), "\u{2}")
        }
    }

    /// Keys that `.editrc` binds to functions of libedit's own, and to the prompt's.
    static let bindings = """
        bind ^G ed-move-to-beg
        bind ^O ed-move-to-end
        bind ^T clamator-delete-backward
        bind ^[[98~ clamator-left
        bind ^[[99~ ed-kill-line

        """

    /// A key that `.editrc` has bound.
    private mutating func bound(using generator: inout SplitMix64) -> String {
        // In vi's way the first two stop at the first and the last character that is no space.
        switch Int.random(in: (isVi ? 2 : 0)..<5, using: &generator) {
        case 0: return move(to: 0, "\u{7}")
        case 1: return move(to: characters.count, "\u{F}")
        case 2:
            _ = deleteBackward()
            return "\u{14}"
        case 3: return move(to: max(cursor - 1, 0), "\u{1B}[98~")
        default:
            _ = kill()
            return "\u{1B}[99~"
        }
    }

    private var lineStart: Int { (characters[..<cursor].lastIndex(of: "\n") ?? -1) + 1 }

    private var lineEnd: Int { characters[cursor...].firstIndex(of: "\n") ?? characters.count }

    private mutating func put(_ new: [String]) {
        characters.insert(contentsOf: new, at: cursor)
        cursor += new.count
    }

    private mutating func insert(using generator: inout SplitMix64) -> String {
        let count = Int.random(in: 1...6, using: &generator)
        let new = (0..<count).map { _ in Self.alphabet.randomElement(using: &generator) ?? "a" }
        put(new)
        return new.joined()
    }

    private static let controls = ["\t", "\u{3}", "\u{1B}", "\u{4}", "\u{1A}"]

    private mutating func paste(using generator: inout SplitMix64) -> String {
        let control = Self.controls.randomElement(using: &generator) ?? ""
        let text = insert(using: &generator) + control
        put([control])
        return "\u{1B}[200~" + text + "\u{1B}[201~"
    }

    /// Text with a tab in it that comes at once.
    private mutating func burst(using generator: inout SplitMix64) -> String {
        put(["a", "\t", "日"])
        return "a\t日" + insert(using: &generator)
    }

    private mutating func quote(using generator: inout SplitMix64) -> String {
        let control = Self.controls.randomElement(using: &generator) ?? ""
        put([control])
        return "\u{16}" + control
    }

    /// Out of the foreground, back at once as no shell is there, and again to the top.
    private func suspend() -> String { "\u{1A}\u{C}" }

    private mutating func move(to place: Int, _ key: String) -> String {
        cursor = place
        return key
    }

    private mutating func deleteBackward() -> String {
        if cursor > 0 {
            cursor -= 1
            characters.remove(at: cursor)
        }
        return "\u{7F}"
    }

    private mutating func deleteForward() -> String {
        if cursor < characters.count { characters.remove(at: cursor) }
        return "\u{1B}[3~"
    }

    private mutating func kill() -> String {
        killed = Array(characters[cursor...])
        characters.removeSubrange(cursor...)
        return "\u{B}"
    }

    private mutating func yank() -> String {
        put(killed)
        return "\u{19}"
    }

    /// A line below begins two columns in.
    private mutating func newline() -> String {
        put(["\n", " ", " "])
        return "\u{1B}\r"
    }

    /// Goes to another stop of the history. Within an entry of several lines the key would move there, so it is not
    /// pressed in one.
    private mutating func recall(_ next: Int, _ key: String) -> String {
        guard !characters.contains("\n") else { return move(to: lineStart, "\u{1B}[H") }
        if stops.indices.contains(next) {
            stops[stop] = characters
            stop = next
            characters = stops[stop]
            cursor = characters.count
        }
        return key
    }

    /// Into vi's command mode, to the start, and back to inserting.
    private mutating func viStart() -> String {
        cursor = 0
        return "\u{1B}0i"
    }

    /// Into vi's command mode, and on at the end.
    private mutating func viEnd() -> String {
        cursor = characters.count
        return "\u{1B}A"
    }

    /// Into vi's command mode, and what was killed last before all.
    private mutating func viPut() -> String {
        characters = killed + characters
        cursor = 0
        return "\u{1B}0Pi"
    }

    /// Into vi's command mode, and all away.
    private mutating func viDelete() -> String {
        killed = characters
        characters = []
        cursor = 0
        return "\u{1B}0Di"
    }
}

/// Where prompt and characters stand on a screen so wide, worked out apart from the tool.
struct ExpectedScreen {
    private(set) var rows = [""]
    private(set) var cursorRow = 0
    private(set) var cursorColumn = 0

    init(prompt: String, characters: [String], cursor: Int, columns: Int) {
        var column = 0
        func width(_ character: String) -> Int {
            character.unicodeScalars.reduce(0) { $0 + Int(cpseudoterminal_width($1.value)) }
        }
        func breakRow() {
            rows.append("")
            column = 0
        }
        let all = prompt.map(String.init) + characters + [" "]
        let cells = all.enumerated().flatMap { index, character in
            Self.shown(character).enumerated().map { ($1, $0 == 0 && index == prompt.count + cursor) }
        }
        for (character, hasCursor) in cells {
            // Before a newline, the cursor needs a column of its own, as at the end.
            let needed = character == "\n" ? (hasCursor ? 1 : 0) : width(character)
            if column + needed > columns { breakRow() }
            if hasCursor {
                cursorRow = rows.count - 1
                cursorColumn = column
            }
            if character == "\n" {
                breakRow()
            } else {
                rows[rows.count - 1] += character
                column += width(character)
            }
        }
    }

    /// What stands on the screen for a character.
    private static func shown(_ character: String) -> [String] {
        guard let scalar = character.unicodeScalars.first, scalar.value < 0x20, scalar != "\n" else {
            return [character]
        }
        return scalar == "\t"
            ? Array(repeating: " ", count: 4) : ["^", String(UnicodeScalar(UInt8(scalar.value + 0x40)))]
    }

    /// Whether a screen shows this; where it is too low, the rows around the cursor. Below may stand what is wrong with
    /// the entry.
    func matches(_ screen: ScreenModel) -> Bool {
        var shown = screen.lines
        if let complaint = shown.lastIndex(where: { $0.hasPrefix("✗") }) { shown.removeSubrange(complaint...) }
        let rows = screen.rows - (screen.lines.count - shown.count)
        while shown.last == "" { shown.removeLast() }
        let wanted = self.rows.map { row in
            var row = row
            while row.last == " " { row.removeLast() }
            return row
        }
        let top = cursorRow - screen.cursorRow
        guard screen.cursorColumn == cursorColumn, top >= 0 else { return false }
        guard wanted.count > rows || top == 0 else { return false }
        var visible = Array(wanted[top..<min(top + rows, wanted.count)])
        while visible.last == "" { visible.removeLast() }
        return visible == shown
    }
}
