/// What shows that something is still waited for, and for how long it has been.
package enum Spinner {
    /// How long nothing is shown, since most answers come sooner.
    package static let delay = Duration.milliseconds(200)
    /// How long each picture stays.
    package static let interval = Duration.milliseconds(100)

    private static let pictures = Array("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")

    /// The line to show after so long, short enough to leave the last column free.
    package static func line(after time: Duration, columns: Int, usesColor: Bool) -> String {
        let tenths = Int(time / .milliseconds(100))
        let picture = pictures[tenths % pictures.count]
        let texts = [
            "\(picture) \(tenths / 10).\(tenths % 10) s  Ctrl-C cancels", "\(picture) \(tenths / 10) s", "\(picture)",
        ]
        let text = texts.first { $0.count < columns } ?? ""
        return StyledRun(text, usesColor ? .dim : .plain).ansi
    }
}
