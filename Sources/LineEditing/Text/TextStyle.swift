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
        var codes: [UInt8] = []
        if isBold { codes.append(1) }
        if isDim { codes.append(2) }
        if isUnderlined { codes.append(4) }
        if isInverse { codes.append(7) }
        if isStruck { codes.append(9) }
        if let color { codes.append(color.rawValue) }
        return codes.isEmpty ? "" : "\u{1B}[" + codes.map(String.init).joined(separator: ";") + "m"
    }
}
