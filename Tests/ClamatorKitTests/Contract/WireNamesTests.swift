import ClamatorKit
import ScriptedHandlers
import ServiceSupport
import Testing

/// Names and params that others know, and those of services, put into each other.
@Suite struct WireNamesTests {
    private static let contract = #"""
        {"service": "eth", "methods": {
          "getBalance": {"wireName": "eth_getBalance", "params": {"properties": {"address": true, "block": true}},
            "positions": ["address", "block"], "result": true},
          "toolsCall": {"wireName": "tools/call", "params": {"properties": {"n": true}}, "positions": ["n"],
            "paramStructure": "by-position", "result": true},
          "head": {"wireName": "debug.head", "params": {"properties": {"n": true}}, "positions": ["n"],
            "paramStructure": "by-name", "result": true},
          "none": {"positions": [], "result": true},
          "plain": {"result": true}}}
        """#

    private func names() throws -> WireNames { try #require(WireNames([try service(Self.contract).contract])) }

    /// The name and the params that a message is sent on with, or what it is answered with.
    private func translated(_ message: String, by names: WireNames) throws -> String {
        do {
            guard case .request(let request) = try names.envelope(JSON(parsing: message)) else { return "no request" }
            if let error = names.translate(request) {
                return "\(error.code) \(error.data["errors"]?[0]?["error"]?.string ?? "")"
            }
            return "\(request.service) \(request.method) \(request.params)"
        } catch let error as InvalidRequest {
            return "invalid: \(error.reason)"
        }
    }

    @Test(arguments: [
        (#""eth_getBalance", "params": {"address": 1}"#, #"eth getBalance {"address": 1}"#),
        (#""eth_getBalance", "params": [1]"#, #"eth getBalance {"address":1}"#),
        (#""eth_getBalance", "params": [1, null]"#, #"eth getBalance {"address":1,"block":null}"#),
        (#""eth_getBalance", "params": []"#, "eth getBalance {}"),
        (#""eth_getBalance""#, "eth getBalance {}"),
        (#""eth_getBalance", "params": 3"#, "eth getBalance 3"),
        (#""eth\u005fgetBalance", "params": [1]"#, #"eth getBalance {"address":1}"#),
        (#""eth.getBalance", "params": [1]"#, #"eth getBalance {"address":1}"#),
        (#""tools/call", "params": [1]"#, #"eth toolsCall {"n":1}"#),
        (#""tools/call""#, "eth toolsCall {}"),
        (#""debug.head", "params": {"n": 1}"#, #"eth head {"n": 1}"#),
        (#""eth.plain", "params": [1]"#, "eth plain [1]"),
        (#""eth.unknown""#, "eth unknown {}"),
    ])
    func `A call comes in under any of its names, with params by name or position`(call: String, expected: String)
        throws
    {
        #expect(try translated(#"{"jsonrpc": "2.0", "id": 1, "method": \#(call)}"#, by: names()) == expected)
    }

    @Test(arguments: [
        (
            #""eth_getBalance", "params": [1, 2, 3]"#,
            "-32602 expected at most 2 elements (address, block), got 3"
        ),
        (#""eth.none", "params": [1]"#, "-32602 expected at most 0 elements, got 1"),
        (#""tools/call", "params": {"n": 1}"#, "-32602 expected params by position (an array), got an object"),
        (#""debug.head", "params": [1]"#, "-32602 expected params by name (an object), got an array"),
        (#""eth_nothing""#, "-32601 "), (#""""#, "-32601 "), (#""Eth.x""#, "-32601 "), (#""a.b.c""#, "-32601 "),
    ])
    func `A call that cannot go on is refused with the reason`(call: String, expected: String) throws {
        #expect(try translated(#"{"jsonrpc": "2.0", "id": 1, "method": \#(call)}"#, by: names()) == expected)
    }

    @Test(arguments: [
        #"{"jsonrpc": "2.0", "id": {}, "method": "eth_getBalance"}"#, #"{"jsonrpc": "2.0", "id": 1.5, "method": "x"}"#,
    ]) func `An id that cannot be read is no better beside a wire name`(message: String) throws {
        #expect(try translated(message, by: names()) == "invalid: id must be a string or an integer")
    }

    @Test(arguments: [
        #"{"jsonrpc": "2.0", "id": null, "method": "eth_getBalance"}"#, #"{"jsonrpc": "2.0", "method": "tools/call"}"#,
    ]) func `Without an id it is a notification`(message: String) throws {
        let names = try names()
        guard case .request(let request) = try names.envelope(JSON(parsing: message)) else {
            Issue.record("no request")
            return
        }
        #expect(request.isNotification)
        #expect(names.translate(request) == nil)
    }

    @Test func `Without wire names a name is service.method, and positions count all the same`() throws {
        let contract = #"""
            {"service": "s", "methods": {"m": {"params": {"properties": {"a": true}}, "positions": ["a"], "result": true}}}
            """#
        let names = try #require(WireNames([try service(contract).contract]))
        #expect(
            try translated(#"{"jsonrpc": "2.0", "id": 1, "method": "s.m", "params": [1]}"#, by: names)
                == #"s m {"a":1}"#)
        #expect(
            try translated(#"{"jsonrpc": "2.0", "id": 1, "method": "m"}"#, by: names)
                == #"invalid: method must be "<service>.<method>""#)
    }

    @Test func `Contracts that say nothing of it need no translation`() throws {
        #expect(WireNames([try service(#"{"service": "s", "methods": {"m": {"result": true}}}"#).contract]) == nil)
    }

    @Test func `A call goes out under its wire name`() throws {
        let names = try names()
        #expect(names.name(of: "eth", "getBalance") == "eth_getBalance")
        #expect(names.name(of: "eth", "plain") == "eth.plain")
        #expect(names.name(of: "other", "getBalance") == "other.getBalance")
    }

    @Test func `Params go out by position where none is missing before another`() throws {
        let method = try #require(try service(Self.contract).contract["getBalance"])
        #expect(method.positionalParams(["block": 2, "address": 1]) == [1, 2])
        #expect(method.positionalParams(["address": .null]) == [.null])
        #expect(method.positionalParams([:]) == [])
        #expect(method.positionalParams(["block": 2]) == nil)
        #expect(method.positionalParams(["address": 1, "more": 2]) == nil)
        #expect(method.positionalParams([1]) == nil)
        let plain = try #require(try service(Self.contract).contract["plain"])
        #expect(plain.positionalParams([:]) == nil)
    }
}
