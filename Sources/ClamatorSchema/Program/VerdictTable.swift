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
    struct Entry {
        fileprivate var rule: UInt = 0
        fileprivate var tapeIndex = 0
        /// Whether the rule holds.
        fileprivate(set) var holds = false
        /// What the rule marks as evaluated of the value's first members or elements, where that is known.
        fileprivate(set) var marked: UInt64?
    }

    private let entries: UnsafeMutablePointer<Entry>
    private static let bits = 15

    init() {
        unsafe entries = .allocate(capacity: 1 << Self.bits)
        unsafe entries.initialize(repeating: Entry(), count: 1 << Self.bits)
    }

    func deallocate() { unsafe entries.deallocate() }

    private func slot(_ rule: RulePointer, _ tapeIndex: Int) -> Int {
        let hash = (rule.address ^ UInt(truncatingIfNeeded: tapeIndex) &<< 32) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: (hash ^ hash &>> 32) & ((1 << UInt(Self.bits)) - 1))
    }

    /// What is known of the rule and the value at this index.
    func entry(_ rule: RulePointer, _ tapeIndex: Int) -> Entry? {
        let entry = unsafe entries[slot(rule, tapeIndex)]
        return entry.rule == rule.address && entry.tapeIndex == tapeIndex ? entry : nil
    }

    func note(_ rule: RulePointer, _ tapeIndex: Int, _ holds: Bool, marked: UInt64? = nil) {
        unsafe entries[slot(rule, tapeIndex)] = Entry(
            rule: rule.address, tapeIndex: tapeIndex, holds: holds, marked: marked)
    }
}
