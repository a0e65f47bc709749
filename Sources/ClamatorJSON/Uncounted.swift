/// A reference to an object that is not counted, for the paths where counting costs more than the work.
///
/// Invariant: whoever makes one keeps the object, by a reference that is counted, at least as long as this one is used.
@frozen @usableFromInline
package struct Uncounted<Object: AnyObject & Sendable>: Sendable {
    @usableFromInline let reference: Unmanaged<Object>

    @inlinable @inline(__always)
    package init(_ object: Object) { reference = .passUnretained(object) }

    /// Runs the body on the object.
    @inlinable @inline(__always)
    package func with<Result>(_ body: (Object) throws -> Result) rethrows -> Result {
        try reference._withUnsafeGuaranteedRef(body)
    }
}
