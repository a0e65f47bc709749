private import Synchronization

/// The id that ties a reply to its request (JSON-RPC 2.0 §4): a string, or an integer of any size.
public struct RpcId: Sendable {
    /// An id made here is kept as 128 bits until its text is wanted, since most are never read.
    private enum Value {
        case uuid(RandomUUID)
        case given(JSON)
    }

    private let value: Value

    /// Takes an id from an envelope; nil for what is neither a string nor an integer without fraction and exponent.
    package init?(_ json: JSON) {
        guard json.withView({ $0.isId }) else { return nil }
        value = .given(json)
    }

    /// A string id.
    public init(_ string: String) { value = .given(JSON(string)) }

    /// An integer id.
    public init(_ integer: Int) { value = .given(JSON(integer)) }

    /// A fresh random UUID (RFC 9562 §5.4).
    public init() {
        let (high, low) = RandomBits.next()
        value = .uuid(RandomUUID(high, low))
    }

    fileprivate init(_ uuid: RandomUUID) { value = .uuid(uuid) }

    /// The id as JSON: a string or a number.
    public var json: JSON {
        switch value {
        case .given(let json): json
        case .uuid(let uuid): JSON(uuid.text)
        }
    }
}

extension RpcId: Hashable, CustomStringConvertible {
    /// Whether two ids are the same JSON value.
    public static func == (left: RpcId, right: RpcId) -> Bool {
        switch (left.value, right.value) {
        case (.uuid(let one), .uuid(let two)): one == two
        default: left.json == right.json
        }
    }

    /// Feeds what equality looks at.
    public func hash(into hasher: inout Hasher) { hasher.combine(json) }

    /// The id for people: a string without its quotes.
    public var description: String { json.string ?? json.description }
}

/// Gives fresh ids to the calls of one caller after another, without a look at what other callers share: it counts on
/// from a random UUID of its own.
struct RpcIdSource: Sendable {
    private let high: UInt64
    private var low: UInt64

    init() { (high, low) = RandomBits.next() }

    mutating func next() -> RpcId {
        low &+= 1
        return RpcId(RandomUUID(high, low))
    }
}

/// Random bits for ids: one generator, seeded by the system once, since asking the system each time costs a
/// microsecond. Ids must not collide; they need not be secret.
private enum RandomBits {
    private static let state = Mutex(
        (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)))

    static func next() -> (UInt64, UInt64) {
        state.withLock { state in (draw(&state), draw(&state)) }
    }

    /// SplitMix64 over two Weyl sequences of different seeds, 192 bits of state in all.
    private static func draw(_ state: inout (UInt64, UInt64, UInt64)) -> UInt64 {
        state.0 &+= 0x9E37_79B9_7F4A_7C15
        state.1 &+= 0xD1B5_4A32_D192_ED03
        var bits = state.0 ^ (state.1 << 31 | state.1 >> 33) &+ state.2
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
