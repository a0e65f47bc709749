import ClamatorKit
import ServiceSupport
import TestSupport
import Testing

// For `StateChange` and `ServiceState`, which are internal.
@testable import ScriptedHandlers

@Suite struct StateUpdateTests {
    private func text(_ scripted: ScriptedService) -> String {
        scripted.scripts.state.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }

    private static let state = #"{"n": 1, "list": [{"id": 1, "k": "a"}, {"id": 2, "k": "b"}, 7], "map": {"x": 1}}"#

    /// The state behind a call whose rule sets it.
    private func state(after set: String, _ params: String = "{}") async throws -> String {
        let scripted = try await ScriptedService(#"{"m": {"result": 0, "set": \#(set)}}"#, state: Self.state)
        let outcome = try await scripted.call("m", params)
        return outcome == "0" ? text(scripted) : outcome
    }

    @Test(arguments: [
        (#"{"n": {"$inc": 2}}"#, #"list=[{"id": 1, "k": "a"},{"id": 2, "k": "b"},7] map={"x": 1} n=3"#),
        (
            #"{"n": {"$inc": "${state.n / -4}"}}"#,
            #"list=[{"id": 1, "k": "a"},{"id": 2, "k": "b"},7] map={"x": 1} n=0.75"#
        ),
        (
            #"{"list": {"$push": {"id": "${state.n + 2}", "k": "${note ?? absent}"}}}"#,
            #"list=[{"id": 1, "k": "a"},{"id": 2, "k": "b"},7,{"id":3}] map={"x": 1} n=1"#
        ),
        (#"{"list": {"$pull": {"id": 1.0}}}"#, #"list=[{"id": 2, "k": "b"},7] map={"x": 1} n=1"#),
        (
            #"{"list": {"$pull": {"id": 1, "k": "b"}}}"#,
            #"list=[{"id": 1, "k": "a"},{"id": 2, "k": "b"},7] map={"x": 1} n=1"#
        ),
        (
            #"{"list": {"$patch": {"where": {"id": "${id}"}, "with": {"k": "${upper(\"c\")}", "new": [1]}}}}"#,
            #"list=[{"id": 1, "k": "a"},{"id":2,"k":"C","new":[1]},7] map={"x": 1} n=1"#
        ),
        (
            #"{"map": {"$put": {"key": "y${id}", "value": [2]}}}"#,
            #"list=[{"id": 1, "k": "a"},{"id": 2, "k": "b"},7] map={"x":1,"y2":[2]} n=1"#
        ),
        (
            #"{"map": {"$put": {"key": "x", "value": 2}}}"#,
            #"list=[{"id": 1, "k": "a"},{"id": 2, "k": "b"},7] map={"x":2} n=1"#
        ),
        (#"{"map": {"$delete": "x"}}"#, #"list=[{"id": 1, "k": "a"},{"id": 2, "k": "b"},7] map={} n=1"#),
        (#"{"map": {"$delete": "y"}}"#, #"list=[{"id": 1, "k": "a"},{"id": 2, "k": "b"},7] map={"x":1} n=1"#),
        (
            #"{"n": {"$inc": 1}, "list": {"$push": "${state.n}"}, "map": {"n": "${state.n}", "l": "${length(state.list)}"}}"#,
            #"list=[{"id": 1, "k": "a"},{"id": 2, "k": "b"},7,1] map={"n":1,"l":3} n=2"#
        ),
    ])
    func `An operator changes the state, and reads it as it was`(set: String, expected: String) async throws {
        #expect(try await state(after: set, #"{"id": 2}"#) == expected)
    }

    @Test(arguments: [
        (
            #"{"n": {"$inc": "${id}"}, "any": {"$push": 1}}"#,
            #"StateError","message":"$push works on an array, and state.any is null (at /handlers/m/set/any)","#
        ),
        (
            #"{"n": 5, "any": {"$inc": 1}}"#,
            #"StateError","message":"$inc works on a number, and state.any is null (at /handlers/m/set/any)","#
        ),
        (#"{"n": 5, "any": {"$pull": {"a": 1}}}"#, "$pull works on an array, and state.any is null"),
        (#"{"n": 5, "any": {"$patch": {"where": {"a": 1}, "with": {"b": 1}}}}"#, "$patch works on an array"),
        (#"{"n": 5, "any": {"$delete": "x"}}"#, "$delete works on an object, and state.any is null"),
        (#"{"list": {"$push": 1}, "map": {"$put": {"key": "${id}", "value": 1}}}"#, "$put takes a name, got 2"),
        (#"{"n": {"$inc": "${text}"}}"#, ##"$inc adds a number, got \"x\" (at /handlers/m/set/n)"##),
        (#"{"list": {"$push": 1}, "n": {"$inc": "${1 / 0}"}}"#, "division by zero"),
    ])
    func `An update that fails changes nothing`(set: String, expected: String) async throws {
        let scripted = try await ScriptedService(
            #"{"m": {"result": 0, "set": \#(set)}}"#, state: #"{"any": null, "list": [], "map": {"x": 1}, "n": 1}"#)
        let outcome = try await scripted.call("m", #"{"id": 2, "text": "x"}"#)
        #expect(outcome.hasPrefix("error ") && outcome.contains(expected), "\(outcome)")
        #expect(text(scripted) == #"any=null list=[] map={"x": 1} n=1"#)
    }

    @Test func `What is pushed one by one is found, and what is reset is gone`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"add": {"result": "${state.next}", "set": {"next": {"$inc": 1}, "list": {"$push": {"id": "${state.next}", "even": "${state.next % 2 == 0}"}}}},
             "find": {"result": "${find(state.list, \"id\", id) ?? null}"},
             "drop": {"result": "${length(state.list)}", "set": {"list": {"$pull": {"even": true}}}},
             "mark": {"result": null, "set": {"list": {"$patch": {"where": {"id": "${id}"}, "with": {"id": "${-id}"}}}}}}
            """#, state: #"{"next": 0, "list": []}"#)
        func find(_ id: Int) async throws -> String { try await scripted.call("find", #"{"id": \#(id)}"#) }
        for id in 0..<100 {
            #expect(try await find(id) == "null")
            #expect(try await scripted.call("add") == "\(id)")
            #expect(try await find(id) == #"{"id":\#(id),"even":\#(id % 2 == 0)}"#)
        }
        #expect(try await scripted.call("drop") == "100")
        #expect(try await find(98) == "null")
        #expect(try await find(99) == #"{"id":99,"even":false}"#)
        _ = try await scripted.call("mark", #"{"id": 99}"#)
        #expect(try await find(99) == "null")
        #expect(try await find(-99) == #"{"id":-99,"even":false}"#)
        scripted.scripts.reset()
        #expect(text(scripted) == "list=[] next=0")
        #expect(try await find(97) == "null")
    }

    // MARK: Members of objects

    private static let store = #"""
        {"put": {"result": "${state.map[k] ?? null}", "set": {"map": {"$put": {"key": "${k}", "value": "${v}"}}}},
         "delete": {"result": "${length(state.map)}", "set": {"map": {"$delete": "${k}"}}},
         "push": {"result": "${keys(state.map)}", "set": {"list": {"$push": "${v}"}}},
         "look": {"result": ["${state.map}", "${values(state.map)}", "${state.map == copy}", "${string(state.map)}"]},
         "clear": {"result": 0, "set": {"map": {"x": "${merge(state.map, {\"k0\": 1}).k0}"}}},
         "match": [{"when": {"state": {"map": {"k1": 1}}}, "result": true}, {"result": false}]}
        """#

    @Test(arguments: RandomCases.seeds(8))
    func `Updates at random leave what they would leave of plain JSON`(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let scripted = try await ScriptedService(
            Self.store, state: #"{"map": {"k1": [1], "k2": {"a": 2}, "é": 3}, "list": []}"#)
        var map: [(name: ExactString, value: JSON)] = [("k1", [1]), ("k2", ["a": 2]), ("é", 3)]
        var list: [JSON] = []
        let names: [ExactString] = (0..<12).map { ExactString("k\($0)") } + ["é", "e\u{301}", ""]
        for step in 0..<150 {
            let name = names[Int.random(in: 0..<names.count, using: &generator)]
            let value = JSON(step % 3)
            let params: JSON = ["k": JSON(name.string), "v": value]
            let position = map.firstIndex { $0.name == name }
            switch Int.random(in: 0..<7, using: &generator) {
            case 0, 1, 2:
                let old = position.map { map[$0].value } ?? .null
                #expect(try JSON(parsing: await scripted.call("put", params.description)) == old)
                if let position { map[position].value = value } else { map.append((name, value)) }
            case 3, 4:
                #expect(try await scripted.call("delete", params.description) == "\(map.count)")
                map.removeAll { $0.name == name }
            case 5:
                let keys = try JSON(parsing: await scripted.call("push", params.description))
                #expect(keys == JSON(map.map { JSON($0.name.string) }))
                list.append(value)
            default:
                if step % 5 == 0 {
                    _ = try await scripted.call("clear")
                    map = [("x", 1)]
                }
                let copy = JSON(members: map)
                let looked = try JSON(parsing: await scripted.call("look", JSON(members: [("copy", copy)]).description))
                let isMatched = map.contains { $0.name == "k1" && $0.value == 1 }
                #expect(looked.elements.prefix(3) == [copy, JSON(map.map(\.value)), true])
                #expect(try JSON(parsing: looked.elements[3].string ?? "") == copy)
                #expect(try await scripted.call("match") == "\(isMatched)")
            }
            let state = scripted.scripts.state
            #expect(state[0].value == JSON(list))
            #expect(state[1].value.members.map(\.name) == map.map(\.name))
            #expect(state[1].value == JSON(members: map))
        }
    }

    @Test func `An object of the state may be larger than a value of an expression`() async throws {
        let scripted = try await ScriptedService(Self.store, state: #"{"map": {}, "list": []}"#)
        let text = String(repeating: "x", count: 600_000)
        for key in ["a", "b", "c"] {
            #expect(try await scripted.call("put", #"{"k": "\#(key)", "v": "\#(text)"}"#) == "null")
        }
        #expect(try await scripted.call("delete", #"{"k": "a"}"#) == "3")
        #expect(try await scripted.call("delete", #"{"k": "a"}"#) == "2")
        #expect(try await scripted.call("look", #"{"copy": 1}"#).contains("LimitReached"))
    }

    @Test func `A member is put in and taken out at the same cost however many there are`() throws {
        func time(_ count: Int) throws -> Duration {
            var state = ServiceState(["map": JSON(members: (0..<count).map { (ExactString($0), JSON($0)) })])
            func change(_ kind: StateChange.Kind) throws { try state.apply([StateChange(name: "map", kind: kind)]) }
            try change(.put(0, as: "first"))
            return try processorTime {
                for _ in 0..<1000 {
                    try change(.put(1, as: "x"))
                    try change(.delete("x"))
                }
            }
        }
        let few = try time(10)
        #expect(try time(20_000) < few * 20)
    }

    @Test func `A condition reads params and state`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"m": [{"when": {"if": "${state.n >= limit}"}, "result": "full"},
                   {"when": {"if": "${(note ?? \"\") == \"stop\"}", "state": {"n": 1}}, "result": "stopped"},
                   {"when": {"params": {"limit": 3}}, "result": "ok", "set": {"n": {"$inc": 1}}}]}
            """#, state: #"{"n": 0}"#)
        #expect(try await scripted.call("m", #"{"limit": 3, "note": "stop"}"#) == #""ok""#)
        #expect(try await scripted.call("m", #"{"limit": 3, "note": "stop"}"#) == #""stopped""#)
        #expect(try await scripted.call("m", #"{"limit": 1}"#) == #""full""#)
        #expect(try await scripted.call("m", "{}").contains(#""limit\" is absent"#))
        let none = try await scripted.call("m", #"{"limit": 2}"#)
        #expect(none.contains(##"{"holds":"✗","path":"if","expression":"state.n >= limit"}"##), "\(none)")
    }

    @Test func `A list of the state is matched by the condition on the state`() async throws {
        let scripted = try await ScriptedService(
            #"""
            {"m": [{"when": {"state": {"list": []}}, "result": 0, "set": {"list": {"$push": {"id": 1, "k": 2}}}},
                   {"when": {"state": {"list": [{"id": 1}]}}, "result": 1, "set": {"list": {"$push": 2}}},
                   {"when": {"state": {"list": {"id": 1}}}, "result": 2}]}
            """#, state: #"{"list": []}"#)
        #expect(try await scripted.calls(count: 2) == ["0", "1"])
        #expect(try await scripted.call().contains("NoMatchingRule"))
    }
}
