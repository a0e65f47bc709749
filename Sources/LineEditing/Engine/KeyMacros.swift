/// The macros that libedit lists: keys that stand for others. It reads those as if they were typed, so that one whose
/// text has its own keys in it would go on for ever.
struct KeyMacros {
    private let macros: [(keys: String, text: String)]

    /// Reads the macros in a list of bindings, one a line: `"^G"  ->  "text"`.
    init(listing: String) {
        macros = listing.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "->", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            let (keys, text) = (parts[0].split(separator: " ").joined(), parts[1].drop { $0 == " " })
            guard text.first == "\"", keys.count > 2 else { return nil }
            return (String(keys.dropFirst().dropLast()), String(text.dropFirst().dropLast()))
        }
    }

    /// The keys of macros that have themselves typed again, be it by others. Keys are found in texts as libedit shows
    /// both; where that is another key's end, such as `^G` in `\^G`, more is taken for endless than is.
    var endless: [String] {
        let next = macros.map { macro in macros.indices.filter { macro.text.contains(macros[$0].keys) } }
        return macros.indices.filter { macro in
            var seen: Set<Int> = []
            var waiting = next[macro]
            while let other = waiting.popLast() {
                if seen.insert(other).inserted { waiting += next[other] }
            }
            return seen.contains(macro)
        }.map { macros[$0].keys }
    }
}
