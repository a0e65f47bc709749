/// A value that is kept elsewhere, so that a type may hold one of its own: a tree's node its left one.
@frozen
public indirect enum Indirect<Value> {
    /// The value.
    case value(Value)

    /// Keeps a value elsewhere.
    @inlinable
    public init(_ value: Value) { self = .value(value) }

    /// The value.
    @inlinable
    public var value: Value {
        switch self {
        case .value(let value): value
        }
    }
}

extension Indirect: Sendable where Value: Sendable {}
extension Indirect: Equatable where Value: Equatable {}
extension Indirect: Hashable where Value: Hashable {}
