/// The macros that libedit lists: keys that stand for others. It reads those as if they were typed, so that one whose
/// text has its own keys in it would go on for ever.
struct KeyMacros {
    private let macros: [(keys: ArraySlice<UInt8>, text: ArraySlice<UInt8>)]

    /// Reads the macros in a list of bindings, one a line: `"^G"  ->  "text"`. Keys may hold spaces and arrows
    /// themselves.
    init(listing: String) {
        let (quote, arrow) = (UInt8(ascii: "\""), Array("->  \"".utf8))
        macros = listing.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let line = Array(line)
            guard line.first == quote, line.last == quote else { return nil }
            for end in line.indices.dropFirst(2) where line[end] == quote {
                let behind = line[(end + 1)...].drop { $0 == UInt8(ascii: " ") }
                if behind.starts(with: arrow) { return (line[1..<end], behind.dropFirst(arrow.count).dropLast()) }
            }
            return nil
        }
    }

    /// The keys of macros that have themselves typed again, be it by others. Keys are found in texts as libedit shows
    /// both; where that is another key's end, such as `^G` in `\^G`, more is taken for endless than is.
    var endless: [String] {
        let next = macros.map { macro in macros.indices.filter { Self.has(macro.text, macros[$0].keys) } }
        return macros.indices.filter { macro in
            var seen: Set<Int> = []
            var waiting = next[macro]
            while let other = waiting.popLast() {
                if seen.insert(other).inserted { waiting += next[other] }
            }
            return seen.contains(macro)
        }.map { String(decoding: macros[$0].keys, as: UTF8.self) }
    }

    private static func has(_ text: ArraySlice<UInt8>, _ keys: ArraySlice<UInt8>) -> Bool {
        guard let first = keys.first, text.count >= keys.count else { return false }
        return text.indices.dropLast(keys.count - 1).contains { text[$0] == first && text[$0...].starts(with: keys) }
    }
}
