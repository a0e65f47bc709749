import ClamatorJSON

/// The words that names in generated Swift must not be.
enum SwiftWords {
    /// Words that stand in backticks where they are names.
    static let keywords = set(
        """
        Any actor as associatedtype async await break case catch class continue convenience default defer deinit do dynamic
        else enum extension fallthrough false fileprivate final for func get guard if import in indirect infix inout
        internal is isolated lazy let mutating nil nonisolated nonmutating open operator optional override postfix
        precedencegroup prefix private protocol public repeat required rethrows return set some static struct subscript
        super switch throw throws true try typealias unowned var weak where while willSet didSet yield macro package
        borrowing consuming consume copy discard each any then unsafe
        """)

    /// A name as the label of an argument, where one keyword alone needs backticks: the compiler warns of others in
    /// them.
    static func label(_ name: String) -> String { name == "`inout`" ? name : name.filter { $0 != "`" } }

    /// A name as the label of a parameter, where few keywords need backticks.
    static func parameter(_ name: String) -> String { ["`let`", "`var`"].contains(name) ? name : label(name) }

    /// Members that generated code has itself, or that Swift gives every type.
    static let membersInUse = set(
        "self Self init Type Protocol hashValue rawValue allCases client contract handlers")

    /// Names besides these that a member must not have, and a method may: where a member `write` is written, the
    /// compiler takes the name for the method that writes, which would call itself for ever.
    static let valuesInUse = set("write")

    /// Types that generated code uses, or that cannot be declared.
    static let typesInUse = set(
        """
        Any AnyObject Array Bool CaseIterable Contract ContractBranches ContractError ClamatorKit Dictionary Double Duration
        Errors Equatable Error ExactString Handler Hashable Hasher Indirect Int JSON JSONCodable JSONDecodable
        JSONDecodingError JSONElements JSONEncodable JSONEncodingError JSONMembers JSONReader JSONWriter Never Nullable
        Optional Protocol RawRepresentable RawValue Result RpcClient RpcError RpcService Self Sendable String Swift Type Void
        AllCases
        """)

    /// Types and modules that most programs see, and that a type of a module would hide.
    static let wellKnownTypes = typesInUse.union(
        set(
            """
            Actor AnyHashable AnySequence AsyncSequence AsyncStream Bundle Calendar Character ClamatorJSON ClamatorRedis
            ClamatorSchema ClamatorStdio ClamatorSystem Class Clock CodingKey Codable Collection Comparable Data Date
            Decimal Decodable Decoder Dispatch Encodable Encoder Executor Expectation Float Foundation Identifiable
            Instant Integer Iterator KeyPath Locale Logger Logging MainActor Measurement Mirror Mutex Notification Number
            Observation Operation Operator Pointer Process ProcessInfo Range Regex Selector Sequence Set Slice Span State
            Substring Synchronization System Task TaskGroup Test Testing Thread Timer TimeZone Unicode URL UUID View
            XCTest
            """))

    private static func set(_ words: String) -> Set<ExactString> {
        Set(words.split(whereSeparator: \.isWhitespace).map { ExactString($0) })
    }
}
