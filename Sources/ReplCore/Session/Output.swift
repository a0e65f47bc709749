package import LineEditing

/// What to show after an entry was run.
public struct Output: Equatable, Sendable {
    /// A text, and the stream that it belongs on; without a line end, and never empty.
    package enum Piece: Equatable, Sendable {
        /// For stdout.
        case text(StyledText)
        /// For stderr.
        case error(StyledText)

        /// The text itself.
        package var content: StyledText {
            switch self {
            case .text(let content), .error(let content): content
            }
        }
    }

    /// What to show, in this order.
    package private(set) var pieces: [Piece]
    /// Whether it failed, or a call was answered with an error.
    public var isFailure: Bool
    /// Whether the session is over.
    public var ends: Bool
    /// What stands in the next entry already, to be edited.
    package var typedAhead: String?
    /// What is known of how it fits on the screen.
    package enum Length: Equatable, Sendable {
        /// Nothing yet.
        case unknown
        /// It is a page, on a low screen the least that one can be.
        case page
        /// It is too long, and shown by the user's own pager.
        case long
    }

    package var length = Length.unknown
    /// Whether it failed since a notification could not be sent.
    public var isUnsent = false

    init(text: StyledText = "", error: StyledText = "", isFailure: Bool = false, ends: Bool = false) {
        self.init([.text(text), .error(error)], isFailure: isFailure, ends: ends)
    }

    init(_ pieces: [Piece], isFailure: Bool = false, ends: Bool = false) {
        self.pieces = pieces.filter { !$0.content.isEmpty }
        self.isFailure = isFailure
        self.ends = ends
    }

    /// All of it.
    package var content: StyledText { pieces.map(\.content).joined(separator: "\n") }

    /// All that belongs on stdout.
    public var text: String {
        pieces.compactMap { if case .text(let text) = $0 { text.ansi } else { nil } }.joined(separator: "\n")
    }

    /// All that belongs on stderr.
    public var error: String {
        pieces.compactMap { if case .error(let error) = $0 { error.ansi } else { nil } }.joined(separator: "\n")
    }

    /// The same with nothing to show.
    var withoutPieces: Output {
        var copy = self
        copy.pieces = []
        return copy
    }

    /// The same with each line that is longer than so many columns broken at its words.
    func brokenAtWords(to width: Int) -> Output {
        var copy = self
        copy.pieces = pieces.map { piece in
            switch piece {
            case .text(let content): .text(content.brokenAtWords(to: width))
            case .error(let content): .error(content.brokenAtWords(to: width))
            }
        }
        return copy
    }

    /// Appends another output, which says whether the session is over.
    mutating func append(_ next: Output) {
        pieces += next.pieces
        isFailure = isFailure || next.isFailure
        ends = next.ends
        typedAhead = next.typedAhead ?? typedAhead
        length = next.length
    }
}
