private import ClamatorSystem
package import SystemPackage

/// Reads entries where there is no terminal to edit on: lines, until they make a whole entry.
///
/// It reads ahead, so one reader has the standard input for itself.
package struct PlainLineReader {
    /// What was read, of which the lines up to `start` were handed out, and no newline stands before `searched`.
    private var bytes: [UInt8] = []
    private var start = 0
    private var searched = 0
    private var isAtEnd = false
    /// How many lines were read.
    private var count = 0
    /// Lines that were read and given back, the next one last.
    private var givenBack: [Line] = []

    /// A line, in which U+FFFD stands for what is no UTF-8.
    private struct Line {
        let text: String
        let number: Int
        let isUTF8: Bool
    }

    /// What was read.
    package enum Entry: Equatable {
        /// The lines of an entry.
        case text(String)
        /// An entry in which the line of this number, from 1, is no UTF-8.
        case notUTF8(line: Int)
    }

    package init() {}

    /// The next entry; nil at the end of the input. Lines that the end leaves incomplete are an entry too.
    ///
    /// Where brackets are open, a long entry is not judged after each line, which would take the square of its length.
    ///
    /// - Parameter lineCount: Says how many lines of a text its first entry has; nil where more lines could complete
    ///   it.
    /// - Returns: The entry.
    /// - Throws: Where the input cannot be read.
    package mutating func readEntry(lineCount: (String) -> Int?) throws(Errno) -> Entry? {
        guard let first = try readLine() else { return nil }
        var lines = [first]
        var text = first.text
        var depth = text.unicodeScalars.openedBrackets
        var nextLength = 0
        while true {
            if depth <= 0 || text.utf8.count >= nextLength {
                if let count = lineCount(text) { return entry(of: lines, count) }
                if text.utf8.count >= Self.short { nextLength = 2 * text.utf8.count }
            }
            guard let line = try readLine() else { return entry(of: lines, lineCount(text) ?? lines.count) }
            depth += line.text.unicodeScalars.openedBrackets
            text += "\n" + line.text
            lines.append(line)
        }
    }

    /// Takes the first lines for an entry, and gives the others back.
    private mutating func entry(of lines: [Line], _ count: Int) -> Entry {
        let own = lines.prefix(max(1, count))
        givenBack += lines.dropFirst(own.count).reversed()
        if let other = own.first(where: { !$0.isUTF8 }) { return .notUTF8(line: other.number) }
        return .text(own.map(\.text).joined(separator: "\n"))
    }

    /// How long an entry may be, in bytes, to be judged after each line.
    private static let short = 1024

    /// The next line without its end, which is LF or CRLF.
    private mutating func readLine() throws(Errno) -> Line? {
        if let line = givenBack.popLast() { return line }
        while true {
            if let newline = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                return takeLine(before: newline, next: newline + 1)
            }
            searched = bytes.count
            if isAtEnd { return start < bytes.count ? takeLine(before: bytes.count, next: bytes.count) : nil }
            try readMore()
        }
    }

    private mutating func takeLine(before end: Int, next: Int) -> Line {
        var line = bytes[start..<end]
        if next > end, line.last == UInt8(ascii: "\r") { line.removeLast() }
        // A byte-order mark says nothing about the text, and is no part of it.
        if count == 0, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        count += 1
        (start, searched) = (next, next)
        let text = String(validating: line, as: UTF8.self)
        return Line(text: text ?? String(decoding: line, as: UTF8.self), number: count, isUTF8: text != nil)
    }

    private mutating func readMore() throws(Errno) {
        bytes.removeFirst(start)
        (start, searched) = (0, searched - start)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = try StandardInput.read(into: &chunk)
        isAtEnd = count == 0
        bytes += chunk[..<count]
    }
}
