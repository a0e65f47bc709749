internal import ClamatorJSON

/// A pattern as a deterministic finite automaton: one table look-up for each character, no allocation, always an
/// answer.
///
/// The search for a position to match at, and the assertions, are worked into the states. A search ends early where no
/// further text can change its answer.
///
/// Unsafe code: the tables are read without a look at their bounds, while the arrays that hold them are borrowed. Every
/// state that `transitions` holds is the start of a row of it, which has an entry for each class; `asciiClasses` has
/// 128.
final class DFA: Sendable {
    let alphabet: Alphabet
    /// The next state for each state and class, and one more class for the end of the text. States are written as the
    /// index where their row starts.
    private let transitions: [UInt32]
    private let start: UInt32

    /// The first rows belong to the states that no text leaves.
    static let rejecting = 0
    static let accepting = 1

    /// Nothing when the automaton would grow too large or has look-around. How much was tried is added to `work`.
    init?(_ nfa: NFA, spending work: inout Int) {
        guard var builder = DFABuilder(nfa) else { return nil }
        let isBuilt = builder.build()
        work += builder.work
        guard isBuilt else { return nil }
        builder.settle()
        alphabet = builder.alphabet
        let width = builder.width
        transitions = builder.transitions.map { UInt32($0 * width) }
        start = UInt32(builder.start * width)
    }

    /// The automaton of a pattern, where the work is not counted.
    convenience init?(_ syntax: PatternSyntax) {
        var work = 0
        guard let nfa = NFA(syntax) else { return nil }
        self.init(nfa, spending: &work)
    }

    /// The row of the state before any character.
    var startRow: Int { Int(start) }

    /// The row of the state that a character of a class leads to.
    func row(after row: Int, _ letter: Int) -> Int { Int(transitions[row + letter]) }

    /// Whether a text matches whose last character led to a row.
    func matches(endingIn row: Int) -> Bool { isAccepting(self.row(after: row, alphabet.count)) }

    /// Whether a row belongs to the state of all texts that match whatever follows.
    func isAccepting(_ row: Int) -> Bool { row == (alphabet.count + 1) * Self.accepting }

    func search(_ text: UTF8Text) -> PatternVerdict {
        let bytes = text.bytes
        return unsafe transitions.withUnsafeBufferPointer { transitions in
            unsafe alphabet.asciiClasses.withUnsafeBufferPointer { asciiClasses in
                let end = alphabet.count
                let accepting = UInt32((end + 1) * Self.accepting)
                var state = start
                var index = 0
                while index < bytes.count, state > accepting {
                    let byte = bytes[index]
                    let letter: Int
                    if byte < 0x80 {
                        letter = unsafe Int(asciiClasses[Int(byte)])
                        index += 1
                    } else {
                        letter = alphabet.classBeyondASCII(text.decode(&index))
                    }
                    state = unsafe transitions[Int(state) + letter]
                }
                if state > accepting { state = unsafe transitions[Int(state) + end] }
                return state == accepting ? .matches : .doesNotMatch
            }
        }
    }
}
