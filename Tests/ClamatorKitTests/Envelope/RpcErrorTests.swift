import ClamatorKit
import ServiceSupport
import Testing

@Suite struct RpcErrorTests {
    @Test func `-32700 says where the text is no JSON and why`() throws {
        let error = try #require(throws: JSONError.self) { try JSON(parsing: "{\n  \"a\": 01}") }
        let reply = RpcError.parseError(error)
        #expect(reply.code == -32700 && reply.message == "Parse error")
        #expect(reply.data == ["reason": "a number has no leading zeros", "offset": 10, "line": 2, "column": 9])
    }

    @Test func `-32600 says why the JSON is no envelope`() {
        let reply = RpcError.invalidRequest("not an object")
        #expect(reply == RpcError(code: -32600, message: "Invalid Request", data: ["reason": "not an object"]))
    }

    @Test func `-32601 says nothing more`() {
        #expect(RpcError.methodNotFound == RpcError(code: -32601, message: "Method not found", data: .null))
    }

    @Test func `-32602 and -32603 list output units`() throws {
        let errors = try Schema(["type": "number"]).explain("x")
        let unit: JSON = [
            "instanceLocation": "", "keywordLocation": "/type", "error": "expected number, got string \"x\"",
        ]
        #expect(
            RpcError.invalidParams(errors)
                == RpcError(code: -32602, message: "Invalid params", data: ["errors": [unit]]))
        #expect(
            RpcError.resultValidationFailed(errors)
                == RpcError(code: -32603, message: "Result validation failed", data: ["errors": [unit]]))
    }

    @Test func `-32603 names an error that does not describe itself by its type`() {
        struct Plain: Error {}
        let reply = RpcError.internalError(Plain())
        #expect(
            reply == RpcError(code: -32603, message: "Internal error", data: ["name": "Plain", "message": "Plain()"]))
    }

    @Test(
        arguments: [
            (-32700, true, true), (-32603, true, true), (-32000, false, true), (-32768, false, true),
            (-32769, false, false), (-31999, false, false), (42, false, false),
        ] as [(RpcError.Code, Bool, Bool)])
    func `A code is a number that says whether it is the protocol's`(
        code: RpcError.Code, isDefined: Bool, isReserved: Bool
    ) {
        #expect(code.isDefined == isDefined)
        #expect(code.isReserved == isReserved)
        #expect(code.description == String(code.rawValue))
    }
}
