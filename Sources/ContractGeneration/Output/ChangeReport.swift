import ClamatorSystem

extension OutputFolder.Change {
    /// What was done, in a line.
    package var report: String { Printable.escape(path) + (text == nil ? ": removed" : ": written") }

    /// What would be done, a line for the file and one for each line of it that differs.
    package var differences: [String] {
        guard let text else { return [Printable.escape("\(path): would be removed: its contract is gone")] }
        guard let present else { return [Printable.escape("\(path): is not there")] }
        return [Printable.escape("\(path): is not what would be written")]
            + LineDifference.lines(from: present, to: text).map(Printable.escape)
    }
}
