package import ClamatorJSON

/// A pattern that means what `pattern` means in a schema, for texts that no schema is about.
package struct TextPattern: Sendable {
    private let pattern: Pattern

    /// Why a text is no pattern.
    package struct SyntaxError: Error, CustomStringConvertible {
        /// What is wrong, and at which character.
        package let description: String
    }

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - source: The pattern, by ECMA-262 under the flag `u`.
    ///   - ignoresCase: Whether the flag `i` holds too.
    /// - Throws: `SyntaxError` where it is none.
    package init(_ source: String, ignoresCase: Bool = false) throws(SyntaxError) {
        do throws(PatternError) {
            pattern = try Pattern(source, ignoresCase: ignoresCase)
        } catch {
            throw SyntaxError(description: "\(error.reason) (at byte \(error.offset))")
        }
    }

    /// Whether it matches anywhere in a text.
    ///
    /// - Throws: `LimitReached` where it would have to try too much.
    package func matches(_ text: String) throws(LimitReached) -> Bool {
        switch text.withBytes({ pattern.search($0) }) {
        case .matches: return true
        case .doesNotMatch: return false
        case .limitReached: throw LimitReached(.pattern)
        }
    }
}
