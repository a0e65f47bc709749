/// Makes keys of the bytes that a terminal sends: UTF-8, the sequences of ECMA-48 (CSI) and of the VT100's
/// application mode (SS3), and bracketed paste.
///
/// What has begun may go on for a while after its last byte; at `deadline` the caller calls `expire(at:)`, which takes
/// it as it stands.
package struct KeyDecoder: Sendable {
    package typealias Instant = ContinuousClock.Instant

    /// How long after an Escape what belongs to it may come; later it was Escape alone.
    private static let escapeDelay = Duration.milliseconds(50)
    /// How long the rest of a sequence or of a character may take.
    private static let sequenceDelay = Duration.milliseconds(500)
    /// After how long a silence a paste is taken as it stands that was not ended.
    private static let pasteDelay = Duration.seconds(2)
    /// After how long a silence Ctrl-C is no part of a paste.
    private static let interruptionDelay = Duration.milliseconds(300)
    /// From how many bytes on text that came at once is put in at once.
    private static let burstLength = 64

    /// No terminal sends longer ones.
    private static let longestSequence = 64

    private enum State: Sendable {
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
    private var lastByte: Instant?

    package init() {}

    /// When what has begun is to be taken as it stands; nil where nothing has.
    package var deadline: Instant? {
        let delay: Duration
        switch state {
        case .ground: return nil
        case .escape: delay = Self.escapeDelay
        case .character, .controlSequence, .singleShift: delay = Self.sequenceDelay
        case .paste: delay = Self.pasteDelay
        }
        return lastByte.map { $0 + delay }
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

    /// Puts keys before those that are still to be taken.
    package mutating func giveBack(_ earlier: [Key]) {
        keys.replaceSubrange(..<taken, with: earlier)
        taken = 0
    }

    /// Takes in what one read gave.
    package mutating func feed(_ bytes: some Sequence<UInt8>, at now: Instant) {
        let bytes = Array(bytes)
        guard !bytes.isEmpty else { return }
        defer { lastByte = now }
        if case .paste = state, bytes.allSatisfy({ $0 == 0x03 }), let lastByte, now - lastByte >= Self.interruptionDelay
        {
            toGround()
            keys.append(.scalar("\u{3}"))
            return
        }
        var index = 0
        // Up to where it is known whether tabs and line ends have text behind them, and whether they do.
        var known = (end: 0, isText: false)
        while index < bytes.count {
            guard case .ground = state else {
                feed(bytes[index])
                index += 1
                continue
            }
            let burst = Self.burst(in: bytes[index...])
            if burst.count >= Self.burstLength {
                keys.append(.paste(String(decoding: burst, as: UTF8.self)))
                index = burst.endIndex
                continue
            }
            let byte = bytes[index]
            if Self.isTabOrLineEnd(byte) {
                if index >= known.end {
                    known.end = bytes[index...].firstIndex { !Self.isTabOrLineEnd($0) } ?? bytes.count
                    known.isText = known.end < bytes.count && Self.isText(bytes[known.end])
                }
                // CR LF is one end of a line.
                if byte == 0x0A, index > 0, bytes[index - 1] == 0x0D {
                } else if known.isText {
                    keys.append(.text(byte == 0x09 ? "\t" : "\n"))
                } else {
                    keys.append(.scalar(Unicode.Scalar(byte)))
                }
            } else {
                start(byte)
            }
            index += 1
        }
    }

    private static func isTabOrLineEnd(_ byte: UInt8) -> Bool { byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func isText(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F }

    /// The text without a line end that bytes begin with, up to its last whole character that is no tab.
    private static func burst(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = bytes.firstIndex { !isText($0) && $0 != 0x09 } ?? bytes.endIndex
        if let last = bytes[..<end].suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }) {
            let length = bytes[last] < 0xC0 ? 1 : bytes[last] < 0xE0 ? 2 : bytes[last] < 0xF0 ? 3 : 4
            if end - last < length { end = last }
        }
        while end > bytes.startIndex, bytes[end - 1] == 0x09 { end -= 1 }
        return bytes[..<end]
    }

    /// Takes what is pending as it stands, where it is time to.
    package mutating func expire(at now: Instant) {
        guard let deadline, now >= deadline else { return }
        switch state {
        case .ground: return
        case .paste: keys.append(.paste(Self.pastedText(pending)))
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
            keys.append(.scalar("\u{FFFD}"))
            toGround()
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
        case 0x03:
            // Ctrl-C counts whatever came before it.
            keys += [.escape, .scalar("\u{3}")]
            toGround()
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
        case 0x20..<0x40 where pending.count < Self.longestSequence: pending.append(byte)
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
