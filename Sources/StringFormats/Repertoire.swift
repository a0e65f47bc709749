/// The characters that a grammar draws on, where an RFC widened an older grammar beyond ASCII.
enum Repertoire {
    case ascii
    case unicode
}
