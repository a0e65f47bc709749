/// A JSON value without a claim on its memory; the invariant of `UnretainedReference` holds for its document.
@frozen @usableFromInline
package struct UnretainedJSON: Sendable {
    @usableFromInline let document: UnretainedReference<JSONDocument>
    @usableFromInline let node: Int

    @inlinable @inline(__always)
    init(document: JSONDocument, node: Int) {
        self.document = UnretainedReference(document)
        self.node = node
    }

    @inlinable @inline(__always)
    package init(_ value: JSON) { self.init(document: value.document, node: value.node) }

    /// Runs the body on the value.
    @inlinable @inline(__always)
    package func with<Result>(_ body: (JSON) throws -> Result) rethrows -> Result {
        try document.with { try body(JSON(document: $0, node: node)) }
    }
}
