import CLibEdit
import ReplCore

/// libedit as an editing engine: key maps, emacs and vi, kill buffer, `.editrc`. It draws nothing.
///
/// One thread owns it. It must stay at its address while it runs, since libedit holds a pointer to it.
final class EditEngine {
    /// How a command ends.
    enum Outcome {
        /// Goes on with the next key.
        case done
        /// Ends the run.
        case finished
    }

    /// Gives the next character; nil ends the run. Called whenever libedit waits.
    var readScalar: () -> Unicode.Scalar? = { nil }
    /// Runs a command.
    var perform: (EditCommand) -> Outcome = { _ in .done }

    private let program: String
    private var editor: OpaquePointer?
    private var history: OpaquePointer?
    private var reserved = 0
    private var boundFunctions: [String: String?] = [:]

    init(program: String) {
        self.program = program
    }

    deinit {
        if let editor { el_end(editor) }
        if let history { history_wend(history) }
    }

    /// Opens libedit on the terminal, with the user's `.editrc`; false where it cannot be had.
    func open() -> Bool {
        editor = clibedit_open(program, Self.reader, Unmanaged.passUnretained(self).toOpaque())
        guard let editor else { return false }
        for (command, function) in Self.functions { _ = clibedit_add_function(editor, command.name, function) }
        history = clibedit_history(editor, 100_000)
        // After the start-up file, since a change of the editor in it resets all keys.
        el_source(editor, nil)
        clibedit_enable(editor)
        bindKeys()
        return true
    }

    var isVi: Bool { clibedit_is_vi(editor) }

    /// The text and the cursor as libedit has them.
    var buffer: TextBuffer {
        get {
            guard let line = el_wline(editor)?.pointee, let start = line.buffer else { return TextBuffer() }
            let text = UnsafeBufferPointer(start: start, count: start.distance(to: line.lastchar))
            let scalars = text.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}" }
            return TextBuffer(scalars: scalars, cursor: start.distance(to: line.cursor))
        }
        set {
            if newValue.scalars.isEmpty {
                clibedit_clear(editor)
            } else {
                el_wreplacestr(editor, Self.wide(newValue.scalars))
                el_cursor(editor, Int32(newValue.cursor - buffer.cursor))
            }
        }
    }

    /// Makes room for the text to grow to twice this length in one step: libedit's yank fails where its buffer is too
    /// small rather than enlarge it, and no more can be killed than was there.
    func reserve(_ length: Int) {
        guard length > reserved else { return }
        reserved = 2 * length + 1024
        let current = buffer
        buffer = TextBuffer(scalars: Array(repeating: " ", count: 2 * reserved))
        buffer = current
    }

    /// Edits one entry, until a command finishes it or there are no more characters.
    func run() {
        var count: Int32 = 0
        _ = el_wgets(editor, &count)
    }

    /// Puts the terminal into the editor's mode, or back into the shell's.
    func prepareTerminal(editing: Bool) {
        clibedit_prepare_terminal(editor, editing)
    }

    /// The function that a key sequence runs; nil where it runs none.
    func boundFunction(_ sequence: String) -> String? {
        if let known = boundFunctions[sequence] { return known }
        var description = [CChar](repeating: 0, count: 256)
        let isDescribed = clibedit_describe_binding(editor, sequence, &description, description.count)
        let text = String(decoding: description.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        // `"^[[A"  ->  ed-prev-history`, or a sentence without an arrow.
        let words = text.split { $0.isWhitespace }
        let function = isDescribed && words.contains("->") ? words.last.map(String.init) : nil
        boundFunctions[sequence] = .some(function)
        return function
    }

    /// The entries that libedit's own search commands look through.
    func setHistory(_ entries: [String]) {
        clibedit_history_clear(history)
        entries.forEach(addHistory)
    }

    func addHistory(_ entry: String) {
        clibedit_history_add(history, Self.wide(Array(entry.unicodeScalars)))
    }

    private func bindKeys() {
        let hidden =
            EditCommand.allCases.map { (KeyBindings.hiddenKey($0), $0.name) }
            + KeyBindings.BuiltIn.allCases.map { (KeyBindings.hiddenKey($0), $0.name) }
        for (key, name) in hidden {
            let keys = "\\" + String(key.value, radix: 8)
            bind(keys, to: name)
            // Escape in vi's command mode only cancels what is half typed, which any key does that does nothing.
            bind(keys, to: key == KeyBindings.hiddenKey(.escape) ? "ed-ignore" : name, inViCommandMode: true)
        }
        for binding in KeyBindings.common { bind(binding.keys, to: binding.command.name) }
        if isVi {
            for binding in KeyBindings.viCommand {
                bind(binding.keys, to: binding.command.name, inViCommandMode: true)
            }
        } else {
            for binding in KeyBindings.emacs { bind(binding.keys, to: binding.command.name) }
        }
    }

    private func bind(_ keys: String, to function: String, inViCommandMode: Bool = false) {
        _ = clibedit_bind(editor, keys, function, inViCommandMode)
    }

    private static func wide(_ scalars: [Unicode.Scalar]) -> [wchar_t] {
        scalars.map { wchar_t(bitPattern: $0.value) } + [0]
    }

    private static func engine(of editor: OpaquePointer?) -> EditEngine? {
        guard let client = clibedit_client(editor) else { return nil }
        // Put there by `open`, and libedit calls back only from within a method of the engine.
        return Unmanaged<EditEngine>.fromOpaque(client).takeUnretainedValue()
    }

    private static let reader: CLibEditReader = { editor, character in
        guard let scalar = EditEngine.engine(of: editor)?.readScalar() else { return 0 }
        character?.pointee = wchar_t(bitPattern: scalar.value)
        return 1
    }

    private static func run(_ command: EditCommand, _ editor: OpaquePointer?) -> UInt8 {
        guard let engine = engine(of: editor) else { return UInt8(CC_FATAL) }
        return switch engine.perform(command) {
        case .done: UInt8(CC_REFRESH)
        case .finished: UInt8(CC_NEWLINE)
        }
    }

    // A C function knows neither its name nor its key, so there is one for each command.
    private static let functions: [(EditCommand, CLibEditFunction)] = [
        (.enter, { editor, _ in EditEngine.run(.enter, editor) }),
        (.insertNewline, { editor, _ in EditEngine.run(.insertNewline, editor) }),
        (.insertPaste, { editor, _ in EditEngine.run(.insertPaste, editor) }),
        (.complete, { editor, _ in EditEngine.run(.complete, editor) }),
        (.left, { editor, _ in EditEngine.run(.left, editor) }),
        (.right, { editor, _ in EditEngine.run(.right, editor) }),
        (.lineStart, { editor, _ in EditEngine.run(.lineStart, editor) }),
        (.lineEnd, { editor, _ in EditEngine.run(.lineEnd, editor) }),
        (.previous, { editor, _ in EditEngine.run(.previous, editor) }),
        (.next, { editor, _ in EditEngine.run(.next, editor) }),
        (.previousMatch, { editor, _ in EditEngine.run(.previousMatch, editor) }),
        (.nextMatch, { editor, _ in EditEngine.run(.nextMatch, editor) }),
        (.deleteBackward, { editor, _ in EditEngine.run(.deleteBackward, editor) }),
        (.deleteForward, { editor, _ in EditEngine.run(.deleteForward, editor) }),
        (.deleteForwardOrEnd, { editor, _ in EditEngine.run(.deleteForwardOrEnd, editor) }),
        (.undo, { editor, _ in EditEngine.run(.undo, editor) }),
        (.search, { editor, _ in EditEngine.run(.search, editor) }),
        (.clearScreen, { editor, _ in EditEngine.run(.clearScreen, editor) }),
    ]
}
