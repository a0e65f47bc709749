private import CLibEdit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// libedit as an editing engine: key maps, emacs and vi, kill buffer, `.editrc`. It draws nothing.
///
/// One thread owns it. It must stay at its address while it runs, since libedit holds a pointer to it.
///
/// Unsafe code. Invariants: `editor` and `history` are what libedit made, freed with this object alone; libedit's
/// functions take a nil for either. What libedit hands out, its line among them, is copied before it is called again.
/// It calls back only while a method of this object runs, which keeps the object.
@safe
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

    /// The keys of macros that were taken away, since they would have themselves typed for ever.
    private(set) var endlessMacros: [String] = []

    private let program: String
    private var editor: OpaquePointer?
    private var history: OpaquePointer?
    private var capacity = 0
    private var rows = 0
    /// The text that libedit had when it was asked last, so that the same is not taken over once more.
    private var known: [Unicode.Scalar] = []
    /// The text that there is room for, and the rows that it needs.
    private var fitted: (scalars: [Unicode.Scalar], rows: Int) = ([], 0)
    private var boundFunctions: [String: String?] = [:]
    private var viCommandFunctions: [Unicode.Scalar: String?] = [:]

    init(program: String) {
        self.program = program
    }

    deinit {
        if let editor = unsafe editor { unsafe el_end(editor) }
        if let history = unsafe history { unsafe history_wend(history) }
    }

    /// Opens libedit on the terminal, with the user's `.editrc`.
    ///
    /// - Parameter editing: Whose keys it has, whatever `.editrc` says; nil leaves that to it.
    /// - Returns: false where it cannot be had.
    func open(_ editing: EditingMode?) -> Bool {
        unsafe editor = clibedit_open(program, Self.reader, Unmanaged.passUnretained(self).toOpaque())
        guard let editor = unsafe editor else { return false }
        unsafe Self.functions.forEach { command, function in
            _ = unsafe clibedit_add_function(editor, command.name, function)
        }
        unsafe history = clibedit_history(editor, Int32(Self.historySize))
        // The user's own keys are bound on top of the editor that is asked for.
        if let editing { unsafe clibedit_set_editor(editor, editing.rawValue) }
        bindKeys()
        // A change of the editor resets the keys.
        let hasMacros = unsafe clibedit_source(editor) { editor in unsafe EditEngine.engine(of: editor)?.bindKeys() }
        if hasMacros { unbindEndlessMacros() }
        if let editing, isVi != (editing == .vi) {
            unsafe clibedit_set_editor(editor, editing.rawValue)
            bindKeys()
        }
        bindHiddenKeys()
        unsafe clibedit_enable(editor)
        return true
    }

    private var isVi: Bool { unsafe clibedit_is_vi(editor) }

    /// The text and the cursor as libedit has them.
    var buffer: TextBuffer {
        get {
            guard let line = unsafe el_wline(editor)?.pointee, let start = unsafe line.buffer else {
                return TextBuffer()
            }
            let text = unsafe UnsafeBufferPointer(start: start, count: start.distance(to: line.lastchar))
            if unsafe !isKnown(text) { unsafe takeOver(text) }
            return unsafe TextBuffer(scalars: known, cursor: start.distance(to: line.cursor))
        }
        set {
            makeRoom(for: newValue.scalars)
            replaceLine(with: newValue)
        }
    }

    /// Whether libedit's text is the known one: its characters and ours are numbers of 32 bits.
    private func isKnown(_ text: UnsafeBufferPointer<wchar_t>) -> Bool {
        guard text.count == known.count else { return false }
        return unsafe known.withUnsafeBytes { known in
            guard let start = text.baseAddress, let other = known.baseAddress else { return true }
            return unsafe memcmp(start, other, known.count) == 0
        }
    }

    private func takeOver(_ text: UnsafeBufferPointer<wchar_t>) {
        known = unsafe text.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}" }
    }

    /// Whether libedit would insert this character as it does others, where nothing but such characters was typed: it
    /// is printable ASCII, is bound to nothing else, and there is no history of typed keys to keep, as vi has.
    func isInserted(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x20, scalar.value < 0x7F, !isVi, let function = boundFunction(String(scalar)) else {
            return false
        }
        return Self.insertFunctions.contains(function)
    }

    /// What printable characters are bound to: a digit is inserted where no count of repetitions is typed.
    private static let insertFunctions = ["ed-insert", "ed-digit"]

    /// Inserts a character at the cursor. libedit itself would draw the whole text for it, all of which leads nowhere.
    func insert(_ scalar: Unicode.Scalar) {
        let cursor = buffer.cursor
        unsafe el_winsertstr(editor, Self.wide([scalar]))
        let isFitted = fitted.scalars.count == known.count && fitted.scalars == known
        known.insert(scalar, at: cursor)
        // A printable character needs one row more at most.
        if isFitted { fitted = (known, fitted.rows + 1) }
    }

    /// Makes room for the text, and for twice as much, which is what one command can make of it: no more can be put
    /// back than was killed.
    ///
    /// libedit's yank fails where its buffer is too small, rather than enlarge it; and where a text has more rows than
    /// the terminal, libedit writes beyond its own picture of it. So the size it is given is always tall
    /// enough.
    func makeRoom(for scalars: [Unicode.Scalar]) {
        if fitted.scalars.count != scalars.count || fitted.scalars != scalars {
            fitted = (scalars, Self.rows(of: scalars))
        }
        let rows = fitted.rows
        if 2 * rows > self.rows {
            self.rows = 4 * rows
            unsafe clibedit_set_size(editor, Int32(Self.columns), Int32(self.rows))
        }
        if 2 * scalars.count >= capacity {
            capacity = 4 * scalars.count + 1024
            let current = buffer
            replaceLine(with: TextBuffer(scalars: Array(repeating: " ", count: capacity)))
            replaceLine(with: current)
        }
        unsafe clibedit_terminate(editor)
    }

    private static let columns = 80
    private static let historySize = 1000

    /// The rows a text takes at most, as libedit draws it: with up to eight columns for a character.
    private static func rows(of scalars: [Unicode.Scalar]) -> Int {
        var rows = 64
        var column = 0
        for scalar in scalars {
            if scalar == "\n" {
                rows += column / (columns - 8) + 1
                column = 0
            } else {
                column += (0x20..<0x7F).contains(scalar.value) ? 1 : 8
            }
        }
        return rows + column / (columns - 8)
    }

    private func replaceLine(with buffer: TextBuffer) {
        if buffer.scalars.isEmpty {
            unsafe clibedit_clear(editor)
        } else {
            unsafe el_wreplacestr(editor, Self.wide(buffer.scalars))
            unsafe el_cursor(editor, Int32(buffer.cursor - self.buffer.cursor))
        }
    }

    /// Edits one entry, until a command finishes it or there are no more characters.
    ///
    /// - Returns: The text, where a function of libedit's own has accepted it.
    func run() -> String? {
        // libedit asks for the size anew at the start of a line.
        rows = 0
        var count: Int32 = 0
        guard unsafe el_wgets(editor, &count) != nil else { return nil }
        let scalars = buffer.scalars
        return scalars.last == "\n" ? TextBuffer(scalars: Array(scalars.dropLast())).text : nil
    }

    /// Puts the terminal into the editor's mode, or back into the shell's.
    func prepareTerminal(editing: Bool) {
        unsafe clibedit_prepare_terminal(editor, editing)
    }

    /// What libedit is to read for a key; nothing for a key that does nothing. A paste runs `insertPaste`.
    func scalars(for key: Key) -> [Unicode.Scalar] {
        switch key {
        case .scalar(let scalar): return KeyBindings.hiddenKeys.contains(scalar.value) ? [] : [scalar]
        case .text("\t"): return [KeyBindings.hiddenKey(.insertPaste)]
        case .text: return [KeyBindings.hiddenKey(.endTextLine)]
        case .meta("\r"): return [KeyBindings.hiddenKey(.insertNewline)]
        // In vi mode, Escape and the key after it are two keys, however fast they come.
        case .meta(let scalar) where isVi: return [KeyBindings.hiddenKey(.escape)] + scalars(for: .scalar(scalar))
        // What no key begins with, libedit would take for a character with its eighth bit set.
        case .meta: return boundFunction(key.typedText) == nil ? [] : Array(key.typedText.unicodeScalars)
        case .escape: return [isVi ? KeyBindings.hiddenKey(.escape) : "\u{1B}"]
        case .special(let special, let sequence):
            let function = boundFunction(sequence)
            let isCustom = function != nil && function != KeyBindings.defaultFunction(of: special)
            return isCustom ? Array(sequence.unicodeScalars) : [KeyBindings.hiddenKey(for: special)]
        case .unknown(let sequence): return boundFunction(sequence) == nil ? [] : Array(sequence.unicodeScalars)
        case .paste: return [KeyBindings.hiddenKey(.insertPaste)]
        }
    }

    /// The function that a key sequence runs; nil where it runs none.
    private func boundFunction(_ sequence: String) -> String? {
        if let known = boundFunctions[sequence] { return known }
        let function = describedFunction(sequence, inViCommandMode: false)
        boundFunctions[sequence] = .some(function)
        return function
    }

    /// The function that a key runs in vi's command mode; nil where it runs none, or emacs' keys are in use.
    private func viCommandFunction(_ key: Unicode.Scalar) -> String? {
        guard isVi else { return nil }
        if let known = viCommandFunctions[key] { return known }
        let function = describedFunction(String(key), inViCommandMode: true)
        viCommandFunctions[key] = .some(function)
        return function
    }

    private func describedFunction(_ sequence: String, inViCommandMode: Bool) -> String? {
        // `"^[[A"  ->  ed-prev-history`, or a sentence without an arrow.
        let words = description(of: sequence, inViCommandMode, upTo: 256)?.split { $0.isWhitespace } ?? []
        return words.contains("->") ? words.last.map(String.init) : nil
    }

    /// What libedit says of a key sequence, or of all where none is given, up to so many bytes.
    private func description(of sequence: String?, _ inViCommandMode: Bool, upTo count: Int) -> String? {
        var description = [CChar](repeating: 0, count: count)
        guard unsafe clibedit_describe_binding(editor, sequence, inViCommandMode, &description, count) else {
            return nil
        }
        return String(decoding: description.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Takes away the macros that would have themselves typed for ever: libedit reads all that they stand for before it
    /// asks for a key. A printable key inserts itself again.
    private func unbindEndlessMacros() {
        let listing = description(of: nil, false, upTo: 1 << 18) ?? ""
        for keys in KeyMacros(listing: listing).endless {
            endlessMacros.append(keys)
            bind(keys, to: keys.utf8.count == 1 ? "ed-insert" : KeyBindings.BuiltIn.nothing.name)
            if isVi, describedFunction(keys, inViCommandMode: true) == "ed-sequence-lead-in" {
                bind(keys, to: KeyBindings.BuiltIn.nothing.name, inViCommandMode: true)
            }
        }
    }

    // MARK: vi

    /// What libedit is to read before the first key of an entry: vi repeats the last insertion with the command that
    /// began it, and takes what is typed for a part of the one before where none did.
    var scalarsToBegin: [Unicode.Scalar] {
        guard isVi else { return [] }
        // From vi's command mode on, the cursor stands where it was.
        return [.escape, buffer.cursor == 0 ? .insert : .add].map(KeyBindings.hiddenKey)
    }

    /// Whether a key repeats what was typed before in vi's command mode, which libedit then reads without asking.
    func repeats(_ key: Unicode.Scalar) -> Bool { viCommandFunction(key) == "vi-redo" }

    /// Whether libedit itself reads what is searched for in the history, behind a key of vi's command mode. That then
    /// stands in the line's place.
    func isReadingSearch(behind key: Unicode.Scalar, _ buffer: TextBuffer) -> Bool {
        guard let function = viCommandFunction(key), function == "vi-search-prev" || function == "vi-search-next" else {
            return false
        }
        return Self.isSearch(buffer)
    }

    /// Whether a line is what libedit makes of a search: a mark, the text, and a space for the cursor.
    static func isSearch(_ buffer: TextBuffer) -> Bool {
        let text = buffer.scalars
        return text.count >= 3 && text[0] == "\n" && (text[1] == "/" || text[1] == "?") && text.last == " "
            && buffer.cursor == text.count - 1
    }

    /// The entries that libedit's own search commands look through: the newest of these, since copying many would
    /// be felt at the start.
    func setHistory(_ entries: [String]) {
        unsafe clibedit_history_clear(history)
        entries.suffix(Self.historySize).forEach(addHistory)
    }

    func addHistory(_ entry: String) {
        unsafe clibedit_history_add(history, Self.wide(Array(entry.unicodeScalars)))
    }

    private func bindKeys() {
        bindHiddenKeys()
        for binding in KeyBindings.common { bind(binding.keys, to: binding.command.name) }
        let ignore = KeyBindings.BuiltIn.nothing.name
        for keys in KeyBindings.ignored.common { bind(keys, to: ignore) }
        if isVi {
            for binding in KeyBindings.viCommand {
                bind(binding.keys, to: binding.command.name, inViCommandMode: true)
            }
            for keys in KeyBindings.ignored.viCommand { bind(keys, to: ignore, inViCommandMode: true) }
        } else {
            for binding in KeyBindings.emacs { bind(binding.keys, to: binding.command.name) }
            for keys in KeyBindings.ignored.emacs { bind(keys, to: ignore) }
        }
    }

    private func bindHiddenKeys() {
        let hidden =
            EditCommand.allCases.map { (KeyBindings.hiddenKey($0), $0.name) }
            + KeyBindings.BuiltIn.allCases.map { (KeyBindings.hiddenKey($0), $0.name) }
        for (key, name) in hidden {
            let keys = "\\" + String(key.value, radix: 8)
            bind(keys, to: name)
            // Escape in vi's command mode only cancels what is half typed, which any key does that does nothing.
            let isEscape = key == KeyBindings.hiddenKey(.escape)
            bind(keys, to: isEscape ? KeyBindings.BuiltIn.nothing.name : name, inViCommandMode: true)
        }
    }

    private func bind(_ keys: String, to function: String, inViCommandMode: Bool = false) {
        _ = unsafe clibedit_bind(editor, keys, function, inViCommandMode)
    }

    private static func wide(_ scalars: [Unicode.Scalar]) -> [wchar_t] {
        scalars.map { wchar_t(bitPattern: $0.value) } + [0]
    }

    private static func engine(of editor: OpaquePointer?) -> EditEngine? {
        guard let client = unsafe clibedit_client(editor) else { return nil }
        // Put there by `open`, and libedit calls back only from within a method of the engine.
        return unsafe Unmanaged<EditEngine>.fromOpaque(client).takeUnretainedValue()
    }

    private static let reader: CLibEditReader = { editor, character in
        guard let scalar = unsafe EditEngine.engine(of: editor)?.readScalar() else { return 0 }
        unsafe character?.pointee = wchar_t(bitPattern: scalar.value)
        return 1
    }

    private static func run(_ command: EditCommand, _ editor: OpaquePointer?) -> UInt8 {
        guard let engine = unsafe engine(of: editor) else { return UInt8(CC_FATAL) }
        return switch engine.perform(command) {
        // What libedit draws leads nowhere, but drawing puts the cursor of vi's command mode back on the last
        // character.
        case .done: UInt8(engine.isVi ? CC_REFRESH : CC_NORM)
        case .finished: UInt8(CC_NEWLINE)
        }
    }

    // A C function knows neither its name nor its key, so there is one for each command.
    private static let functions: [(EditCommand, CLibEditFunction)] = unsafe [
        (.enter, { editor, _ in unsafe EditEngine.run(.enter, editor) }),
        (.insertNewline, { editor, _ in unsafe EditEngine.run(.insertNewline, editor) }),
        (.endTextLine, { editor, _ in unsafe EditEngine.run(.endTextLine, editor) }),
        (.insertPaste, { editor, _ in unsafe EditEngine.run(.insertPaste, editor) }),
        (.quote, { editor, _ in unsafe EditEngine.run(.quote, editor) }),
        (.comment, { editor, _ in unsafe EditEngine.run(.comment, editor) }),
        (.complete, { editor, _ in unsafe EditEngine.run(.complete, editor) }),
        (.completeWhole, { editor, _ in unsafe EditEngine.run(.completeWhole, editor) }),
        (.left, { editor, _ in unsafe EditEngine.run(.left, editor) }),
        (.right, { editor, _ in unsafe EditEngine.run(.right, editor) }),
        (.lineStart, { editor, _ in unsafe EditEngine.run(.lineStart, editor) }),
        (.lineEnd, { editor, _ in unsafe EditEngine.run(.lineEnd, editor) }),
        (.previous, { editor, _ in unsafe EditEngine.run(.previous, editor) }),
        (.next, { editor, _ in unsafe EditEngine.run(.next, editor) }),
        (.previousMatch, { editor, _ in unsafe EditEngine.run(.previousMatch, editor) }),
        (.nextMatch, { editor, _ in unsafe EditEngine.run(.nextMatch, editor) }),
        (.deleteBackward, { editor, _ in unsafe EditEngine.run(.deleteBackward, editor) }),
        (.deleteForward, { editor, _ in unsafe EditEngine.run(.deleteForward, editor) }),
        (.deleteForwardOrEnd, { editor, _ in unsafe EditEngine.run(.deleteForwardOrEnd, editor) }),
        (.undo, { editor, _ in unsafe EditEngine.run(.undo, editor) }),
        (.search, { editor, _ in unsafe EditEngine.run(.search, editor) }),
        (.clearScreen, { editor, _ in unsafe EditEngine.run(.clearScreen, editor) }),
        (.editExternally, { editor, _ in unsafe EditEngine.run(.editExternally, editor) }),
    ]
}
