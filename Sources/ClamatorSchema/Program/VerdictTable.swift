import ClamatorJSON

/// The verdicts of rules on values that a long check has come to last.
///
/// A table of fixed size, in which a new verdict takes the place of an old one: it bounds the memory, and what is
/// forgotten is only checked again.
///
/// Unsafe code. Invariants: every slot has an entry from the start, and `slot` gives no other; who makes the table
/// deallocates it, once, and does not use it or a copy of it then.
@safe
struct VerdictTable {
    private struct Entry {
        var rule: UInt
        /// The index on the tape, doubled, and 1 more where the rule holds.
        var verdict: UInt
    }

    private let entries: UnsafeMutablePointer<Entry>
    private static let bits = 15

    init() {
        unsafe entries = .allocate(capacity: 1 << Self.bits)
        unsafe entries.initialize(repeating: Entry(rule: 0, verdict: 0), count: 1 << Self.bits)
    }

    func deallocate() { unsafe entries.deallocate() }

    private func slot(_ rule: RulePointer, _ tapeIndex: Int) -> Int {
        let hash = (rule.address ^ UInt(truncatingIfNeeded: tapeIndex) &<< 32) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: (hash ^ hash &>> 32) & ((1 << UInt(Self.bits)) - 1))
    }

    /// Whether the rule holds for the value at this index; nil where that is not known.
    func verdict(_ rule: RulePointer, _ tapeIndex: Int) -> Bool? {
        let entry = unsafe entries[slot(rule, tapeIndex)]
        guard entry.rule == rule.address, entry.verdict &>> 1 == UInt(truncatingIfNeeded: tapeIndex) else {
            return nil
        }
        return entry.verdict & 1 == 1
    }

    func note(_ rule: RulePointer, _ tapeIndex: Int, _ holds: Bool) {
        unsafe entries[slot(rule, tapeIndex)] = Entry(
            rule: rule.address, verdict: UInt(truncatingIfNeeded: tapeIndex) &<< 1 | (holds ? 1 : 0))
    }
}
