internal import ClamatorKit

/// What Redis, or the way to it, said no with.
public struct RedisError: Error, Sendable, CustomStringConvertible {
    enum Kind: Sendable {
        /// Redis answered with an error.
        case refused
        /// The connection broke while the answer was awaited: whether the command was carried out is not known.
        case lost
        /// There is no connection, or no more.
        case unreachable
        /// The server took the connection, and is not ready for it: it gives no answer, or says why it closes it.
        case unready
    }

    let kind: Kind
    /// What happened, in Redis' own words where it said something.
    public let message: String

    /// What Redis calls its error, as `NOGROUP`; empty where it is not Redis' own.
    let code: String

    /// Whether the connection was given up on purpose.
    private(set) var isGivenUp = false

    /// Whether a file that the user named is wrong.
    package var isOfFile = false

    /// Makes an error of this side.
    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
        code = ""
    }

    /// Makes an error that Redis answered with, in other words.
    init(refusedWith code: String, _ message: String) {
        kind = .refused
        self.message = message
        self.code = code
    }

    /// The end of a connection that is given up because of what Redis answered.
    static func givenUp(because error: RedisError) -> RedisError {
        var end = RedisError(.lost, error.message)
        end.isGivenUp = true
        return end
    }

    /// An answer that takes more memory than it may.
    static func tooLong(_ limit: Int) -> RedisError {
        RedisError(.lost, "out of memory, or an answer of more than \(limit >> 20) MiB")
    }

    /// How much of a text is kept.
    private static let longestText = 500

    /// Whether the text goes on behind what is kept of it.
    var isCut: Bool { message.hasSuffix("…") }

    /// Makes an error that Redis answered with, whose text begins with its code by the protocol (RESP, simple errors).
    init(answered text: String) {
        let text = Printable.excerpt(text, atMost: Self.longestText)
        kind = .refused
        code = String(text.prefix { $0 != " " })
        let isOfCluster = ["MOVED", "ASK", "CROSSSLOT"].contains(code)
        message = isOfCluster ? "\(text): \(Self.clusterHint)" : text
    }

    /// What to do about a Redis that is a cluster, whose nodes answer for a part of the keys each.
    private static let clusterHint = """
        this Redis is a cluster. Wrap the prefix in braces, as --prefix '{demo}', which keeps its keys on one node, and \
        connect to the node that has them (redis-cli -c names it); a node that moves them is not followed
        """

    /// Whether Redis answered with it.
    package var isAnswer: Bool { kind == .refused }

    static let cancelled = RedisError(.unreachable, "cancelled")
    static let closed = RedisError(.unreachable, "the connection is closed")

    /// The error of a command for a key, which Redis does not name itself.
    func about(_ key: String) -> RedisError {
        kind == .refused ? RedisError(refusedWith: code, "\(Printable.excerpt(key)): \(message)") : self
    }

    /// The message.
    public var description: String { message }

    /// Whether one of a command's keys may be why it is refused, though others are in order.
    var isAboutKey: Bool { code == "WRONGTYPE" || code == "NOPERM" }

    /// Whether a consumer group or its stream is not there.
    var isLostGroup: Bool { code == "NOGROUP" || code == "UNBLOCKED" }

    /// Whether the server is a replica, as after a failover: the master is to be looked for under the same name.
    var isReplica: Bool { code == "READONLY" || code == "MASTERDOWN" }

    /// Whether a read that joins no group ended since the server became a replica. One of a group ends in the same way
    /// where its stream is lost.
    var hasFailedOver: Bool { isReplica || code == "UNBLOCKED" }

    private static let passingCodes: Set = [
        "OOM", "LOADING", "READONLY", "BUSY", "MISCONF", "MASTERDOWN", "NOREPLICAS", "TRYAGAIN", "CLUSTERDOWN",
    ]

    /// Whether Redis says no, and will not say otherwise by itself.
    var isForGood: Bool { kind == .refused && !isPassing }

    /// Whether the same command may well succeed a little later: Redis lacks memory, is loading, is a replica for a
    /// while, is busy, or has as many connections as it takes.
    var isPassing: Bool {
        kind == .unready || Self.passingCodes.contains(code)
    }
}

extension ClamatorTransportError {
    static func unreachable(_ url: RedisURL, _ error: RedisError) -> ClamatorTransportError {
        let what = error.isAnswer ? "Redis refuses at \(url)" : "cannot reach Redis at \(url)"
        return ClamatorTransportError(what, reason: .unreachable, cause: error)
    }
}
