/// JSON as it is being typed: its tokens, however far it goes and however broken it is, each with the
/// brackets around it. Found in one pass.
struct JSONTokens {
    /// A token and where it stands.
    struct Token: Equatable {
        /// What a token is.
        enum Kind: UInt8 {
            case beginObject, endObject, beginArray, endArray, colon, comma
            /// A member's name, in quotes.
            case key
            case string, number, literal
            /// Anything that is no token of JSON.
            case other

            fileprivate var isValue: Bool {
                switch self {
                case .string, .number, .literal, .other: true
                case .beginObject, .endObject, .beginArray, .endArray, .colon, .comma, .key: false
                }
            }
        }

        let kind: Kind
        /// Whether a string has its closing quote.
        fileprivate(set) var isClosed = true
        // An entry may have a hundred thousand tokens, so their numbers are kept small.
        private var start: Int32
        private var end: Int32
        private let containerToken: Int32
        private let slotNumber: Int32
        private var partnerToken: Int32 = -1

        fileprivate init(_ kind: Kind, _ range: Range<Int>, container: Int?, slot: Int?) {
            self.kind = kind
            start = Int32(clamping: range.lowerBound)
            end = Int32(clamping: range.upperBound)
            containerToken = Int32(clamping: container ?? -1)
            slotNumber = Int32(clamping: slot ?? -1)
        }

        /// Whether what follows is read alike behind both.
        fileprivate func hasRole(of other: Token) -> Bool {
            guard containerToken == other.containerToken, slotNumber == other.slotNumber else { return false }
            return kind == other.kind || (kind.isValue && other.kind.isValue)
        }

        fileprivate mutating func move(by distance: Int32) {
            (start, end) = (start &+ distance, end &+ distance)
        }

        /// The scalars of the entry.
        var range: Range<Int> { Int(start)..<Int(end) }

        /// The token of the bracket that it stands in; nil where it stands in none.
        var container: Int? { containerToken < 0 ? nil : Int(containerToken) }

        /// In an object the token of the key that the value belongs to, nil where a key stands or should stand; in an
        /// array the number of the element.
        var slot: Int? { slotNumber < 0 ? nil : Int(slotNumber) }

        /// The token of the other bracket of a pair.
        fileprivate(set) var partner: Int? {
            get { partnerToken < 0 ? nil : Int(partnerToken) }
            set { partnerToken = Int32(clamping: newValue ?? -1) }
        }
    }

    private(set) var tokens: [Token] = []
    /// How many of them are read; while a changed text is read anew, those of the earlier one stand behind.
    private var count = 0
    /// The brackets that are open at the end, each with its token.
    private var open: [OpenBracket] = []
    /// Where the tokens end.
    private(set) var end: Int

    private struct OpenBracket {
        let token: Int
        let isObject: Bool
        var slot: Int?
        var expectsKey: Bool
    }

    /// Reads the tokens of a text from `start` on: of one value with brackets or quotes, or all to the end.
    init(_ text: ArraySlice<Unicode.Scalar>, ofOneValue isOneValue: Bool) {
        end = text.startIndex
        read(text, ofOneValue: isOneValue)
    }

    private mutating func read(_ text: ArraySlice<Unicode.Scalar>, ofOneValue isOneValue: Bool) {
        while isMore(in: text, ofOneValue: isOneValue) { take(text) }
        tokens.removeSubrange(count...)
        for bracket in open { tokens[bracket.token].partner = nil }
    }

    private func isMore(in text: ArraySlice<Unicode.Scalar>, ofOneValue isOneValue: Bool) -> Bool {
        end < text.endIndex && !(isOneValue && open.isEmpty && count > 0)
    }

    /// Reads the tokens anew of a text that was changed in the middle; it begins where the earlier one did.
    ///
    /// - Parameters:
    ///   - text: The text as it is now.
    ///   - offset: Where it was changed.
    ///   - unchangedEnd: From which offset on it is as it was.
    ///   - distance: How much further on that stands now.
    ///   - isOneValue: Whether the tokens are those of one value.
    mutating func reread(
        _ text: ArraySlice<Unicode.Scalar>, changedFrom offset: Int, unchangedFrom unchangedEnd: Int,
        movedBy distance: Int, ofOneValue isOneValue: Bool
    ) {
        let (earlierOpen, earlierEnd) = (open, end)
        // A token that ends where the change begins may go on there.
        count = tokens.partitioningIndex { $0.range.upperBound >= offset }
        reopenBrackets()
        end = count > 0 ? tokens[count - 1].range.upperBound : text.startIndex
        while count < tokens.count, isMore(in: text, ofOneValue: isOneValue) {
            let (number, earlier) = (count, tokens[count])
            take(text)
            guard number < count else { continue }
            // As long as each has the role of one before, what follows can only be the same.
            guard tokens[number].hasRole(of: earlier) else { break }
            tokens[number].partner = earlier.partner
            let start = tokens[number].range.lowerBound
            if start >= unchangedEnd, start == earlier.range.lowerBound + distance {
                move(from: count, by: distance)
                (open, end, count) = (earlierOpen, earlierEnd + distance, tokens.count)
                return
            }
        }
        read(text, ofOneValue: isOneValue)
    }

    private mutating func move(from first: Int, by distance: Int) {
        let distance = Int32(clamping: distance)
        for index in first..<tokens.count { tokens[index].move(by: distance) }
    }

    /// The same tokens of the same text that stands so many scalars further on.
    func moved(by distance: Int) -> JSONTokens {
        var copy = self
        copy.move(from: 0, by: distance)
        copy.end += distance
        return copy
    }

    /// Whether all brackets and quotes are closed.
    var isBalanced: Bool { open.isEmpty && tokens.last?.isClosed != false }

    /// Opens the brackets again that are not closed by the last of the tokens.
    private mutating func reopenBrackets() {
        open = []
        var inside = count > 0 ? count - 1 : nil
        var bracket = inside.flatMap { isOpening($0) ? $0 : tokens[$0].container }
        if bracket == inside { inside = nil }
        while let index = bracket {
            open.append(reopened(index, with: inside))
            inside = index
            bracket = tokens[index].container
        }
        open.reverse()
    }

    /// A bracket as it was behind the last token that stands directly in it, if there is one.
    private func reopened(_ bracket: Int, with last: Int?) -> OpenBracket {
        let isObject = isObject(bracket)
        guard let last else {
            return OpenBracket(token: bracket, isObject: isObject, slot: isObject ? nil : 0, expectsKey: isObject)
        }
        let slot =
            switch tokens[last].kind {
            case .key: last as Int?
            case .comma: isObject ? nil : (tokens[last].slot ?? 0) + 1
            default: tokens[last].slot
            }
        let expectsKey = isObject && expectsKey(behind: last, in: bracket)
        return OpenBracket(token: bracket, isObject: isObject, slot: slot, expectsKey: expectsKey)
    }

    /// Whether a string that stands in an object would be a key.
    private func expectsKey(behind last: Int, in object: Int) -> Bool {
        var index = last
        while index > object {
            switch tokens[index].kind {
            case .key, .colon: return false
            case .comma: return true
            default: break
            }
            // What stands in inner brackets is stepped over.
            let isClosing = tokens[index].kind == .endObject || tokens[index].kind == .endArray
            index = (isClosing ? tokens[index].partner ?? index : index) - 1
        }
        return true
    }

    private func isOpening(_ token: Int) -> Bool {
        tokens[token].kind == .beginObject || tokens[token].kind == .beginArray
    }

    private mutating func take(_ text: ArraySlice<Unicode.Scalar>) {
        switch text[end] {
        case " ", "\n", "\t", "\r": end += 1
        case "{": begin(.beginObject)
        case "[": begin(.beginArray)
        case "}": finish(.endObject)
        case "]": finish(.endArray)
        case ":":
            append(.colon, length: 1)
            if !open.isEmpty { open[open.count - 1].expectsKey = false }
        case ",":
            append(.comma, length: 1)
            guard let last = open.last else { return }
            open[open.count - 1].slot = last.isObject ? nil : (last.slot ?? 0) + 1
            open[open.count - 1].expectsKey = last.isObject
        case "\"": takeString(text)
        default: takeWord(text)
        }
    }

    private mutating func append(_ kind: Token.Kind, length: Int) {
        let token = Token(kind, end..<end + length, container: open.last?.token, slot: open.last?.slot)
        if count < tokens.count { tokens[count] = token } else { tokens.append(token) }
        count += 1
        end += length
    }

    private mutating func begin(_ kind: Token.Kind) {
        append(kind, length: 1)
        let isObject = kind == .beginObject
        open.append(
            OpenBracket(
                token: count - 1, isObject: isObject, slot: isObject ? nil : 0, expectsKey: isObject))
    }

    private mutating func finish(_ kind: Token.Kind) {
        let opening = open.popLast()
        append(kind, length: 1)
        guard let opening else { return }
        tokens[opening.token].partner = count - 1
        tokens[count - 1].partner = opening.token
    }

    private mutating func takeString(_ text: ArraySlice<Unicode.Scalar>) {
        var index = end + 1
        while index < text.endIndex, text[index] != "\"" { index += text[index] == "\\" ? 2 : 1 }
        let isClosed = index < text.endIndex
        let isKey = open.last?.expectsKey == true
        append(isKey ? .key : .string, length: min(index + 1, text.endIndex) - end)
        tokens[count - 1].isClosed = isClosed
        if isKey {
            open[open.count - 1].slot = count - 1
            open[open.count - 1].expectsKey = false
        }
    }

    private mutating func takeWord(_ text: ArraySlice<Unicode.Scalar>) {
        var index = end + 1
        while index < text.endIndex, !Self.endsWord(text[index]) { index += 1 }
        append(Self.kind(of: text[end..<index]), length: index - end)
    }

    private static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\n", "\t", "\r", "{", "}", "[", "]", ":", ",", "\"": true
        default: false
        }
    }

    /// What a word without quotes is: a number, a literal, or nothing that JSON has.
    static func kind(of word: ArraySlice<Unicode.Scalar>) -> Token.Kind {
        switch word.first {
        case "t" where word.elementsEqual("true".unicodeScalars), "f" where word.elementsEqual("false".unicodeScalars),
            "n" where word.elementsEqual("null".unicodeScalars):
            .literal
        case "-", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9": word.allSatisfy(isOfNumber) ? .number : .other
        default: .other
        }
    }

    private static func isOfNumber(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "-", "+", ".", "e", "E": true
        default: false
        }
    }
}
