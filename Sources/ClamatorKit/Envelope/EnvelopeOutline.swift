/// What a message is, and where its parts stand in its document: found in one walk, without a copy of anything.
///
/// Parts are indices of nodes on the tape, in 32 bits each, so that an outline is small. 0 stands for a part that is not there, since the first node is part of nothing.
package struct EnvelopeOutline {
    /// What a message can be.
    package enum Kind {
        case request
        case notification
        case success
        case failure
        case invalid(Flaw)
    }

    /// What can make JSON no message, in words.
    package enum Flaw: String, Error {
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
    /// Where a member `"expect"` or `"repeat"` stands: no part of the protocol, but of what a line of a batch may hold
    /// beside it.
    private(set) var batchMember: UInt32 = 0
    private var version: UInt32 = 0

    /// An outline of nothing, to be filled by `read`.
    init() {}

    /// Reads a message; unknown members are ignored, of a repeated one the last counts.
    init(_ message: JSONView) { read(message) }

    /// Reads a message in the place of the one before. As an initializer it would make the outline elsewhere, and copy it.
    @inline(never)
    mutating func read(_ message: JSONView) {
        (id, name, params, result, error, batchMember, version) = (0, 0, 0, 0, 0, 0, 0)
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
        let idAsGiven = id
        if id != 0, !message.at(Int(id)).isId { id = 0 }
        do throws(Flaw) {
            guard version != 0, message.at(Int(version)).isVersion else {
                throw .version
            }
            if name != 0, message.at(Int(name)).kind == .string {
                guard let length = message.at(Int(name)).withUTF8({ Names.serviceLength(in: $0) }) else {
                    throw message.at(Int(name)).withUTF8 { Self.refusal(of: $0) }
                }
                serviceLength = UInt32(truncatingIfNeeded: length)
                kind = id == 0 ? .notification : .request
            } else {
                kind = try response(message)
            }
            // An error may answer a request whose id could not be read.
            if case .failure = kind { return }
            if id == 0, idAsGiven != 0, message.at(Int(idAsGiven)).kind != .null {
                throw .id
            }
            if case .success = kind, id == 0 { throw .responseWithoutId }
        } catch {
            kind = .invalid(error)
        }
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
        case JSONView.shortText("expect"), JSONView.shortText("repeat"): batchMember = value
        case 0 where key.node.isEscaped: setEscaped(ExactString(key.string), value)
        default: break
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
        case "expect", "repeat": batchMember = value
        default: break
        }
    }

    private func response(_ message: JSONView) throws(Flaw) -> Kind {
        switch (result != 0, error != 0) {
        case (true, false):
            return .success
        case (false, true):
            let error = message.at(Int(error))
            guard error.member("code")?.isInteger == true, error.member("message")?.kind == .string else {
                throw .error
            }
            return .failure
        default:
            throw .neither
        }
    }

    /// What is wrong with a method's full name.
    private static func refusal(of name: UnsafeBufferPointer<UInt8>) -> Flaw {
        guard let dot = name.firstIndex(of: UInt8(ascii: ".")), dot > 0, dot + 1 < name.count else {
            return .name
        }
        return Names.isService(name[..<dot]) ? .methodName : .serviceName
    }
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
