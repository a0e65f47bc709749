/// Memory for some elements while a body runs: on the stack where its size is a constant or small.
///
/// Unsafe code. Invariants: a scratch is used only while the body that it was made for runs, by what runs for it; every
/// element is initialized, and every access by an index is checked.
@safe @frozen @usableFromInline
package struct Scratch<Element>: BitwiseCopyable {
    @usableFromInline let memory: UnsafeMutableBufferPointer<Element>

    /// Runs the body with so many elements, all of one value. The capacity, no less, should be a constant for few.
    @inlinable @inline(__always)
    package static func with<Result, Failure: Error>(
        _ count: Int, of element: Element, capacity: Int, _ body: (Scratch) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(count <= capacity, "a scratch larger than its memory")
        return unsafe try withUnsafeTemporaryAllocation(of: Element.self, capacity: capacity) {
            (memory) throws(Failure) in
            let memory = unsafe UnsafeMutableBufferPointer(rebasing: memory[..<count])
            unsafe memory.initialize(repeating: element)
            defer { unsafe memory.deinitialize() }
            return unsafe try body(Scratch(memory: memory))
        }
    }

    @inlinable @inline(__always)
    init(memory: UnsafeMutableBufferPointer<Element>) { unsafe self.memory = memory }

    @inlinable @inline(__always)
    package var count: Int { unsafe memory.count }

    @inlinable @inline(__always)
    package subscript(index: Int) -> Element {
        get {
            check(index)
            return unsafe memory[index]
        }
        nonmutating set {
            check(index)
            unsafe memory[index] = newValue
        }
    }

    @inlinable
    package func fill(_ element: Element) { unsafe memory.update(repeating: element) }

    /// Takes over the first elements of another.
    @inlinable
    package func copy(_ other: Scratch) {
        let common = min(count, other.count)
        unsafe _ = memory.update(fromContentsOf: other.memory[..<common])
    }

    @inlinable @inline(__always)
    func check(_ index: Int) {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "an element outside of the scratch")
    }
}
