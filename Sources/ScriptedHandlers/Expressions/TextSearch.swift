import ClamatorKit

/// Looks for a text in others, each in linear time (Knuth, Morris and Pratt).
struct TextSearch {
    private let sought: [UInt8]
    /// For each length of what matches, how much of it matches still where the next byte does not.
    private let fallback: [Int]

    init(_ sought: ByteView) {
        self.sought = Array(sought)
        var fallback = [0]
        var matched = 0
        for byte in self.sought.dropFirst() {
            while matched > 0, self.sought[matched] != byte { matched = fallback[matched - 1] }
            if self.sought[matched] == byte { matched += 1 }
            fallback.append(matched)
        }
        self.fallback = fallback
    }

    /// Where the text stands next in another, from an offset on; nil where it does not.
    func firstIndex(in text: ByteView, from start: Int = 0) -> Int? {
        if sought.isEmpty { return start }
        var matched = 0
        for index in start..<max(start, text.count) {
            while matched > 0, sought[matched] != text[index] { matched = fallback[matched - 1] }
            if sought[matched] == text[index] { matched += 1 }
            if matched == sought.count { return index + 1 - matched }
        }
        return nil
    }
}
