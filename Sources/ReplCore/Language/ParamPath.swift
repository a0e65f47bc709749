internal import ClamatorKit

extension [ExactString] {
    /// A path into params as people write it: `lines[0].count`.
    var dotted: String {
        reduce(into: "") { text, step in
            text += Int(step.string) != nil ? "[\(step)]" : (text.isEmpty ? "" : ".") + step.string
        }
    }
}
