/// What a message is, and where its parts stand in its document: found in one walk, without a copy of anything.
///
/// Parts are indices of nodes on the tape, in 32 bits each, so that an outline is small. 0 stands for a part
/// that is not there, since the first node is part of nothing.
package struct EnvelopeOutline {
    /// What a message can be.
    package enum Kind {
        case request
        case notification
        case success
        case failure
        case invalid(StructureError)
    }

    /// What can make JSON no message, in words.
    package enum StructureError: String, Error {
        case array = "batch requests not supported"
        case noObject = "not an object"
        case version = "jsonrpc must equal \"2.0\""
        case name = "method must be \"<service>.<method>\""
        case serviceName = "invalid service segment"
        case methodName = "invalid method segment"
        case id = "id must be a string or an integer"
        case responseWithoutId = "response must have id"
        case error = "error must have numeric code + string message"
        case neither = "envelope must be request, notification, or response"
    }

    /// What the message is.
    private(set) var kind = Kind.notification
    /// Where an id stands that can be read: a string or an integer.
    private(set) var id: UInt32 = 0
    /// Where the full name stands, `service.method`.
    private(set) var name: UInt32 = 0
    /// How many bytes of the name's value are the service's.
    private(set) var serviceLength: UInt32 = 0
    private(set) var params: UInt32 = 0
    private(set) var result: UInt32 = 0
    private(set) var error: UInt32 = 0
    /// Whether there are members that are no part of the protocol.
    private(set) var hasOtherMembers = false
    private var version: UInt32 = 0

    /// An outline of nothing, to be filled by `read`.
    init() {}

    /// Reads a message; unknown members are ignored, of a repeated one the last counts.
    init(_ message: JSONView) { read(message) }

    /// Reads a message, which replaces the one before. As an initializer it would make the outline elsewhere, and copy
    /// it.
    @inline(never)
    mutating func read(_ message: JSONView) {
        (id, name, params, result, error, version, hasOtherMembers) = (0, 0, 0, 0, 0, 0, false)
        guard message.kind == .object else {
            kind = .invalid(message.kind == .array ? .array : .noObject)
            return
        }
        var key = message.index &+ 1
        let end = Int(message.node.next)
        while key < end {
            set(message.at(key), UInt32(truncatingIfNeeded: key &+ 1))
            key = Int(message.nodes[key &+ 1].next)
        }
        do throws(StructureError) {
            kind = try classified(message)
        } catch {
            kind = .invalid(error)
        }
    }

    /// Takes the message for a request or notification where nothing but its method's name spoke against that. The name
    /// has no service's part then.
    mutating func acceptAnyName(_ message: JSONView) {
        guard case .invalid(let error) = kind, error.isOfName else { return }
        serviceLength = 0
        if id != 0 {
            kind = .request
        } else {
            // An id that cannot be read was dropped.
            var isUnreadable = false
            for (key, value) in message.members where key.stringEquals("id") { isUnreadable = value.kind != .null }
            kind = isUnreadable ? .invalid(.id) : .notification
        }
    }

    /// What an id says of its message.
    private enum IdState { case absent, given, unreadable }

    /// What the message is, by the members it has (JSON-RPC 2.0 §4, §5).
    @inline(__always)
    private mutating func classified(_ message: JSONView) throws(StructureError) -> Kind {
        let idState = takeId(message)
        guard version != 0, message.at(Int(version)).isVersion else { throw .version }
        switch (try takeName(message), idState, result != 0, error != 0) {
        case (true, .given, _, _): return .request
        case (true, .absent, _, _): return .notification
        case (false, .given, true, false): return .success
        case (false, .absent, true, false): throw .responseWithoutId
        case (true, .unreadable, _, _), (false, .unreadable, true, false): throw .id
        // An error may answer a request whose id could not be read.
        case (false, _, false, true): return try failure(message)
        case (false, _, true, true), (false, _, false, false): throw .neither
        }
    }

    /// Looks at the id, and drops one that cannot be read. Null counts as absent.
    @inline(__always)
    private mutating func takeId(_ message: JSONView) -> IdState {
        if id == 0 { return .absent }
        let given = message.at(Int(id))
        if given.isId { return .given }
        id = 0
        return given.kind == .null ? .absent : .unreadable
    }

    /// Looks at the method's name, and cuts it.
    ///
    /// - Returns: Whether there is one; what is no string counts as none.
    /// - Throws: What is wrong with it.
    @inline(__always)
    private mutating func takeName(_ message: JSONView) throws(StructureError) -> Bool {
        guard name != 0, message.at(Int(name)).kind == .string else { return false }
        guard let length = message.at(Int(name)).withUTF8({ Names.serviceLength(in: $0) }) else {
            throw message.at(Int(name)).withUTF8 { Self.refusal(of: $0) }
        }
        serviceLength = UInt32(truncatingIfNeeded: length)
        return true
    }

    @inline(__always)
    private mutating func set(_ key: JSONView, _ value: UInt32) {
        switch key.shortText {
        case JSONView.shortText("id"): id = value
        case JSONView.shortText("method"): name = value
        case JSONView.shortText("params"): params = value
        case JSONView.shortText("jsonrpc"): version = value
        case JSONView.shortText("result"): result = value
        case JSONView.shortText("error"): error = value
        case 0 where key.node.isEscaped: setEscaped(ExactString(key.string), value)
        default: hasOtherMembers = true
        }
    }

    private mutating func setEscaped(_ key: ExactString, _ value: UInt32) {
        switch key {
        case "id": id = value
        case "method": name = value
        case "params": params = value
        case "jsonrpc": version = value
        case "result": result = value
        case "error": error = value
        default: hasOtherMembers = true
        }
    }

    private func failure(_ message: JSONView) throws(StructureError) -> Kind {
        let error = message.at(Int(error))
        guard error.member("code")?.isInteger == true, error.member("message")?.kind == .string else { throw .error }
        return .failure
    }

    /// What is wrong with a method's full name.
    private static func refusal(of name: ByteView) -> StructureError {
        guard let dot = name.firstIndex(of: UInt8(ascii: ".")), dot > 0, dot + 1 < name.count else {
            return .name
        }
        return Names.isService(name[..<dot]) ? .methodName : .serviceName
    }
}

extension EnvelopeOutline.StructureError {
    fileprivate var isOfName: Bool { self == .name || self == .serviceName || self == .methodName }
}

extension JSONView {
    /// Whether an id can be this: a string, or an integer without fraction and exponent.
    var isId: Bool { kind == .string || (kind == .number && node.isPlainInteger) }

    fileprivate var isVersion: Bool {
        guard kind == .string else { return false }
        return node.isEscaped ? stringEquals("2.0") : shortText == JSONView.shortText("2.0")
    }

    fileprivate var isInteger: Bool { kind == .number && node.isPlainInteger && int != nil }
}
