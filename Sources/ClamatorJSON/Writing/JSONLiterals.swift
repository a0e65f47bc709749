extension JSON {
    /// How many levels deeper than what is parsed a value may nest that is made from others, so that what was parsed
    /// can be put into reports and replies.
    static let headroom = 64

    /// Makes a value from what the body writes; nil where that is no value, more than one, or nested deeper than 576
    /// levels.
    ///
    /// - Parameter body: Writes exactly one value.
    public init?(_ body: (inout JSONWriter) -> Void) {
        var builder = JSONBuilder(headroom: Self.headroom)
        guard let value = try? builder.build(body) else { return nil }
        self = value
    }

    /// The value with memory of its own, so that none is kept for what it is a part of.
    package var ownCopy: JSON { isWhole ? self : JSON { $0.value(self) } ?? self }

    /// The literal `null`.
    public static let null = JSON(written: { $0.null() })

    /// Makes a string value.
    public init(_ value: String) { self.init(written: { $0.string(value) }) }

    /// Makes a number value.
    public init(_ value: Int) { self.init(written: { $0.number(value) }) }

    /// Makes a number value of an integer of any type.
    public init(_ value: some BinaryInteger) { self.init(written: { $0.number(value) }) }

    /// Makes a string value of a part of another string.
    public init(_ value: Substring) { self.init(String(value)) }

    /// Makes a string value.
    public init(_ value: ExactString) { self.init(value.string) }

    /// Makes `true` or `false`.
    public init(_ value: Bool) { self.init(written: { $0.bool(value) }) }

    /// Makes an array. What nests deeper than 576 levels, 64 more than what is parsed, becomes null.
    public init(_ elements: [JSON]) {
        self.init(written: { writer in
            writer.array { for element in elements { $0.value(element) } }
        })
    }

    /// Makes an object with its members in this order. What nests deeper than 576 levels, 64 more than what is parsed,
    /// becomes null.
    public init(members: [(name: ExactString, value: JSON)]) {
        self.init(written: { writer in
            writer.object { writer in
                for (name, value) in members { writer.member(name.string) { $0.value(value) } }
            }
        })
    }

    private init(written body: (inout JSONWriter) -> Void) {
        self = JSON(body) ?? .null
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Makes a string value.
    public init(stringLiteral value: String) { self.init(value) }
    /// Makes a number value.
    public init(integerLiteral value: Int) { self.init(value) }
    /// Makes a number value.
    public init(floatLiteral value: Double) { self.init(written: { $0.number(value) }) }
    /// Makes `true` or `false`.
    public init(booleanLiteral value: Bool) { self.init(value) }
    /// Makes an array.
    public init(arrayLiteral elements: JSON...) { self.init(elements) }
    /// Makes an object with its members in this order.
    public init(dictionaryLiteral members: (String, JSON)...) {
        self.init(members: members.map { (name: ExactString($0.0), value: $0.1) })
    }
}
