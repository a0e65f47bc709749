/// What a search found out.
package enum PatternVerdict: Sendable {
    case matches, doesNotMatch
    /// A limit on time or memory was reached before an answer.
    case limitReached
}
