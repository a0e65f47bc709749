/// What a message is, and where its parts stand in its document: found in one walk, without a copy of anything.
///
/// Parts are indices of nodes on the tape. 0 stands for a part that is not there, since the first node is part of nothing.
package struct EnvelopeOutline {
    /// What a message can be.
    package enum Kind {
        case request
        case notification
        case success
        case failure
        case invalid(StaticString)
    }

    /// What the message is.
    package private(set) var kind = Kind.notification
    /// Where an id stands that can be read: a string or an integer.
    package private(set) var id = 0
    /// Where the full name stands, `service.method`.
    package private(set) var name = 0
    /// How many bytes of the name's value are the service's.
    private(set) var serviceLength = 0
    private(set) var params = 0
    private(set) var result = 0
    private(set) var error = 0
    /// Where the member `"expect"` stands: no part of the protocol, but of what a line of a batch may hold beside it.
    package private(set) var expect = 0
    private var version = 0

    /// Reads a message; unknown members are ignored, of a repeated one the last counts.
    package init(_ message: JSONView) {
        guard message.kind == .object else {
            kind = .invalid(message.kind == .array ? "batch requests not supported" : "not an object")
            return
        }
        var key = message.index &+ 1
        let end = Int(message.node.next)
        while key < end {
            set(message.at(key), key &+ 1)
            key = Int(message.nodes[key &+ 1].next)
        }
        let idAsGiven = id
        if id != 0, !message.at(id).isId { id = 0 }
        do throws(Malformed) {
            guard version != 0, message.at(version).isVersion else {
                throw Malformed("jsonrpc must equal \"2.0\"")
            }
            if name != 0, message.at(name).kind == .string {
                guard let length = message.at(name).withUTF8({ Names.serviceLength(in: $0) }) else {
                    throw Malformed(message.at(name).withUTF8 { Self.refusal(of: $0) })
                }
                serviceLength = length
                kind = id == 0 ? .notification : .request
            } else {
                kind = try response(message)
            }
            // An error may answer a request whose id could not be read.
            if case .failure = kind { return }
            if id == 0, idAsGiven != 0, message.at(idAsGiven).kind != .null {
                throw Malformed("id must be a string or an integer")
            }
            if case .success = kind, id == 0 { throw Malformed("response must have id") }
        } catch {
            kind = .invalid(error.reason)
        }
    }

    @inline(__always)
    private mutating func set(_ key: JSONView, _ value: Int) {
        switch key.shortText {
        case JSONView.shortText("id"): id = value
        case JSONView.shortText("method"): name = value
        case JSONView.shortText("params"): params = value
        case JSONView.shortText("jsonrpc"): version = value
        case JSONView.shortText("result"): result = value
        case JSONView.shortText("error"): error = value
        case JSONView.shortText("expect"): expect = value
        case 0 where key.node.isEscaped: setEscaped(key.string, value)
        default: break
        }
    }

    private mutating func setEscaped(_ key: String, _ value: Int) {
        switch key {
        case "id": id = value
        case "method": name = value
        case "params": params = value
        case "jsonrpc": version = value
        case "result": result = value
        case "error": error = value
        case "expect": expect = value
        default: break
        }
    }

    private func response(_ message: JSONView) throws(Malformed) -> Kind {
        switch (result != 0, error != 0) {
        case (true, false):
            return .success
        case (false, true):
            let error = message.at(error)
            guard error.member("code")?.isInteger == true, error.member("message")?.kind == .string else {
                throw Malformed("error must have numeric code + string message")
            }
            return .failure
        default:
            throw Malformed("envelope must be request, notification, or response")
        }
    }

    /// What is wrong with a method's full name.
    private static func refusal(of name: UnsafeBufferPointer<UInt8>) -> StaticString {
        guard let dot = name.firstIndex(of: UInt8(ascii: ".")), dot > 0, dot + 1 < name.count else {
            return "method must be \"<service>.<method>\""
        }
        return Names.isService(name[..<dot]) ? "invalid method segment" : "invalid service segment"
    }
}

/// What makes JSON no envelope.
private struct Malformed: Error {
    let reason: StaticString
    init(_ reason: StaticString) { self.reason = reason }
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
