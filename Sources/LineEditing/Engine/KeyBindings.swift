/// Which keys run which commands.
///
/// libedit knows keys as characters. Keys that have none, and pastes, reach it as *hidden keys*: the C1 control
/// characters, which no keyboard sends as UTF-8 text and which the editor drops where one comes in.
enum KeyBindings {
    /// libedit's own functions that hidden keys run, behind those of `EditCommand`.
    enum BuiltIn: UInt8, CaseIterable {
        case wordLeft, wordRight, escape, insert, add, nothing

        var name: String {
            switch self {
            case .wordLeft: "ed-prev-word"
            case .wordRight: "em-next-word"
            case .escape: "vi-command-mode"
            case .insert: "vi-insert"
            case .add: "vi-add"
            case .nothing: "ed-ignore"
            }
        }
    }

    static let hiddenKeys: ClosedRange<UInt32> = 0x80...0x9F

    static func hiddenKey(_ command: EditCommand) -> Unicode.Scalar {
        Unicode.Scalar(0x80 + command.rawValue)
    }

    static func hiddenKey(_ function: BuiltIn) -> Unicode.Scalar {
        Unicode.Scalar(0x80 + UInt8(EditCommand.allCases.count) + function.rawValue)
    }

    static func hiddenKey(for key: SpecialKey) -> Unicode.Scalar {
        switch key {
        case .up: hiddenKey(.previous)
        case .down: hiddenKey(.next)
        case .left: hiddenKey(.left)
        case .right: hiddenKey(.right)
        case .wordLeft: hiddenKey(.wordLeft)
        case .wordRight: hiddenKey(.wordRight)
        case .home: hiddenKey(.lineStart)
        case .end: hiddenKey(.lineEnd)
        case .pageUp: hiddenKey(.previousMatch)
        case .pageDown: hiddenKey(.nextMatch)
        case .delete: hiddenKey(.deleteForward)
        case .backTab: hiddenKey(.completeWhole)
        }
    }

    /// What libedit binds a special key to by itself, where it does. A key that runs anything else was bound by the
    /// user.
    static func defaultFunction(of key: SpecialKey) -> String? {
        switch key {
        case .up: "ed-prev-history"
        case .down: "ed-next-history"
        case .left: "ed-prev-char"
        case .right: "ed-next-char"
        case .home: "ed-move-to-beg"
        case .end: "ed-move-to-end"
        case .delete: "ed-delete-next-char"
        case .wordLeft, .wordRight, .pageUp, .pageDown, .backTab: nil
        }
    }

    /// The keys of both editors, as `.editrc` writes them.
    static let common: [(keys: String, command: EditCommand)] = [
        ("^V", .quote), ("^M", .enter), ("^J", .enter), ("^R", .search), ("^L", .clearScreen),
        ("^D", .deleteForwardOrEnd), ("^P", .previous), ("^N", .next), ("^H", .deleteBackward),
        ("\\177", .deleteBackward), ("^I", .complete), ("^X^E", .editExternally),
    ]

    static let emacs: [(keys: String, command: EditCommand)] = [
        ("^B", .left), ("^F", .right), ("^A", .lineStart), ("^E", .lineEnd), ("^_", .undo), ("^X^U", .undo),
        ("^[p", .previousMatch), ("^[n", .nextMatch),
    ]

    /// The keys of vi's command mode.
    static let viCommand: [(keys: String, command: EditCommand)] = [
        ("^M", .enter), ("^J", .enter), ("^R", .search), ("^L", .clearScreen), ("^P", .previous), ("^N", .next),
        ("k", .previous), ("j", .next), ("-", .previous), ("+", .next),
        ("v", .editExternally), ("#", .comment),
    ]

    /// Keys that do nothing: Ctrl-Space, and those on which libedit would take commands of its own.
    static let ignored = (common: ["^@"], emacs: ["^[x", "^[X"], viCommand: [":"])
}
