import TestSupport
import ClamatorKit
// For `HandlersSchema.file`, which is internal.
@testable import ScriptedHandlers
import ServiceSupport
import Testing

@Suite struct BadHandlersTests {
    private static let contract = #"""
        {"service": "shop", "methods": {
          "order": {
            "params": {"type": "object", "required": ["sku"], "additionalProperties": false, "properties": {
              "sku": {"type": "string"}, "count": {"type": "integer"},
              "customer": {"type": "object", "properties": {"name": {"type": "string"}, "email": {"type": "string"}},
                "additionalProperties": false}}},
            "result": {"type": "object", "required": ["id"], "additionalProperties": false, "properties": {
              "id": {"type": "string"}, "total": {"type": "number"},
              "lines": {"type": "array", "items": {"type": "object", "required": ["sku"],
                "properties": {"sku": {"type": "string"}}}}}}},
          "alive": {"notification": true}}}
        """#

    /// The builtins, as a message lists what is expected.
    private static let builtins =
        #""add", "subtract", "multiply", "divide", "remainder", "power", "negate", "absolute", "minimum", "maximum", "#
        + #""sum", "average" or 1 other"#

    /// What a user sees of a handlers file.
    private func diagnostics(_ handlers: String) throws -> String {
        let folder = try TemporaryFolder(["c.json": Self.contract, "c.handlers.json": handlers])
        let loaded = try folder.load("c.json")
        return folder.diagnostics(in: loaded).filter { !$0.contains("no handler for") }.joined(separator: "\n")
    }

    /// A file with one rule, which begins in column 14 of line 3.
    private func file(_ rule: String) -> String {
        """
        {"service": "shop", "state": {"user": null},
         "handlers": {
            "order": \(rule)
         }}
        """
    }

    private func fitsSchema(_ text: String) throws -> Bool { try HandlersSchema.file().isValid(JSON(parsing: text)) }

    @Test(arguments: [
        (
            #"7"#,
            #"c.handlers.json:3:14: expected object, got number 7 (at /handlers/order)"#
        ),
        (
            #""result""#,
            #"c.handlers.json:3:14: expected object, got string "result" (at /handlers/order)"#
        ),
        (
            #"[]"#,
            #"c.handlers.json:3:14: expected at least 1 element, got 0 (at /handlers/order)"#
        ),
        (
            #"[{"result": 1}, 7]"#,
            #"""
            c.handlers.json:3:26: the result breaks the contract: expected object, got number 1 (at /handlers/order/0/result)
            c.handlers.json:3:30: expected object, got number 7 (at /handlers/order/1)
            """#
        ),
        (
            #"{"reslt": 1}"#,
            #"""
            c.handlers.json:3:14: expected exactly one of "builtin", "result", "error", "throw", "invalidResult", "silence", "sequence", got none (at /handlers/order)
            c.handlers.json:3:24: unknown property "reslt"; did you mean "result"? (at /handlers/order/reslt)
            """#
        ),
        (
            #"{"result": {"id": "x"}, "delaysMs": 1}"#,
            #"c.handlers.json:3:50: unknown property "delaysMs"; did you mean "delayMs"? (at /handlers/order/delaysMs)"#
        ),
        (
            #"{"result": {"id": "x"}, "delayMs": -1}"#,
            #"c.handlers.json:3:49: expected at least 0, got -1 (at /handlers/order/delayMs)"#
        ),
        (
            #"{"result": {"id": "x"}, "delayMs": []}"#,
            #"c.handlers.json:3:49: expected at least 2 elements, got 0 (at /handlers/order/delayMs)"#
        ),
        (
            #"{"result": {"id": "x"}, "delayMs": [1]}"#,
            #"c.handlers.json:3:49: expected at least 2 elements, got 1 (at /handlers/order/delayMs)"#
        ),
        (
            #"{"result": {"id": "x"}, "delayMs": [1, 2, 3]}"#,
            #"c.handlers.json:3:49: expected at most 2 elements, got 3 (at /handlers/order/delayMs)"#
        ),
        (
            #"{"result": {"id": "x"}, "delayMs": [0, "2"]}"#,
            #"c.handlers.json:3:53: expected number, got string "2" (at /handlers/order/delayMs/1)"#
        ),
        (
            #"{"result": {"id": "x"}, "delayMs": 3600001}"#,
            #"c.handlers.json:3:49: expected at most 3600000, got 3600001 (at /handlers/order/delayMs)"#
        ),
        (
            #"{"result": {"id": "x"}, "when": {"params": 1}}"#,
            #"c.handlers.json:3:57: expected object, got number 1 (at /handlers/order/when/params)"#
        ),
        (
            #"{"result": {"id": "x"}, "when": []}"#,
            #"c.handlers.json:3:46: expected object, got an empty array (at /handlers/order/when)"#
        ),
        (
            #"{"result": {"id": "x"}, "when": {"param": {"sku": "x"}}}"#,
            #"c.handlers.json:3:56: unknown property "param"; did you mean "params"? (at /handlers/order/when/param)"#
        ),
        (
            #"{"result": {"id": "x"}, "when": {"schema": 1}}"#,
            #"c.handlers.json:3:57: expected boolean or object, got number 1 (at /handlers/order/when/schema)"#
        ),
        (
            #"{"result": {"id": "x"}, "when": {"state": "user"}}"#,
            #"c.handlers.json:3:56: expected object, got string "user" (at /handlers/order/when/state)"#
        ),
        (
            #"{"result": {"id": "x"}, "set": []}"#,
            #"c.handlers.json:3:45: expected object, got an empty array (at /handlers/order/set)"#
        ),
        (
            #"{"result": {"id": "x"}, "set": "user"}"#,
            #"c.handlers.json:3:45: expected object, got string "user" (at /handlers/order/set)"#
        ),
        (
            #"{"result": {"id": "x"}, "times": 2}"#,
            #"c.handlers.json:3:47: unknown property "times" (at /handlers/order/times)"#
        ),
        (
            #"{"result": {"id": "x"}, "atEnd": "last"}"#,
            #"c.handlers.json:3:14: missing "sequence", which "atEnd" requires (at /handlers/order)"#
        ),
        (
            #"{"error": {"code": "x", "message": "m"}}"#,
            #"c.handlers.json:3:33: expected integer, got string "x" (at /handlers/order/error/code)"#
        ),
        (
            #"{"error": {"code": 1.5, "message": "m"}}"#,
            #"c.handlers.json:3:33: expected integer, got number 1.5 (at /handlers/order/error/code)"#
        ),
        (
            #"{"error": {"code": 9007199254740992, "message": "m"}}"#,
            #"c.handlers.json:3:33: expected at most 9007199254740991, got 9007199254740992 (at /handlers/order/error/code)"#
        ),
        (
            #"{"error": {"code": 1}}"#,
            #"c.handlers.json:3:24: missing required "message" (at /handlers/order/error)"#
        ),
        (
            #"{"error": {"code": 1, "message": null}}"#,
            #"c.handlers.json:3:47: expected string, got null (at /handlers/order/error/message)"#
        ),
        (
            #"{"error": {"code": 1, "message": "m", "dat": 1}}"#,
            #"c.handlers.json:3:59: unknown property "dat"; did you mean "data"? (at /handlers/order/error/dat)"#
        ),
        (
            #"{"error": -32000}"#,
            #"c.handlers.json:3:24: expected object, got number -32000 (at /handlers/order/error)"#
        ),
        (
            #"{"throw": {}}"#,
            #"c.handlers.json:3:24: missing required "name" (at /handlers/order/throw)"#
        ),
        (
            #"{"throw": {"name": 1}}"#,
            #"c.handlers.json:3:33: expected string, got number 1 (at /handlers/order/throw/name)"#
        ),
        (
            #"{"throw": {"name": "E", "text": "m"}}"#,
            #"c.handlers.json:3:46: unknown property "text" (at /handlers/order/throw/text)"#
        ),
        (
            #"{"throw": "E"}"#,
            #"c.handlers.json:3:24: expected object, got string "E" (at /handlers/order/throw)"#
        ),
        (
            #"{"silence": false}"#,
            #"c.handlers.json:3:26: expected true, got false (at /handlers/order/silence)"#
        ),
        (
            #"{"silence": 1}"#,
            #"c.handlers.json:3:26: expected true, got 1 (at /handlers/order/silence)"#
        ),
        (
            #"{"builtin": "plus"}"#,
            #"c.handlers.json:3:26: expected \#(builtins), got "plus" (at /handlers/order/builtin)"#
        ),
        (
            #"{"builtin": "ecko"}"#,
            #"c.handlers.json:3:26: expected \#(builtins), got "ecko"; did you mean "echo"? (at /handlers/order/builtin)"#
        ),
        (
            #"{"builtin": ["add"]}"#,
            #"c.handlers.json:3:26: expected \#(builtins), got ["add"] (at /handlers/order/builtin)"#
        ),
        (
            #"{"sequence": []}"#,
            #"c.handlers.json:3:27: expected at least 1 element, got 0 (at /handlers/order/sequence)"#
        ),
        (
            #"{"sequence": {"result": {"id": "x"}}}"#,
            #"c.handlers.json:3:27: expected array, got object {"result": {"id": "x"}} (at /handlers/order/sequence)"#
        ),
        (
            #"{"sequence": [{"result": {"id": "x"}, "times": 0}]}"#,
            #"c.handlers.json:3:61: expected at least 1, got 0 (at /handlers/order/sequence/0/times)"#
        ),
        (
            #"{"sequence": [{"result": {"id": "x"}, "times": 1.5}]}"#,
            #"c.handlers.json:3:61: expected integer, got number 1.5 (at /handlers/order/sequence/0/times)"#
        ),
        (
            #"{"sequence": [{"result": {"id": "x"}}], "atEnd": "stop"}"#,
            #"c.handlers.json:3:63: expected "last", "cycle" or "error", got "stop" (at /handlers/order/atEnd)"#
        ),
        (
            #"{"sequence": [{"result": {"id": "x"}, "when": {}}]}"#,
            #"c.handlers.json:3:60: unknown property "when" (at /handlers/order/sequence/0/when)"#
        ),
        (
            #"{"sequence": [{"sequence": [{"result": {"id": "x"}}]}]}"#,
            #"""
            c.handlers.json:3:28: expected exactly one of "builtin", "result", "error", "throw", "invalidResult", "silence", got none (at /handlers/order/sequence/0)
            c.handlers.json:3:41: unknown property "sequence" (at /handlers/order/sequence/0/sequence)
            """#
        ),
        (
            #"{"sequence": [3]}"#,
            #"c.handlers.json:3:28: expected object, got number 3 (at /handlers/order/sequence/0)"#
        ),
    ])
    func `A rule that the format forbids is refused`(rule: String, message: String) throws {
        let file = file(rule)
        let found = try diagnostics(file)
        #expect(found == message, "\(found)")
        #expect(try !fitsSchema(file))
    }

    @Test(arguments: [
        (
            #"{}"#,
            #"c.handlers.json:3:14: expected exactly one of "builtin", "result", "error", "throw", "invalidResult", "silence", "sequence", got none (at /handlers/order)"#
        ),
        (
            #"{"when": {"params": {"sku": "x"}}}"#,
            #"c.handlers.json:3:14: expected exactly one of "builtin", "result", "error", "throw", "invalidResult", "silence", "sequence", got none (at /handlers/order)"#
        ),
        (
            #"{"result": {"id": "x"}, "silence": true}"#,
            #"c.handlers.json:3:14: expected exactly one of "builtin", "result", "error", "throw", "invalidResult", "silence", "sequence", got "result" and "silence" (at /handlers/order)"#
        ),
        (
            #"{"sequence": [{"result": {"id": "x"}}], "error": {"code": 1, "message": "m"}}"#,
            #"c.handlers.json:3:14: expected "sequence" or "error", got both (at /handlers/order)"#
        ),
        (
            #"{"sequence": [{"result": {"id": "x"}}, {"delayMs": 5}]}"#,
            #"c.handlers.json:3:53: expected exactly one of "builtin", "result", "error", "throw", "invalidResult", "silence", got none (at /handlers/order/sequence/1)"#
        ),
        (
            #"{"sequence": [{"result": {"id": "x"}}, {"result": {"id": 1}}]}"#,
            #"c.handlers.json:3:71: the result breaks the contract: expected string, got number 1 (at /handlers/order/sequence/1/result/id)"#
        ),
        (
            #"{"result": {"id": "x"}, "delayMs": [5, 2]}"#,
            #"c.handlers.json:3:49: expected the least number first (at /handlers/order/delayMs)"#
        ),
        (
            #"{"result": {"id": 7}}"#,
            #"c.handlers.json:3:32: the result breaks the contract: expected string, got number 7 (at /handlers/order/result/id)"#
        ),
        (
            #"{"result": {}}"#,
            #"c.handlers.json:3:25: the result breaks the contract: missing required "id" (at /handlers/order/result)"#
        ),
        (
            #"{"result": {"id": "x", "totl": 1}}"#,
            #"c.handlers.json:3:45: the result breaks the contract: unknown property "totl"; did you mean "total"? (at /handlers/order/result/totl)"#
        ),
        (
            #"{"result": {"id": "${count}"}}"#,
            #"c.handlers.json:3:32: the result breaks the contract: expected string, and the expression gives number (at /handlers/order/result/id)"#
        ),
        (
            #"{"result": {"id": "x", "total": "${sku}"}}"#,
            #"c.handlers.json:3:46: the result breaks the contract: expected number, and the expression gives string (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"id": "x", "total": "${count} EUR"}}"#,
            #"c.handlers.json:3:46: the result breaks the contract: expected number, and the expression gives string (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${count}"}}"#,
            #"c.handlers.json:3:25: the result breaks the contract: missing required "id" (at /handlers/order/result)"#
        ),
        (
            #"{"result": {"id": "${sku}", "total": "seven"}}"#,
            #"c.handlers.json:3:51: the result breaks the contract: expected number, got "seven" (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"id": "${sku}", "totl": 1}}"#,
            #"c.handlers.json:3:50: the result breaks the contract: unknown property "totl"; did you mean "total"? (at /handlers/order/result/totl)"#
        ),
        (
            #"{"result": {"id": "${sku}", "totl": "${count}"}}"#,
            #"c.handlers.json:3:50: the result breaks the contract: unknown property "totl"; did you mean "total"? (at /handlers/order/result/totl)"#
        ),
        (
            #"{"result": {"id": "${sku}", "lines": [{"sku": "A"}, {"sku": "${count}"}]}}"#,
            #"c.handlers.json:3:74: the result breaks the contract: expected string, and the expression gives number (at /handlers/order/result/lines/1/sku)"#
        ),
        (
            #"{"result": {"id": "${sku}", "lines": [{"skuu": "${sku}"}]}}"#,
            #"c.handlers.json:3:52: the result breaks the contract: missing required "sku" (at /handlers/order/result/lines/0)"#
        ),
        (
            #"{"result": ["${sku}"]}"#,
            #"c.handlers.json:3:25: the result breaks the contract: expected object, got an array (at /handlers/order/result)"#
        ),
        (
            #"{"result": "${sku}"}"#,
            #"c.handlers.json:3:25: the result breaks the contract: expected object, and the expression gives string (at /handlers/order/result)"#
        ),
        (
            #"{"result": "${customer.name}"}"#,
            #"c.handlers.json:3:25: the result breaks the contract: expected object, and the expression gives string (at /handlers/order/result)"#
        ),
        (
            #"{"invalidResult": {"id": "x"}}"#,
            #"c.handlers.json:3:32: this result fits the contract; "invalidResult" is for one that does not (at /handlers/order/invalidResult)"#
        ),
        (
            #"{"invalidResult": {"id": "x", "total": 1.5}}"#,
            #"c.handlers.json:3:32: this result fits the contract; "invalidResult" is for one that does not (at /handlers/order/invalidResult)"#
        ),
        (
            #"{"result": {"id": "${suk}"}}"#,
            #"c.handlers.json:3:35: ${suk}: no param "suk"; did you mean "sku"? (at /handlers/order/result/id)"#
        ),
        (
            #"{"result": {"id": "${sku +}"}}"#,
            #"c.handlers.json:3:40: ${sku +}: expected a value (at /handlers/order/result/id)"#
        ),
        (
            #"{"result": {"id": "${customer.mail}"}}"#,
            #"c.handlers.json:3:44: ${customer.mail}: no member "mail"; did you mean "email"? (at /handlers/order/result/id)"#
        ),
        (
            #"{"result": {"id": "${exec(sku)}"}}"#,
            #"c.handlers.json:3:35: ${exec(sku)}: no function "exec" (at /handlers/order/result/id)"#
        ),
        (
            #"{"result": {"id": "x"}, "set": {"user": "${count + sku}"}}"#,
            #"c.handlers.json:3:63: ${count + sku}: '+' adds two numbers or joins two strings, got number and string (at /handlers/order/set/user)"#
        ),
        (
            #"{"result": {"id": "x"}, "set": {"users": 1}}"#,
            #"c.handlers.json:3:55: no "users" in "state"; did you mean "user"? (at /handlers/order/set/users)"#
        ),
        (
            #"{"result": {"id": "${state.users}"}}"#,
            #"c.handlers.json:3:41: ${state.users}: no state "users"; did you mean "user"? (at /handlers/order/result/id)"#
        ),
        (
            #"{"result": {"id": "x"}, "when": {"state": {"usr": null}}}"#,
            #"c.handlers.json:3:64: no "usr" in "state"; did you mean "user"? (at /handlers/order/when/state/usr)"#
        ),
        (
            #"{"result": {"id": "x"}, "when": {"schema": {"type": "strin"}}}"#,
            #"c.handlers.json:3:66: unknown type "strin"; did you mean "string"? (at /handlers/order/when/schema/type)"#
        ),
        (
            ##"{"result": {"id": "x"}, "when": {"schema": {"properties": {"a": {"$ref": "#/$defs/none"}}}}}"##,
            ##"c.handlers.json:3:87: $ref "#/$defs/none" leads nowhere: there is nothing at "/$defs/none" (at /handlers/order/when/schema/properties/a/$ref)"##
        ),
        (
            #"{"result": {"id": "x"}, "when": {"schema": {"pattern": "("}}}"#,
            #"c.handlers.json:3:69: bad pattern "(": this group is not closed by ')', at offset 0 (at /handlers/order/when/schema/pattern)"#
        ),
        (
            #"{"error": {"code": 1, "message": "${sku"}}"#,
            #"c.handlers.json:3:53: ${sku: expected '}' (at /handlers/order/error/message)"#
        ),
        (
            #"{"error": {"code": 1, "message": "m", "data": {"deep": [0, "${nope}"]}}}"#,
            #"c.handlers.json:3:76: ${nope}: no param "nope" (at /handlers/order/error/data/deep/1)"#
        ),
        (
            #"{"throw": {"name": "E", "message": "${1 + \"x\"}"}}"#,
            #"c.handlers.json:3:54: ${1 + "x"}: '+' adds two numbers or joins two strings, got number and string (at /handlers/order/throw/message)"#
        ),
        (
            #"{"builtin": "add"}"#,
            #"c.handlers.json:3:26: builtin "add" takes at least 2 numeric params, and the params have 1 (at /handlers/order/builtin)"#
        ),
        (
            #"{"builtin": "sum"}"#,
            #"c.handlers.json:3:26: builtin "sum" needs "count", which is neither required nor has a default (at /handlers/order/builtin)"#
        ),
    ])
    func `A rule that does not go with its method is refused, however well it looks`(rule: String, message: String)
        throws
    {
        let file = file(rule)
        let found = try diagnostics(file)
        #expect(found == message, "\(found)")
        #expect(try fitsSchema(file))
    }

    @Test(arguments: [
        (
            #"7"#,
            #"c.handlers.json:1:1: expected object, got number 7"#
        ),
        (
            #"[]"#,
            #"c.handlers.json:1:1: expected object, got an empty array"#
        ),
        (
            #"{}"#,
            #"""
            c.handlers.json:1:1: missing required "service"
            c.handlers.json:1:1: missing required "handlers"
            """#
        ),
        (
            #"{"service": "shop"}"#,
            #"c.handlers.json:1:1: missing required "handlers""#
        ),
        (
            #"{"handlers": {}}"#,
            #"c.handlers.json:1:1: missing required "service""#
        ),
        (
            #"{"service": "shop", "handlers": []}"#,
            #"c.handlers.json:1:33: expected object, got an empty array (at /handlers)"#
        ),
        (
            #"{"service": 1, "handlers": {}}"#,
            #"c.handlers.json:1:13: expected string, got number 1 (at /service)"#
        ),
        (
            #"{"service": "shop", "state": [], "handlers": {}}"#,
            #"c.handlers.json:1:30: expected object, got an empty array (at /state)"#
        ),
        (
            #"{"service": "shop", "stat": {}, "handlers": {}}"#,
            #"c.handlers.json:1:29: unknown property "stat"; did you mean "state"? (at /stat)"#
        ),
        (
            #"{"service": "shop", "handlers": {}, "handler": {}}"#,
            #"c.handlers.json:1:48: unknown property "handler"; did you mean "handlers"? (at /handler)"#
        ),
    ])
    func `A file that the format forbids is refused`(file: String, message: String) throws {
        let found = try diagnostics(file)
        #expect(found == message, "\(found)")
        #expect(try !fitsSchema(file))
    }

    @Test(arguments: [
        (
            #"{"service": "shop",}"#,
            #"c.handlers.json:1:20: no JSON: expected a member's name, got '}'"#
        ),
        (
            #"{"service": "shop", "handlers": {"order": {"result": {"id": "x"}}}"#,
            #"c.handlers.json:1:67: no JSON: the text ends too early"#
        ),
        (
            #"{"service": "shp", "handlers": {}}"#,
            #"c.handlers.json:1:13: expected service "shop", got "shp" (at /service)"#
        ),
        (
            #"{"service": "shop", "handlers": {"ordr": {"result": 1}}}"#,
            #"c.handlers.json:1:42: service "shop" has no method "ordr"; did you mean "order"? (at /handlers/ordr)"#
        ),
        (
            #"{"service": "shop", "handlers": {"alive": {"result": 1}}}"#,
            #"c.handlers.json:1:54: alive is a notification and has no result; an empty rule takes it in (at /handlers/alive/result)"#
        ),
        (
            #"{"service": "shop", "handlers": {"alive": {"builtin": "echo"}}}"#,
            #"c.handlers.json:1:55: alive is a notification and has no result; an empty rule takes it in (at /handlers/alive/builtin)"#
        ),
        (
            #"{"service": "shop", "handlers": {"alive": {"invalidResult": 1}}}"#,
            #"c.handlers.json:1:61: alive is a notification and has no result; an empty rule takes it in (at /handlers/alive/invalidResult)"#
        ),
        (
            #"{"service": "shop", "handlers": {"alive": {}, "alive": {}}}"#,
            #"c.handlers.json:1:56: the key "alive" stands here twice (at /handlers/alive)"#
        ),
        (
            #"{"service": "shop", "state": {"a": 1, "a": 2}, "handlers": {}}"#,
            #"c.handlers.json:1:44: the key "a" stands here twice (at /state/a)"#
        ),
        (
            #"{"service": "shop", "handlers": {"alive": {"set": {"n": 1}}}}"#,
            #"c.handlers.json:1:57: no "n" in "state" (at /handlers/alive/set/n)"#
        ),
        (
            #"{"service": "shop", "handlers": {"alive": {"silence": true, "silence": true}}}"#,
            #"c.handlers.json:1:72: the key "silence" stands here twice (at /handlers/alive/silence)"#
        ),
    ])
    func `A file that does not go with its contract is refused`(file: String, message: String) throws {
        let found = try diagnostics(file)
        #expect(found == message, "\(found)")
    }
}
