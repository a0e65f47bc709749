import ClamatorKit
import ServiceSupport
import Testing

@Suite struct EnvelopeTests {
    @Test(arguments: [
        (#"{"jsonrpc":"2.0","method":"a.b","params":{"x":1},"id":1}"#, #"request a b {"x":1} id 1"#),
        (#"{"jsonrpc":"2.0","method":"a.b","id":"x"}"#, #"request a b {} id "x""#),
        (#"{"jsonrpc":"2.0","method":"a.b","id":""}"#, #"request a b {} id """#),
        (#"{"jsonrpc":"2.0","method":"a-1.b","id":-7}"#, "request a-1 b {} id -7"),
        (#"{"jsonrpc":"2.0","method":"a.bC1","params":null,"id":1}"#, "request a bC1 null id 1"),
        (#"{"jsonrpc":"2.0","method":"a.b","params":[1,2]}"#, "notification a b [1,2]"),
        (#"{"jsonrpc":"2.0","method":"a.b","id":null}"#, "notification a b {}"),
        (#"{"jsonrpc":"2.0","method":"a.b","id":9007199254740993}"#, "request a b {} id 9007199254740993"),
        (
            #"{"jsonrpc":"2.0","method":"a.b","id":123456789012345678901234567890}"#,
            "request a b {} id 123456789012345678901234567890"
        ),
        (#"{"jsonrpc":"2.0","method":"a.b","id":1,"extra":[1],"result":2}"#, "request a b {} id 1"),
        (#"{"jsonrpc":"2.0","method":"x","method":"a.b","id":1,"id":2}"#, "request a b {} id 2"),
        (#"{"\u006asonrpc":"2.0","m\u0065thod":"a.b","p\u0061rams":[],"i\u0064":3}"#, "request a b [] id 3"),
        (#"{"jsonrpc":"2.\u0030","method":"\u0061.\u0062","id":1}"#, "request a b {} id 1"),
        (#"{"jsonrpc":"2.0","id":1,"result":null}"#, "success 1 null"),
        (#"{"jsonrpc":"2.0","id":1,"method":5,"result":{}}"#, "success 1 {}"),
        (#"{"jsonrpc":"2.0","id":1,"r\u0065sult":4}"#, "success 1 4"),
        (#"{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"m"}}"#, "failure 1 -1 m null"),
        (#"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"m","data":[1]}}"#, "failure nil 1 m [1]"),
        (#"{"jsonrpc":"2.0","\u0065rror":{"code":1,"message":"m"}}"#, "failure nil 1 m null"),
    ])
    func `A valid envelope is read as what it is`(text: String, expected: String) throws {
        #expect(describe(try Envelope(try JSON(parsing: text))) == expected)
    }

    @Test(
        arguments: [
            ("1", "not an object", nil), ("\"x\"", "not an object", nil), ("null", "not an object", nil),
            ("[]", "batch requests not supported", nil), ("[{}]", "batch requests not supported", nil),
            ("{}", "jsonrpc must equal \"2.0\"", nil),
            (#"{"jsonrpc":"1.0","method":"a.b","id":7}"#, "jsonrpc must equal \"2.0\"", "7"),
            (#"{"jsonrpc":2.0,"method":"a.b","id":7}"#, "jsonrpc must equal \"2.0\"", "7"),
            (#"{"jsonrpc":"2.0"}"#, "envelope must be request, notification, or response", nil),
            (#"{"jsonrpc":"2.0","method":1,"id":7}"#, "envelope must be request, notification, or response", "7"),
            (
                #"{"jsonrpc":"2.0","id":"i","result":1,"error":{"code":1,"message":""}}"#,
                "envelope must be request, notification, or response", "i"
            ),
            (#"{"jsonrpc":"2.0","method":"ab","id":7}"#, "method must be \"<service>.<method>\"", "7"),
            (#"{"jsonrpc":"2.0","method":"","id":7}"#, "method must be \"<service>.<method>\"", "7"),
            (#"{"jsonrpc":"2.0","method":".b","id":7}"#, "method must be \"<service>.<method>\"", "7"),
            (#"{"jsonrpc":"2.0","method":"a.","id":7}"#, "method must be \"<service>.<method>\"", "7"),
            (#"{"jsonrpc":"2.0","method":"A.b","id":7}"#, "invalid service segment", "7"),
            (#"{"jsonrpc":"2.0","method":"1a.b","id":7}"#, "invalid service segment", "7"),
            (#"{"jsonrpc":"2.0","method":"a_b.c","id":7}"#, "invalid service segment", "7"),
            (#"{"jsonrpc":"2.0","method":"a\n.b","id":7}"#, "invalid service segment", "7"),
            (#"{"jsonrpc":"2.0","method":"a.b.c","id":7}"#, "invalid method segment", "7"),
            (#"{"jsonrpc":"2.0","method":"a.b-c","id":7}"#, "invalid method segment", "7"),
            (#"{"jsonrpc":"2.0","method":"a.B","id":7}"#, "invalid method segment", "7"),
            (#"{"jsonrpc":"2.0","method":"a.b\n","id":7}"#, "invalid method segment", "7"),
            (#"{"jsonrpc":"2.0","method":"a.b","id":1.5}"#, "id must be a string or an integer", nil),
            (#"{"jsonrpc":"2.0","method":"a.b","id":1.0}"#, "id must be a string or an integer", nil),
            (#"{"jsonrpc":"2.0","method":"a.b","id":1e2}"#, "id must be a string or an integer", nil),
            (#"{"jsonrpc":"2.0","method":"a.b","id":true}"#, "id must be a string or an integer", nil),
            (#"{"jsonrpc":"2.0","method":"a.b","id":[1]}"#, "id must be a string or an integer", nil),
            (#"{"jsonrpc":"2.0","method":"a.b","id":{}}"#, "id must be a string or an integer", nil),
            (#"{"jsonrpc":"2.0","method":"a.b","id":1,"id":{}}"#, "id must be a string or an integer", nil),
            (#"{"jsonrpc":"2.0","result":1}"#, "response must have id", nil),
            (#"{"jsonrpc":"2.0","id":null,"result":1}"#, "response must have id", nil),
            (#"{"jsonrpc":"2.0","id":1.5,"result":1}"#, "id must be a string or an integer", nil),
            (#"{"jsonrpc":"2.0","id":7,"error":{"code":"1","message":"m"}}"#, Self.badError, "7"),
            (#"{"jsonrpc":"2.0","id":7,"error":{"code":1.5,"message":"m"}}"#, Self.badError, "7"),
            (#"{"jsonrpc":"2.0","id":7,"error":{"code":1}}"#, Self.badError, "7"),
            (#"{"jsonrpc":"2.0","id":7,"error":null}"#, Self.badError, "7"),
        ] as [(String, String, String?)])
    func `What is no envelope is refused with the reason, and the id where it can be read`(
        text: String, reason: String, id: String?
    ) throws {
        let json = try JSON(parsing: text)
        let error = #expect(throws: InvalidRequest.self) { try Envelope(json) }
        #expect(error?.reason == reason)
        #expect(error?.id?.description == id)
    }

    private static let badError = "error must have numeric code + string message"

    @Test(arguments: [
        (
            #"{"id":12345678901234567890,"method":"\u0061.b","jsonrpc":"2.0"}"#,
            #"{"jsonrpc":"2.0","method":"a.b","params":{},"id":12345678901234567890}"#
        ),
        (#"{"jsonrpc":"2.0","method":"a.b","params":1e5}"#, #"{"jsonrpc":"2.0","method":"a.b","params":1e5}"#),
        (#"{"jsonrpc":"2.0","id":"é","result":1.50}"#, #"{"jsonrpc":"2.0","id":"é","result":1.50}"#),
        (
            #"{"jsonrpc":"2.0","error":{"code":-5,"message":"a\"b"}}"#,
            #"{"jsonrpc":"2.0","id":null,"error":{"code":-5,"message":"a\"b","data":null}}"#
        ),
    ])
    func `An envelope is written as it was read, and data always`(text: String, expected: String) throws {
        var writer = JSONWriter()
        try Envelope(try JSON(parsing: text)).write(into: &writer)
        #expect(writer.text == expected)
    }

    private func describe(_ envelope: Envelope) -> String {
        switch envelope {
        case .request(let request):
            let call = "\(request.service) \(request.method) \(request.params)"
            return request.id.map { "request \(call) id \($0.json)" } ?? "notification \(call)"
        case .success(let id, let result): return "success \(id) \(result)"
        case .failure(let id, let error):
            return "failure \(id?.description ?? "nil") \(error.code) \(error.message) \(error.data)"
        }
    }
}
