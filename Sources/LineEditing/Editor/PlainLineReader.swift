package import ClamatorSystem

/// Reads entries where there is no terminal to edit on: lines, until they make a whole entry.
///
/// It reads ahead, so one reader has the standard input for itself.
package struct PlainLineReader {
    /// What was read, of which the lines up to `start` were handed out, and no newline stands before `searched`.
    private var bytes: [UInt8] = []
    private var start = 0
    private var searched = 0
    private var isAtEnd = false
    private var hasBegun = false

    package init() {}

    /// The next entry; nil at the end of the input. Lines that the end leaves incomplete are an entry too.
    ///
    /// Where brackets are open, a long entry is not judged after each line, which would take the square of its length.
    ///
    /// - Throws: Where the input cannot be read.
    package mutating func readEntry(isComplete: (String) -> Bool) throws(StandardInput.Failure) -> String? {
        guard var entry = try readLine() else { return nil }
        var depth = entry.unicodeScalars.openedBrackets
        var nextLength = 0
        while true {
            if depth <= 0 || entry.utf8.count >= nextLength {
                if isComplete(entry) { return entry }
                if entry.utf8.count >= Self.short { nextLength = 2 * entry.utf8.count }
            }
            guard let line = try readLine() else { return entry }
            depth += line.unicodeScalars.openedBrackets
            entry += "\n" + line
        }
    }

    /// How long an entry may be, in bytes, to be judged after each line.
    private static let short = 4096

    /// The next line without its end, which is LF or CRLF.
    private mutating func readLine() throws(StandardInput.Failure) -> String? {
        while true {
            if let newline = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                return takeLine(before: newline, next: newline + 1)
            }
            searched = bytes.count
            if isAtEnd { return start < bytes.count ? takeLine(before: bytes.count, next: bytes.count) : nil }
            try readMore()
        }
    }

    private mutating func takeLine(before end: Int, next: Int) -> String {
        var line = bytes[start..<end]
        if next > end, line.last == UInt8(ascii: "\r") { line.removeLast() }
        // A byte-order mark says nothing about the text, and is no part of it.
        if !hasBegun, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        hasBegun = true
        (start, searched) = (next, next)
        return String(decoding: line, as: UTF8.self)
    }

    private mutating func readMore() throws(StandardInput.Failure) {
        bytes.removeFirst(start)
        (start, searched) = (0, searched - start)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = try StandardInput.read(into: &chunk)
        isAtEnd = count == 0
        bytes += chunk[..<count]
    }
}
