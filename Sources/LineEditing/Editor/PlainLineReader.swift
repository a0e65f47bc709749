/// Reads entries where there is no terminal to edit on: lines, until they make a whole entry.
package struct PlainLineReader {
    package init() {}

    /// The next entry; nil at the end of the input. Lines that the end leaves incomplete are an entry too.
    package func readEntry(isComplete: (String) -> Bool) -> String? {
        guard var entry = readLine() else { return nil }
        while !isComplete(entry), let line = readLine() { entry += "\n" + line }
        return entry
    }
}
