/// A request or, where it has no id, a notification.
///
/// An object, so that a call is handed on as one word. It holds one document, of which its parts are indices.
///
/// Unsafe code. Invariants, which make it `Sendable`: the views lead into the parser's document, and the params stand
/// in it too, or in that of `givenParams` or `noParams`, and the name in it or in that of `takenName`; the request
/// holds them all. It changes in `read`, `become` and `take` alone, and only while nothing else holds it
/// (`isKnownUniquelyReferenced`), which their callers see to; so nothing needs to be checked for exclusive access.
public final class Request: @unchecked Sendable {
    @exclusivity(unchecked) private var parser: JSONParser
    /// The value in the parser's document.
    @exclusivity(unchecked) private var message: JSONView
    /// What the message is, and where its parts stand in the parser's document.
    @exclusivity(unchecked) private var outline = EnvelopeOutline()
    /// The full name, `service.method`.
    @exclusivity(unchecked) private var name: JSONView
    /// How many bytes of the name's value are the service's.
    @exclusivity(unchecked) private var serviceLength: Int
    @exclusivity(unchecked) private var keptParams: UnretainedJSON
    /// The params that the request was made with, or that replaced those that were read.
    @exclusivity(unchecked) private var givenParams: JSON?
    /// The full name that replaced the one that was read.
    @exclusivity(unchecked) private var takenName: JSON?
    @exclusivity(unchecked) private var itsId: RpcId?

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - service: The service's name.
    ///   - method: The method's name.
    ///   - params: The params.
    ///   - id: The request's id; nil for a notification.
    /// - Throws: `InvalidRequest` where a name is ill-formed.
    public convenience init(service: String, method: String, params: JSON, id: RpcId?) throws(InvalidRequest) {
        self.init(try MethodName(service: service, method: method), params: params, id: id)
    }

    /// Makes a request of a name that is there.
    init(_ name: MethodName, params: JSON, id: RpcId?) {
        unsafe parser = JSONParser(holding: name.json)
        unsafe (message, self.name) = (name.json.view, name.json.view)
        unsafe serviceLength = name.serviceLength
        unsafe keptParams = UnretainedJSON(params)
        unsafe givenParams = params
        unsafe itsId = id
    }

    /// Takes a request or notification from the message it was read from.
    init(_ outline: EnvelopeOutline, in message: JSON, id: RpcId?) {
        unsafe parser = JSONParser(holding: message)
        unsafe (self.message, name) = (message.view, message.view)
        unsafe keptParams = UnretainedJSON(message)
        unsafe givenParams = nil
        unsafe serviceLength = 0
        unsafe self.outline = outline
        become(id: id)
    }

    /// The id; nil makes it a notification.
    public var id: RpcId? { unsafe itsId }

    /// The params, without counting a reference: for code that holds the request.
    var unretainedParams: UnretainedJSON { unsafe keptParams }

    /// The params as they came; an empty object where there were none.
    public var params: JSON { unsafe keptParams.with { $0 } }

    /// How long its name and params are, in bytes of JSON text.
    package var byteCount: Int { withName(\.bytes.count) + unretainedParams.with { $0.view.rawText.count } }

    private static let noParams: JSON = [:]

    /// Whether no reply is wanted.
    public var isNotification: Bool { unsafe itsId == nil }

    /// The service's name.
    public var service: String { withServiceName { String(decoding: $0.bytes, as: UTF8.self) } }

    /// The method's name, without the service's.
    public var method: String { withMethodName { String(decoding: $0.bytes, as: UTF8.self) } }

    /// Runs the body on the bytes of the full name.
    @inline(__always)
    package func withName<Result>(_ body: (PaddedBytes) -> Result) -> Result { unsafe name.withPaddedUTF8(body) }

    /// Runs the body on the bytes of the service's name.
    @inline(__always)
    package func withServiceName<Result>(_ body: (PaddedBytes) -> Result) -> Result {
        withName { unsafe body($0.part(..<serviceLength)) }
    }

    /// Runs the body on the bytes of the method's name.
    @inline(__always)
    func withMethodName<Result>(_ body: (PaddedBytes) -> Result) -> Result {
        withName { unsafe body($0.part((serviceLength + 1)...)) }
    }

    // MARK: One after another

    /// Makes a request whose memory is to be filled.
    package init() {
        unsafe parser = JSONParser()
        unsafe (message, name) = (Self.noParams.view, Self.noParams.view)
        unsafe keptParams = UnretainedJSON(Self.noParams)
        unsafe serviceLength = 0
        unsafe givenParams = nil
    }

    /// Reads a message, which replaces the one before. A request or notification it is once `become` was called.
    ///
    /// - Throws: `JSONError` where the text is no JSON.
    package func read(_ text: ByteView) throws(JSONError) {
        unsafe message = try parser.read(text)
        unsafe outline.read(message)
    }

    /// Becomes the request or notification that the message is.
    ///
    /// - Parameter id: The id it is to have; nil for a notification.
    package func become(id: consuming RpcId?) {
        unsafe itsId = consume id
        unsafe name = message.at(Int(outline.name))
        unsafe serviceLength = Int(outline.serviceLength)
        unsafe keptParams =
            unsafe outline.params != 0
            ? parser.unretainedValue(at: Int(outline.params)) : UnretainedJSON(Self.noParams)
    }

    // MARK: Names and params of elsewhere

    /// Takes the message that was read for a request or notification whatever its method is called. What its method is
    /// called here is to be told by `take(name:serviceLength:)` before it is sent.
    package func acceptAnyName() { unsafe outline.acceptAnyName(message) }

    /// Whether its name is `service.method`.
    package var hasServiceName: Bool { unsafe serviceLength > 0 }

    /// Gives it a full name, `service.method`, of so many bytes before the dot.
    package func take(name: JSON, serviceLength: Int) {
        // Many calls of one method come in a row.
        if unsafe takenName?.isSameValue(as: name) != true { unsafe takenName = name }
        unsafe self.name = name.view
        unsafe self.serviceLength = serviceLength
    }

    /// Gives it other params.
    package func take(params: JSON) {
        unsafe givenParams = params
        unsafe keptParams = UnretainedJSON(params)
    }

    // MARK: What was read
    // Absent parts are `.none`, since `nil` would be the JSON value null.

    /// What the message is that was read.
    package var kind: EnvelopeOutline.Kind { unsafe outline.kind }

    /// The message's own id, where it has one that can be read, for a caller that holds the request and lets it read
    /// nothing meanwhile.
    package var givenIdView: JSONView? { unsafe outline.id == 0 ? nil : message.at(Int(outline.id)) }

    /// The message's own id; `null` where it has none that can be read.
    package var givenId: JSON { unsafe outline.id == 0 ? .null : parser.value(at: Int(outline.id)) }

    /// The method's full name, where it could be read.
    package var givenName: JSON? {
        switch unsafe outline.kind {
        case .request, .notification: unsafe parser.value(at: Int(outline.name))
        default: .none
        }
    }

    /// How params can be given.
    package enum GivenParams { case none, byName, byPosition }

    /// How the message that was read gives its params; nil for a request that was not read.
    package var givenParamsForm: GivenParams? {
        if unsafe outline.name == 0 { return nil }
        if unsafe outline.params == 0 { return GivenParams.none }
        return unsafe message.at(Int(outline.params)).kind == .array ? .byPosition : .byName
    }

    /// Whether it has members that are no part of the protocol.
    package var hasOtherMembers: Bool { unsafe outline.hasOtherMembers }

    /// The names of all members, in their order.
    package var memberNames: [ExactString] { unsafe message.members.map { ExactString($0.key.string) } }

    /// All members of a name, which may be no part of the protocol.
    package func givenMembers(named name: StaticString) -> [JSON] {
        unsafe message.members.filter { $0.key.stringEquals(name) }.map { unsafe parser.value(at: $0.value.index) }
    }
}
