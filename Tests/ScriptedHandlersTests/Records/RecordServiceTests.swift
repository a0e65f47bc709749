import TestSupport
import ClamatorKit
import Foundation
import ScriptedHandlers
import ServiceSupport
import Testing

/// Services that keep records, described in handlers files alone.
@Suite struct RecordServiceTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

    /// A service of the project's own folder of contracts.
    private func pair(_ name: String) async throws -> MemoryPair {
        let folder = Self.root.appending(path: "contracts")
        func text(_ name: String) throws -> String {
            try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        return try await pair(contract: text("\(name).json"), handlers: text("\(name).handlers.json"))
    }

    private func pair(contract: String, handlers: String) async throws -> MemoryPair {
        let folder = try TemporaryFolder(["c.json": contract, "c.handlers.json": handlers])
        let loaded = try folder.load("c.json")
        #expect(folder.diagnostics(in: loaded) == [])
        return try await MemoryPair(try #require(loaded.services.first).handlers, contract: contract)
    }

    private func run(_ pair: MemoryPair, _ service: String, _ calls: [(String, JSON, String)]) async {
        for (method, params, expected) in calls {
            let outcome = await pair.outcome(method, params, service: service)
            #expect(
                outcome.replacing("result ", with: "").replacing("error ", with: "") == expected, "\(method) \(params)")
        }
    }

    @Test func `A list of things to do is created, listed, found, updated and deleted`() async throws {
        let tea = #"{"id":1,"title":"Buy tea","list":"home","done":false}"#
        let mail = #"{"id":2,"title":"Answer mail","list":"work","done":false,"due":"2026-12-01"}"#
        let done = #"{"id":1,"title":"Buy tea","list":"home","done":true}"#
        await run(
            try await pair("todo"), "todo",
            [
                ("list", [:], #"{"tasks":[],"open":0}"#), ("create", ["title": "Buy tea"], tea),
                ("create", ["title": "Answer mail", "list": "work", "due": "2026-12-01"], mail),
                ("list", [:], #"{"tasks":[\#(tea),\#(mail)],"open":2}"#),
                ("list", ["list": "work"], #"{"tasks":[\#(mail)],"open":2}"#),
                ("list", ["text": "TEA"], #"{"tasks":[\#(tea)],"open":2}"#),
                ("list", ["limit": 1], #"{"tasks":[\#(tea)],"open":2}"#),
                ("find", ["id": 2], mail), ("find", ["id": 3], #"-32004 no such task {"id":3}"#),
                ("update", ["id": 1, "done": true], done), ("find", ["id": 1], done),
                ("update", ["id": 1], "-32005 nothing to change null"),
                ("update", ["id": 9, "done": true], #"-32004 no such task {"id":9}"#),
                ("list", ["done": true], #"{"tasks":[\#(done)],"open":1}"#),
                ("list", ["done": false, "list": "home"], #"{"tasks":[],"open":1}"#),
                ("delete", ["id": 1], #"{"left":1}"#), ("delete", ["id": 1], #"-32004 no such task {"id":1}"#),
                ("list", [:], #"{"tasks":[\#(mail)],"open":1}"#),
            ])
    }

    @Test func `A store of keys and values counts`() async throws {
        let key =
            #"{"type": "object", "required": ["key"], "additionalProperties": false, "properties": {"key": {"type": "string"}, "value": {}, "by": {"type": "integer", "default": 1}}}"#
        let methods = ["set", "get", "increment", "remove", "keys"].map {
            #""\#($0)": {"params": \#($0 == "keys" ? "{}" : key), "result": {}}"#
        }
        let contract = #"{"service": "store", "methods": {\#(methods.joined(separator: ", "))}}"#
        let handlers = #"""
            {"service": "store", "state": {"values": {}, "writes": 0}, "handlers": {
              "set": {"result": "${state.values[key] ?? null}",
                      "set": {"values": {"$put": {"key": "${key}", "value": "${value}"}}, "writes": {"$inc": 1}}},
              "get": [{"when": {"if": "${state.values[key] == absent}"}, "error": {"code": -32004, "message": "no key ${key}"}},
                      {"result": "${state.values[key]}"}],
              "increment": [
                {"when": {"if": "${!contains(keys(state.values), key)}"}, "result": "${by}",
                 "set": {"values": {"$put": {"key": "${key}", "value": "${by}"}}, "writes": {"$inc": 1}}},
                {"result": "${state.values[key] + by}",
                 "set": {"values": {"$put": {"key": "${key}", "value": "${state.values[key] + by}"}}, "writes": {"$inc": 1}}}],
              "remove": {"result": "${state.values[key] != absent}", "set": {"values": {"$delete": "${key}"}}},
              "keys": {"result": {"keys": "${keys(state.values)}", "writes": "${state.writes}"}}}}
            """#
        await run(
            try await pair(contract: contract, handlers: handlers), "store",
            [
                ("get", ["key": "a"], "-32004 no key a null"), ("set", ["key": "a", "value": ["x": 1]], "null"),
                ("get", ["key": "a"], #"{"x":1}"#), ("set", ["key": "a", "value": 5], #"{"x":1}"#),
                ("increment", ["key": "a", "by": 37], "42"), ("increment", ["key": "hits"], "1"),
                ("increment", ["key": "hits"], "2"), ("keys", [:], #"{"keys":["a","hits"],"writes":5}"#),
                ("remove", ["key": "a"], "true"), ("remove", ["key": "a"], "false"),
                ("keys", [:], #"{"keys":["hits"],"writes":5}"#),
                ("set", ["key": "text", "value": "x"], "null"),
            ])
    }

    @Test func `A cart has totals`() async throws {
        let contract = #"""
            {"service": "cart", "methods": {
              "add": {"params": {"type": "object", "required": ["sku", "price"], "additionalProperties": false, "properties": {
                "sku": {"type": "string"}, "price": {"type": "number"}, "count": {"type": "integer", "minimum": 1, "default": 1}}},
                "result": {"$ref": "#/$defs/cart"}},
              "remove": {"params": {"type": "object", "required": ["sku"], "properties": {"sku": {"type": "string"}}}, "result": {"$ref": "#/$defs/cart"}},
              "show": {"result": {"$ref": "#/$defs/cart"}}},
             "$defs": {"cart": {"type": "object", "required": ["lines", "total", "text"], "properties": {
               "lines": {"type": "array"}, "total": {"type": "number"}, "discount": {"type": "number"}, "text": {"type": "string"}}}}}
            """#
        let handlers = #"""
            {"service": "cart", "state": {"lines": []}, "handlers": {
              "add": [
                {"when": {"if": "${find(state.lines, \"sku\", sku) == absent}"},
                 "result": {"lines": "${append(state.lines, {\"sku\": sku, \"count\": count, \"total\": count * price})}",
                            "total": "${sum(state.lines, \"total\") + count * price}", "text": "new: ${sku}"},
                 "set": {"lines": {"$push": {"sku": "${sku}", "count": "${count}", "total": "${count * price}"}}}},
                {"result": {"lines": "${append(without(state.lines, \"sku\", sku), merge(find(state.lines, \"sku\", sku), {\"count\": find(state.lines, \"sku\", sku).count + count, \"total\": find(state.lines, \"sku\", sku).total + count * price}))}",
                            "total": "${sum(state.lines, \"total\") + count * price}", "text": "more: ${sku}"},
                 "set": {"lines": {"$patch": {"where": {"sku": "${sku}"},
                   "with": {"count": "${find(state.lines, \"sku\", sku).count + count}",
                            "total": "${find(state.lines, \"sku\", sku).total + count * price}"}}}}}],
              "remove": {"result": {"lines": "${without(state.lines, \"sku\", sku)}", "total": "${sum(without(state.lines, \"sku\", sku), \"total\")}", "text": "gone"},
                "set": {"lines": {"$pull": {"sku": "${sku}"}}}},
              "show": {"result": {
                "lines": "${sortBy(state.lines, \"sku\")}", "total": "${sum(state.lines, \"total\")}",
                "discount": "${sum(state.lines, \"total\") > 20 ? round(sum(state.lines, \"total\") * 10) / 100 : absent}",
                "text": "${join(keys({\"a\": 1}), \",\")}: ${length(state.lines)} ${length(state.lines) == 1 ? \"line\" : \"lines\"}"}}}}
            """#
        await run(
            try await pair(contract: contract, handlers: handlers), "cart",
            [
                ("show", [:], #"{"lines":[],"total":0,"text":"a: 0 lines"}"#),
                (
                    "add", ["sku": "tea", "price": 4.5, "count": 2],
                    #"{"lines":[{"sku":"tea","count":2,"total":9}],"total":9,"text":"new: tea"}"#
                ),
                (
                    "add", ["sku": "cake", "price": 3],
                    #"{"lines":[{"sku":"tea","count":2,"total":9},{"sku":"cake","count":1,"total":3}],"total":12,"text":"new: cake"}"#
                ),
                (
                    "add", ["sku": "tea", "price": 4.5, "count": 2],
                    #"{"lines":[{"sku":"cake","count":1,"total":3},{"sku":"tea","count":4,"total":18}],"total":21,"text":"more: tea"}"#
                ),
                (
                    "show", [:],
                    #"{"lines":[{"sku":"cake","count":1,"total":3},{"sku":"tea","count":4,"total":18}],"total":21,"discount":2.1,"text":"a: 2 lines"}"#
                ),
                ("remove", ["sku": "tea"], #"{"lines":[{"sku":"cake","count":1,"total":3}],"total":3,"text":"gone"}"#),
                ("show", [:], #"{"lines":[{"sku":"cake","count":1,"total":3}],"total":3,"text":"a: 1 line"}"#),
            ])
    }

    @Test func `A schema of a condition sees the contract's types, and its dialect`() async throws {
        let contract = #"""
            {"service": "s", "jsonSchemaDialect": "http://json-schema.org/draft-07/schema#",
             "methods": {"m": {"params": {"type": "object"}, "result": {}}},
             "$defs": {"small": {"type": "number", "maximum": 9}}}
            """#
        // `dependencies` is of draft-07 alone.
        let handlers = ##"""
            {"service": "s", "handlers": {"m": [
               {"when": {"schema": {"properties": {"x": {"$ref": "#/definitions/small"}}, "required": ["x"]}}, "result": "small"},
               {"when": {"schema": {"dependencies": {"a": ["b"]}}}, "result": "whole"}, {"result": "other"}]}}
            """##
        await run(
            try await pair(contract: contract, handlers: handlers), "s",
            [
                ("m", ["x": 9], #""small""#), ("m", ["x": 10], #""whole""#), ("m", ["a": 1, "b": 2], #""whole""#),
                ("m", ["a": 1], #""other""#),
            ])
    }
}
