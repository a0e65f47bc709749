/// How a piece of text looks on the terminal.
package struct TextStyle: Hashable, Sendable {
    /// The eight colours that every theme defines, and their bright forms.
    package enum Color: UInt8, Sendable {
        case black = 30
        case red, green, yellow, blue, magenta, cyan, white
        case brightBlack = 90
        case brightRed, brightGreen, brightYellow, brightBlue, brightMagenta, brightCyan, brightWhite
    }

    package var color: Color?
    package var isBold = false
    package var isDim = false
    package var isUnderlined = false
    package var isInverse = false
    package var isStruck = false

    package static let plain = TextStyle()
    package static let dim = TextStyle(isDim: true)

    package init(
        color: Color? = nil, isBold: Bool = false, isDim: Bool = false, isUnderlined: Bool = false,
        isInverse: Bool = false, isStruck: Bool = false
    ) {
        self.color = color
        self.isBold = isBold
        self.isDim = isDim
        self.isUnderlined = isUnderlined
        self.isInverse = isInverse
        self.isStruck = isStruck
    }

    /// The escape sequence that switches back to plain text.
    static let end = "\u{1B}[0m"

    /// The escape sequence that switches from plain text to this style; empty for plain text.
    package var sequence: String {
        var bytes: [UInt8] = []
        appendSequence(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends that sequence.
    func appendSequence(to bytes: inout [UInt8]) {
        var separator = "\u{1B}["
        func append(_ code: UInt8) {
            bytes += separator.utf8
            if code >= 10 { bytes.append(UInt8(ascii: "0") + code / 10) }
            bytes.append(UInt8(ascii: "0") + code % 10)
            separator = ";"
        }
        if isBold { append(1) }
        if isDim { append(2) }
        if isUnderlined { append(4) }
        if isInverse { append(7) }
        if isStruck { append(9) }
        if let color { append(color.rawValue) }
        if self != .plain { bytes.append(UInt8(ascii: "m")) }
    }
}
