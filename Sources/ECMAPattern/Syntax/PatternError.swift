/// Why a text is no ECMA-262 pattern.
package struct PatternError: Error, Sendable, Equatable {
    /// Where in the pattern, in bytes of its UTF-8.
    package let offset: Int
    /// What is wrong there, in words its author can act on.
    package let reason: String
}
