/// The process's environment.
package enum Environment {
    /// The value of a variable; nil where it is not set, or empty.
    package static func value(of name: String) -> String? {
        guard let value = SystemCalls.environmentValue(of: name), !value.isEmpty else { return nil }
        return value
    }
}
