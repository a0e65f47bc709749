import ClamatorJSON

/// What links on a page name its parts by: each part by another name, which URLs and attributes can hold as it is.
struct PageAnchors {
    private var taken: Set<ExactString> = []
    /// The number that the next part by this name gets; from there on most are free.
    private var numbers: [ExactString: Int] = [:]

    mutating func take(_ name: String) -> String {
        let kept = name.unicodeScalars.map { scalar in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || scalar == "." || scalar == "_" ? Character(scalar) : "-"
        }
        let plain = ExactString(String(kept))
        var free = plain
        while !taken.insert(free).inserted {
            let number = numbers[plain] ?? 2
            numbers[plain] = number + 1
            free = ExactString("\(plain)\(number)")
        }
        return free.string
    }
}
