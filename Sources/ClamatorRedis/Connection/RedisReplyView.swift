internal import CHiredis
internal import ClamatorKit

/// An answer of Redis, where hiredis holds it.
///
/// Unsafe code. Invariant: a view is used only while its answer is not freed yet, which is the time of the closure that
/// gets it; it is never stored. hiredis gives strings and arrays their length, and arrays no missing element.
@safe
struct RedisReplyView {
    private let reply: UnsafeMutablePointer<redisReply>

    init(_ reply: UnsafeMutablePointer<redisReply>) { unsafe self.reply = reply }

    private var type: Int32 { unsafe reply.pointee.type }

    var isNil: Bool { type == REDIS_REPLY_NIL }

    /// The error that the answer is.
    var error: RedisError? { type == REDIS_REPLY_ERROR ? RedisError(answered: text) : nil }

    /// The bytes of a string, a status or an error; none of anything else.
    var bytes: ByteView {
        guard [REDIS_REPLY_STRING, REDIS_REPLY_STATUS, REDIS_REPLY_ERROR].contains(type),
            let text = unsafe reply.pointee.str
        else { return ByteView("") }
        return unsafe ByteView(UnsafeRawBufferPointer(start: text, count: reply.pointee.len).bindMemory(to: UInt8.self))
    }

    /// How long all strings in it are together. hiredis takes no reply that is nested deep.
    var byteCount: Int { bytes.count + elements.reduce(0) { $0 + $1.byteCount } }

    /// The text of a string, a status or an error; what is no UTF-8 in it is replaced.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The value of an integer, or of a string that is one; 0 of anything else.
    var integer: Int { unsafe type == REDIS_REPLY_INTEGER ? Int(reply.pointee.integer) : Int(text) ?? 0 }

    /// How many elements an array has; 0 for anything else.
    var count: Int { unsafe type == REDIS_REPLY_ARRAY ? reply.pointee.elements : 0 }

    /// An element of an array; nil if there is none.
    subscript(index: Int) -> RedisReplyView? {
        guard index >= 0, index < count else { return nil }
        return unsafe reply.pointee.element[index].map { unsafe RedisReplyView($0) }
    }

    /// The elements of an array.
    var elements: some Sequence<RedisReplyView> { (0..<count).lazy.compactMap { self[$0] } }

    /// The value that follows a name in an array of names and values, the last of several.
    func value(of name: StaticString) -> RedisReplyView? {
        var found: RedisReplyView?
        for index in stride(from: 0, to: count - 1, by: 2) where self[index]?.equals(name) ?? false {
            found = self[index + 1]
        }
        return found
    }

    /// Whether it is a string of these bytes.
    func equals(_ name: StaticString) -> Bool {
        bytes.elementsEqual(ByteView(name))
    }
}
