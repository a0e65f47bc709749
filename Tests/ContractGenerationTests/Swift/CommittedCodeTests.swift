import ClamatorKit
import ContractGeneration
import Foundation
import GeneratedServices
import ScriptedHandlers
import Testing

/// The generated code in `Tests/GeneratedServices`, which is committed so that reviewers see what changes in it.
struct CommittedCodeTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = "Tests/GeneratedServices"

    private static func services() throws -> [ContractLoader.Service] {
        var loader = ContractLoader()
        loader.findsMistakes = false
        return try loader.loadServices([root.appending(path: folder).path()])
    }

    @Test func `What is committed is what is generated`() throws {
        let code = CodeLanguage.swift(.public)
        let sources = try Self.services().map {
            try GenerationSource($0.contract, text: $0.source, standalone: $0.standalone, file: $0.file)
        }
        let files = code.files(for: sources)
        let folder = OutputFolder(Self.root.appending(path: Self.folder).path(), of: code)
        for change in try folder.changes(for: files) {
            Issue.record(
                """
                \(change.path) is not what is generated; `clamator-repl generate swift \(Self.folder) -o \(Self.folder)` \
                writes it anew:
                \(LineDifference.lines(from: change.present ?? "", to: change.text ?? "").joined(separator: "\n"))
                """)
        }
    }

    @Test func `Texts are told apart by their bytes`() throws {
        typealias Odd = EveryThing.EnumerationsParams.Odd
        #expect(Odd(rawValue: "\u{E9}") == .é)
        #expect(Odd(rawValue: "e\u{301}") == .e)
        #expect(try JSON("e\u{301}").decode(Odd.self) == .e)
        #expect(JSON("e\u{301}") == (try JSON(Odd.e)))
        #expect(throws: JSONDecodingError.self) { try JSON("E\u{301}").decode(Odd.self) }
        typealias Names = EveryThing.NamesParams
        let names = try JSON(parsing: #"{"class": "", "inout": "", "let": "", "é": "one", "e\u0301": "two"}"#).decode(
            Names.self)
        #expect([names.é, names.e] == ["one", "two"])
        let error = #expect(throws: JSONDecodingError.self) {
            try JSON(parsing: #"{"é": [], "e\u0301": []}"#).decode(EveryThing.ObjectsResult.self)
        }
        // Which of the two comes second is left to the dictionary.
        guard case .confusableNames = error?.reason else {
            Issue.record("\(error.map(String.init(describing:)) ?? "")")
            return
        }
    }

    @Test func `Absence, null and a value are three states, and a default stands for absence`() throws {
        var params = EveryThing.ScalarsParams(boolean: true, integer: 1, required: nil, maybeRequired: nil)
        #expect(params.nullableInteger == 3)
        #expect(
            try JSON(params).description
                == #"{"boolean":true,"integer":1,"nullableDefault":null,"nullableInteger":3,"required":null,"maybeRequired":null}"#
        )
        params.nullable = .null
        params.maybe = .value("x")
        let read = try JSON(params).decode(EveryThing.ScalarsParams.self)
        #expect(read == params)
        #expect(read.nullable == .null)
        #expect(try JSON(parsing: "{}").decode(EveryThing.DefaultsParams.self) == EveryThing.DefaultsParams())
    }

    @Test func `Values that a type does not have are refused where they stand`() throws {
        func path<Type: JSONDecodable>(_ text: String, _ type: Type.Type) throws -> String? {
            let json = try JSON(parsing: text)
            return #expect(throws: JSONDecodingError.self) { _ = try json.decode(type) }?.description
        }
        typealias Unions = EveryThing.UnionsParams
        #expect(try path(#"{"shape": {"kind": "x"}}"#, Unions.self) == #"unknown value "x" (at /shape/kind)"#)
        #expect(try path(#"{"shape": {}}"#, Unions.self) == #"missing required "kind" (at /shape)"#)
        #expect(try path(#"{"shape": 1}"#, Unions.self) == "expected an object, got a number (at /shape)")
        #expect(try path(#"{"byValue": "z"}"#, Unions.self) == #"unknown value "z" (at /byValue)"#)
        #expect(try path(#"{"scalar": []}"#, Unions.self) == "unknown value [] (at /scalar)")
        #expect(try path(#"{"a": 1, "c": 2}"#, EveryThing.AddParams.self) == #"unknown member "c" (at /c)"#)
        typealias Tuples = EveryThing.TuplesParams
        #expect(try path(#"{"pair": ["a"]}"#, Tuples.self) == #"missing required "1" (at /pair)"#)
        #expect(try path(#"{"pair": ["a", 1, 2]}"#, Tuples.self) == #"unknown member "2" (at /pair/2)"#)
        #expect(try path(#"{"pair": ["a", "b"]}"#, Tuples.self) == "expected a number, got a string (at /pair/1)")
    }

    @Test func `A union is of the first type whose schema accepts the value`() throws {
        typealias Value = EveryThing.UnionsParams.ByValue
        #expect(try JSON("a").decode(Value.self) == .knownName(.a))
        #expect(try JSON("x-a").decode(Value.self) == .string("x-a"))
        typealias Members = EveryThing.UnionsParams.ByMembers
        #expect(try JSON(parsing: #"{"url": "u"}"#).decode(Members.self) == .link(.init(url: "u")))
    }

    @Test func `Nothing can stand behind an element that is nil`() throws {
        typealias Loose = EveryThing.TuplesParams.Loose
        #expect(try JSON(Loose(first: "a")).description == #"["a"]"#)
        #expect(try JSON(Loose(first: "a", second: .null, third: 1, rest: [2])).description == #"["a",null,1,2]"#)
        #expect(throws: JSONEncodingError.self) { try JSON(Loose(first: "a", rest: [2])) }
    }

    @Test func `Types that hold themselves read and write like others`() throws {
        typealias Node = EveryThing.Node
        var node = Node(value: 1, next: Node(value: 2), parent: .null, children: [Node()])
        node.next?.value = 3
        #expect(try JSON(node).description == #"{"value":1,"next":{"value":3},"parent":null,"children":[{}]}"#)
        #expect(try JSON(node).decode(Node.self) == node)
        #expect(try JSON(parsing: "[[], [[]]]").decode(EveryThing.Tree.self).value.count == 2)
    }

    @Test func `Declared errors catch what has their code, and their message where they share it`() {
        func name(_ error: any Error) -> String {
            do {
                throw error
            } catch EveryThing.Errors.divisionByZero {
                return "division"
            } catch EveryThing.Errors.resultIsntInRange {
                return "range"
            } catch EveryThing.Errors.busy {
                return "busy"
            } catch {
                return "other"
            }
        }
        #expect(name(RpcError(code: -32000, message: "division by zero", data: 1)) == "division")
        #expect(name(EveryThing.Errors.resultIsntInRange) == "range")
        #expect(name(RpcError(code: 7, message: "what?")) == "busy")
        #expect(name(RpcError(code: -32000, message: "?")) == "other")
    }
}
