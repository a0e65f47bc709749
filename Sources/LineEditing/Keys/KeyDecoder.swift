/// Makes keys of the bytes that a terminal sends: UTF-8, the sequences of ECMA-48 (CSI) and of the VT100's
/// application mode (SS3), and bracketed paste.
///
/// An Escape at the end of the input may be a key or the start of a sequence; the caller waits for
/// `escapeDelay` and then calls `flush()`.
package struct KeyDecoder {
    /// How long a sequence may be interrupted, in milliseconds.
    package static let escapeDelay = 40

    private enum State {
        case ground
        case character(missing: Int)
        case escape
        case controlSequence
        case singleShift
        case paste
    }

    private var state = State.ground
    private var pending: [UInt8] = []
    private var keys: [Key] = []
    private var taken = 0

    package init() {}

    /// Whether the bytes so far end within a sequence that time can complete.
    package var isWaiting: Bool {
        switch state {
        case .ground, .paste: false
        case .character, .escape, .controlSequence, .singleShift: true
        }
    }

    /// Whether a key can be taken without further bytes.
    package var hasKey: Bool { taken < keys.count }

    /// The next key.
    package mutating func next() -> Key? {
        guard taken < keys.count else { return nil }
        defer {
            taken += 1
            if taken == keys.count {
                keys.removeAll(keepingCapacity: true)
                taken = 0
            }
        }
        return keys[taken]
    }

    package mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { feed(byte) }
    }

    /// Takes what is pending as it stands: time is up.
    package mutating func flush() {
        switch state {
        case .ground, .paste: return
        case .character: keys.append(.scalar("\u{FFFD}"))
        case .escape: keys.append(.escape)
        // Alt and a bracket or an O, since no sequence followed.
        case .controlSequence where pending.count == 2: keys.append(.meta("["))
        case .singleShift: keys.append(.meta("O"))
        case .controlSequence: keys.append(.unknown(sequence: sequence))
        }
        toGround()
    }

    private mutating func feed(_ byte: UInt8) {
        switch state {
        case .ground: start(byte)
        case .character(let missing): continueCharacter(byte, missing: missing)
        case .escape: continueEscape(byte)
        case .controlSequence: continueControlSequence(byte)
        case .singleShift:
            pending.append(byte)
            finishSequence()
        case .paste: continuePaste(byte)
        }
    }

    private mutating func start(_ byte: UInt8) {
        switch byte {
        case 0x1B:
            pending = [byte]
            state = .escape
        case 0x00..<0x80: keys.append(.scalar(Unicode.Scalar(byte)))
        case 0xC2..<0xE0: begin(byte, missing: 1)
        case 0xE0..<0xF0: begin(byte, missing: 2)
        case 0xF0..<0xF5: begin(byte, missing: 3)
        default: keys.append(.scalar("\u{FFFD}"))
        }
    }

    private mutating func begin(_ byte: UInt8, missing: Int) {
        pending.append(byte)
        state = .character(missing: missing)
    }

    private mutating func continueCharacter(_ byte: UInt8, missing: Int) {
        guard byte & 0xC0 == 0x80 else {
            flush()
            return feed(byte)
        }
        pending.append(byte)
        guard missing == 1 else {
            state = .character(missing: missing - 1)
            return
        }
        let isMeta = pending[0] == 0x1B
        // Overlong forms and surrogates come out of the decoding as U+FFFD.
        let scalar = String(decoding: pending.dropFirst(isMeta ? 1 : 0), as: UTF8.self).unicodeScalars.first
        keys.append(isMeta ? .meta(scalar ?? "\u{FFFD}") : .scalar(scalar ?? "\u{FFFD}"))
        toGround()
    }

    private mutating func continueEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "["):
            pending.append(byte)
            state = .controlSequence
        case UInt8(ascii: "O"):
            pending.append(byte)
            state = .singleShift
        case 0x1B:
            keys.append(.escape)
        case 0xC2..<0xE0: begin(byte, missing: 1)
        case 0xE0..<0xF0: begin(byte, missing: 2)
        case 0xF0..<0xF5: begin(byte, missing: 3)
        default:
            keys.append(byte < 0x80 ? .meta(Unicode.Scalar(byte)) : .scalar("\u{FFFD}"))
            toGround()
        }
    }

    private mutating func continueControlSequence(_ byte: UInt8) {
        switch byte {
        case 0x20..<0x40: pending.append(byte)
        // The Linux console sends CSI [ A to CSI [ E for the first function keys.
        case UInt8(ascii: "[") where pending.count == 2: pending.append(byte)
        case 0x40..<0x7F:
            pending.append(byte)
            finishSequence()
        default:
            // No part of a sequence: what there is of it is dropped.
            toGround()
            feed(byte)
        }
    }

    private mutating func finishSequence() {
        let sequence = sequence
        toGround()
        if sequence == "\u{1B}[200~" {
            state = .paste
        } else if let key = Self.specialKeys[Array(sequence.utf8)] {
            keys.append(.special(key, sequence: sequence))
        } else if sequence != Self.pasteEnd {
            keys.append(.unknown(sequence: sequence))
        }
    }

    private mutating func continuePaste(_ byte: UInt8) {
        pending.append(byte)
        guard byte == UInt8(ascii: "~"), pending.suffix(Self.pasteEnd.utf8.count).elementsEqual(Self.pasteEnd.utf8)
        else { return }
        pending.removeLast(Self.pasteEnd.utf8.count)
        keys.append(.paste(Self.pastedText(pending)))
        toGround()
    }

    /// The text of a paste: CR LF and CR become LF, and NUL, which ends a text in C, is left out.
    private static func pastedText(_ bytes: [UInt8]) -> String {
        var clean: [UInt8] = []
        clean.reserveCapacity(bytes.count)
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case 0x00: break
            case 0x0D: clean.append(0x0A)
            case 0x0A where previous == 0x0D: break
            default: clean.append(byte)
            }
            previous = byte
        }
        return String(decoding: clean, as: UTF8.self)
    }

    private mutating func toGround() {
        pending.removeAll(keepingCapacity: true)
        state = .ground
    }

    private var sequence: String { String(decoding: pending, as: UTF8.self) }

    private static let pasteEnd = "\u{1B}[201~"

    private static let specialKeys: [[UInt8]: SpecialKey] = {
        let sequences: [(SpecialKey, [String])] = [
            (.up, ["[A", "OA"]), (.down, ["[B", "OB"]), (.right, ["[C", "OC"]), (.left, ["[D", "OD"]),
            (.home, ["[H", "OH", "[1~", "[7~"]), (.end, ["[F", "OF", "[4~", "[8~"]),
            (.delete, ["[3~"]), (.pageUp, ["[5~"]), (.pageDown, ["[6~"]), (.backTab, ["[Z"]),
            (.wordLeft, ["[1;5D", "[1;3D", "[5D", "Od"]), (.wordRight, ["[1;5C", "[1;3C", "[5C", "Oc"]),
        ]
        var keys: [[UInt8]: SpecialKey] = [:]
        for (key, endings) in sequences {
            for ending in endings { keys[Array("\u{1B}\(ending)".utf8)] = key }
        }
        return keys
    }()
}
