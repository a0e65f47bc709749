/// What there is to show after something was done.
public struct Output: Equatable, Sendable {
    /// A text, and the stream that it belongs on; without a line end, and never empty.
    public enum Piece: Equatable, Sendable {
        /// For stdout.
        case text(String)
        /// For stderr.
        case error(String)

        /// The text itself.
        public var content: String {
            switch self {
            case .text(let content), .error(let content): content
            }
        }
    }

    /// What to show, in this order.
    public private(set) var pieces: [Piece]
    /// Whether it failed, or a call was answered with an error.
    public var isFailure: Bool
    /// Whether the session is over.
    public var ends: Bool

    init(text: String = "", error: String = "", isFailure: Bool = false, ends: Bool = false) {
        self.init([.text(text), .error(error)], isFailure: isFailure, ends: ends)
    }

    init(_ pieces: [Piece], isFailure: Bool = false, ends: Bool = false) {
        self.pieces = pieces.filter { !$0.content.isEmpty }
        self.isFailure = isFailure
        self.ends = ends
    }

    /// All that belongs on stdout.
    public var text: String {
        pieces.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "\n")
    }

    /// All that belongs on stderr.
    public var error: String {
        pieces.compactMap { if case .error(let error) = $0 { error } else { nil } }.joined(separator: "\n")
    }

    /// Goes on with what came of something else.
    mutating func append(_ next: Output) {
        self = Output(pieces + next.pieces, isFailure: isFailure || next.isFailure, ends: next.ends)
    }
}
