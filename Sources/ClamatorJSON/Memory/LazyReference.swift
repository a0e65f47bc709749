public import Synchronization

/// An object that is made when it is first asked for, and kept. Where two make it at once, one of them is kept.
///
/// As `AtomicLazyReference`, whose look asks for types at run time and takes 640 instructions.
///
/// Unsafe code. Invariant: `address` is 0, or that of an object of which a reference is counted until this is gone; it
/// is set once.
@safe @frozen @usableFromInline
package struct LazyReference<Object: AnyObject & Sendable>: ~Copyable, Sendable {
    @usableFromInline let address = Atomic<UInt>(0)

    /// Makes a reference without an object.
    @inlinable
    package init() {}

    deinit { if let kept = unsafe Self.reference(address.load(ordering: .acquiring)) { unsafe kept.release() } }

    /// The object; the first time the body makes it.
    @inlinable @inline(__always)
    package func made(_ make: () -> Object) -> Object {
        if let kept = unsafe Self.reference(address.load(ordering: .acquiring)) {
            return unsafe kept.takeUnretainedValue()
        }
        return keep(make())
    }

    @usableFromInline @inline(never)
    func keep(_ object: Object) -> Object {
        let made = unsafe Unmanaged.passRetained(object)
        let before = unsafe address.compareExchange(
            expected: 0, desired: UInt(bitPattern: made.toOpaque()), ordering: .acquiringAndReleasing
        ).original
        guard let kept = unsafe Self.reference(before) else { return object }
        unsafe made.release()
        return unsafe kept.takeUnretainedValue()
    }

    @inlinable @inline(__always)
    static func reference(_ address: UInt) -> Unmanaged<Object>? {
        unsafe UnsafeRawPointer(bitPattern: address).map { unsafe .fromOpaque($0) }
    }
}
