internal import ClamatorSystem

extension Environment {
    /// The command that a variable names; nil where it names none.
    static func command(named name: String) -> String? {
        value(of: name).flatMap { $0.contains { $0 != " " && $0 != "\t" } ? $0 : nil }
    }
}
