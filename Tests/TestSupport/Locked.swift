private import Foundation

/// A value behind a lock.
public final class Locked<Value>: @unchecked Sendable {
    // Every access holds the lock.
    private let lock = NSLock()
    private var held: Value

    /// Takes the value.
    public init(_ value: Value) { held = value }

    /// The value.
    public var value: Value {
        get { lock.withLock { held } }
        set { lock.withLock { held = newValue } }
    }

    /// Runs the body on the value.
    ///
    /// - Parameter body: May change it.
    /// - Returns: What the body returns.
    public func update<Result>(_ body: (inout Value) -> Result) -> Result { lock.withLock { body(&held) } }
}
