internal import LineEditing

/// Colours pieces of text by what they are, or leaves them as they are where colours are off.
public struct Palette: Sendable {
    /// What a piece of text is.
    enum Role {
        case heading, detail, name, string, number, literal, success, error, warning
        /// The three kinds of failed calls.
        case protocolError, ownError, transportError

        fileprivate var style: TextStyle {
            switch self {
            case .heading: TextStyle(isBold: true)
            case .detail: .dim
            case .name: TextStyle(color: .cyan)
            case .string, .success: TextStyle(color: .green)
            case .number, .warning: TextStyle(color: .yellow)
            case .literal: TextStyle(color: .magenta)
            case .error: TextStyle(color: .red)
            case .protocolError: TextStyle(color: .red, isBold: true)
            case .ownError: TextStyle(color: .magenta, isBold: true)
            case .transportError: TextStyle(color: .yellow, isBold: true)
            }
        }
    }

    /// Whether there are colours.
    public let usesColor: Bool

    /// Makes a palette.
    public init(usesColor: Bool) { self.usesColor = usesColor }

    /// The text, in the colour of its role.
    func callAsFunction(_ role: Role, _ text: String) -> StyledText {
        StyledText(text, usesColor ? role.style : .plain)
    }
}
