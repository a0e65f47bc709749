/// Why a text is no ECMA-262 pattern.
struct PatternError: Error, Sendable, Equatable {
    /// Where in the pattern, in bytes of its UTF-8.
    let offset: Int
    /// What is wrong there, in words its author can act on.
    let reason: String
}
