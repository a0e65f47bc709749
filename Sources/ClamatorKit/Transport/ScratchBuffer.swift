/// Memory in which values are made, one after another.
public struct ScratchBuffer: ~Copyable {
    private var builder = JSONBuilder()
    package var filler = DefaultsFiller()

    /// Makes an empty buffer.
    public init() {}

    /// Makes a value from what the body writes.
    ///
    /// - Parameter body: Writes exactly one value.
    /// - Returns: The value.
    /// - Throws: What the body throws; `JSONError` where it wrote no value, or one nested too deep.
    @inline(__always)
    public mutating func build(_ body: (inout JSONWriter) throws -> Void) throws -> JSON {
        try builder.build(body)
    }

    /// Makes the value of a mold with the number that the body writes.
    ///
    /// - Parameters:
    ///   - mold: What stands around the number.
    ///   - body: Writes exactly one number, which it has the writer spell.
    /// - Returns: The value.
    /// - Throws: What the body throws.
    @inline(__always)
    package mutating func build(
        in mold: borrowing JSONMold, _ body: (inout JSONWriter) throws -> Void
    ) throws -> JSON {
        try builder.build(in: mold, body)
    }

    /// Makes the text of a value, which is read only where that is asked for.
    ///
    /// - Parameter body: Writes exactly one value, without a line break.
    /// - Returns: The text.
    /// - Throws: What the body throws.
    @inline(__always)
    mutating func write<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) -> WrittenJSON {
        try builder.write(body)
    }

    /// Takes back the memory of a reply that its owner needs no more, for the next result.
    @inline(__always)
    package mutating func recycle(_ reply: consuming Reply) {
        switch consume reply {
        case .result(let result): builder.recycle(result)
        case let reply:
            switch Self.details(of: consume reply) {
            case .value(let data)?: builder.recycle(data)
            case .text(let data)?: builder.recycle(data)
            case nil: break
            }
        }
    }

    /// The data of an error, which lies in a box that would keep them from being free: it goes before this returns.
    @inline(never)
    private static func details(of reply: consuming Reply) -> RpcError.Details? {
        guard case .error(let error) = reply else { return nil }
        return error.details
    }
}
