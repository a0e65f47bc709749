import ClamatorJSON
import ClamatorSchema

/// What the names of a property and of what it belongs to tell about a value.
struct NameHint {
    /// The name's words in small letters: `createdAt` and `created_at` are `created` and `at`.
    var words: [String] = []
    /// The words of the name of the object around it.
    var owner: [String] = []

    /// The name in one word.
    var joined: String { words.joined() }
    var last: String { words.last ?? "" }

    /// The hint for a member, whose name has these words, of what this one is about.
    func member(_ name: [String]) -> NameHint { NameHint(words: name, owner: words.isEmpty ? owner : words) }

    /// The hint for an element of what this one is about: `lines` has a `line`.
    var element: NameHint {
        var element = self
        if last.utf8.count > 3, last.utf8.last == UInt8(ascii: "s") { element.words[words.count - 1].removeLast() }
        return element
    }

    /// A name that is longer tells nothing.
    private static let longestName = 100

    static func words(of name: ExactString) -> [String] {
        guard name.utf8.count <= longestName else { return [] }
        var words: [String] = []
        var word = ""
        var isAfterSmall = false
        for scalar in name.string.unicodeScalars {
            let properties = scalar.properties
            let isPart = properties.isAlphabetic || properties.numericType != nil
            if !isPart || (properties.isUppercase && isAfterSmall) {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if isPart { word += properties.lowercaseMapping }
            isAfterSmall = isPart && !properties.isUppercase
        }
        return word.isEmpty ? words : words + [word]
    }

    /// Whether a value of any type is rather a number.
    var isNumeric: Bool { usualNumbers != nil }

    /// The numbers that are usual for something of this name, and how many decimals they have.
    var usualNumbers: (range: ClosedRange<Int>, places: Int)? {
        switch last {
        case "price", "amount", "cost", "total", "subtotal", "fee", "balance", "tax", "salary": (1...500, 2)
        case "quantity", "qty", "count", "items": (1...10, 0)
        case "age": (18...80, 0)
        case "year": (2000...2030, 0)
        case "month": (1...12, 0)
        case "day": (1...28, 0)
        case "hour": (0...23, 0)
        case "minute", "second": (0...59, 0)
        case "percent", "percentage", "progress", "score": (0...100, 0)
        case "rate", "ratio", "probability", "confidence": (0...1, 2)
        case "rating", "stars": (1...5, 0)
        case "lat", "latitude": (-60...70, 4)
        case "lon", "lng", "longitude": (-180...180, 4)
        case "port": (1024...49151, 0)
        case "temperature": (-10...35, 1)
        case "width", "height", "length", "size", "weight": (1...1000, 0)
        case "id", "number", "no", "code": (1000...9999, 0)
        case "timestamp", "epoch": (1_704_067_200...1_766_880_000, 0)
        case "page", "index", "position", "version", "priority": (1...20, 0)
        case "duration", "timeout", "ms", "seconds", "minutes", "hours", "days": (1...60, 0)
        default: nil
        }
    }
}
