/// A reference to an object that is not counted, for the paths where counting costs more than the work.
///
/// Unsafe code. Invariant: the code that makes one keeps the object, by a reference that is counted, at least as long
/// as this one is used.
@safe @frozen @usableFromInline
package struct UnretainedReference<Object: AnyObject & Sendable>: Sendable {
    @usableFromInline let reference: Unmanaged<Object>

    @inlinable @inline(__always)
    package init(_ object: Object) { unsafe reference = .passUnretained(object) }

    /// Runs the body on the object.
    @inlinable @inline(__always)
    package func with<Result>(_ body: (Object) throws -> Result) rethrows -> Result {
        unsafe try reference._withUnsafeGuaranteedRef(body)
    }
}
