public import Logging

extension Session {
    /// How a session looks and behaves.
    public struct Options: Sendable {
        /// Colours what is shown.
        public var palette = Palette(usesColor: false)
        /// Colours what goes to stderr.
        public var errorPalette = Palette(usesColor: false)
        /// How many columns a line has; follows the terminal.
        public var width = 80
        /// What stands before an entry; `${service}` is `:NAME` while a service is in use, and nothing otherwise.
        public var prompt = "clamator${service}> "
        /// How many rows the terminal has, and follows it; then long texts are shown page by page. Nil without a
        /// terminal.
        public var rows: Int?
        /// Gives what width and rows follow: asked when an entry begins, and when a call has its reply.
        package var terminalSize: (@Sendable () -> (columns: Int, rows: Int?))?
        /// Whether the user's own pager shows texts that are too long for the screen.
        package var hasOwnPager = false
        /// Whether results show how long they took.
        public var showsTiming = false
        /// How long a call may take.
        public var timeout = Duration.milliseconds(30_000)
        /// Whether files that changed are taken in before each entry.
        public var watchesFiles = false
        /// Whether `@-` may read the standard input: not where entries come from there.
        public var readsInput = false
        /// Gets the failures of the server.
        public var logger = Logger(label: "clamator")
        /// Whether calls show the way they took.
        var showsTrace = false
        /// The width that `.set` has fixed, whatever the terminal's is.
        var fixedWidth: Int?

        /// The options of a session without a terminal.
        public init() {}

        /// Whether texts go to a terminal, or to one whose width was set.
        var hasTerminal: Bool { rows != nil || fixedWidth != nil }

        /// The width that texts are laid out for.
        var columns: Int { fixedWidth ?? width }
    }
}
