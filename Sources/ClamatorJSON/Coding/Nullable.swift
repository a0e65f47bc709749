/// A value that may be null, for a member that may be absent as well: `Nullable<T>?` tells the three states apart.
@frozen
public enum Nullable<Value> {
    /// The literal `null`.
    case null
    /// A value.
    case value(Value)

    /// Makes null of nil.
    @inlinable
    public init(_ value: Value?) { self = value.map { .value($0) } ?? .null }

    /// The value; nil for null.
    @inlinable
    public var value: Value? {
        switch self {
        case .null: nil
        case .value(let value): value
        }
    }
}

extension Nullable: Sendable where Value: Sendable {}
extension Nullable: Equatable where Value: Equatable {}
extension Nullable: Hashable where Value: Hashable {}

extension Nullable: JSONDecodable where Value: JSONDecodable {
    /// Reads null or a value.
    @inlinable
    public init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        self = json.view.kind == .null ? .null : .value(try Value(from: json))
    }
}

extension Nullable: JSONEncodable where Value: JSONEncodable {
    /// Writes null or the value.
    @inlinable
    public func write(into writer: inout JSONWriter) throws(JSONEncodingError) { try value.write(into: &writer) }
}
