import ClamatorKit
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

// For `ErrorTour` and `Output`, which are internal.
@testable import ReplCore

@Suite struct ErrorTourTests {
    @Test func `The tour shows a line for each error`() throws {
        #expect(
            ErrorTour(try DemoService.services()).text(Palette(usesColor: false), width: 80).ansi == """
                   -32700  Parse error: the line is no JSON
                           {"jsonrpc": "2.0",}
                   -32600  Invalid Request: no valid envelope
                           {"jsonrpc": "1.0", "method": "demo.add", "id": 1}
                   -32601  Method not found: no such service or method, or no handler
                           demo.noSuchMethod
                   -32602  Invalid params: they break the schema
                           demo.add
                   -32603  Internal error: the handler failed
                           demo.crash
                   -32603  Result validation failed: the result breaks the schema
                           demo.lie
                   -32001  the handler's own error
                           demo.refuse
                   (none)  ClamatorTransportError: the call times out
                           demo.lost
                """)
    }

    @Test func `The tour provokes what it says`() async throws {
        let host = try await DemoService.host()
        var options = Session.Options()
        options.timeout = .milliseconds(10)
        let session = Session(
            host: host, sources: ContractSources(contracts: [], handlers: []), loader: ContractLoader(),
            options: options)
        for stop in ErrorTour(host.services).stops {
            let output = await session.run(try #require(stop.line))
            let shown = stop.code == "(none)" ? "ClamatorTransportError" : stop.code
            #expect(output.error.hasPrefix("✗ \(shown) "))
            #expect(output.isFailure)
        }
    }

    @Test func `The tour says where nothing provokes an error`() throws {
        let folder = try TemporaryFolder([
            "tell.json": #"{"service": "tell", "methods": {"it": {"notification": true}}}"#
        ])
        let services = try ContractLoader().load([folder.path]).services
        let missing = ErrorTour(services).stops.filter { $0.line == nil }.map(\.code)
        #expect(missing == ["-32602", "-32603", "-32603", "any other", "(none)"])
        #expect(
            ErrorTour(services).text(Palette(usesColor: false), width: 120).ansi.hasSuffix(
                """
                   (none)  ClamatorTransportError: the call times out
                           nothing in the loaded contracts does this; a method that is no notification would
                """))
    }

    @Test func `The tour says which rules would provoke an error`() async throws {
        let folder = try TemporaryFolder([
            "plain.json": """
            {"service": "plain", "methods": {"twice": {
              "params": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
              "result": {"type": "integer"}, "handler": {"result": "${n * 2}"}
            }}}
            """
        ])
        let session = try await session(in: folder)
        #expect(
            await session.run(".errors").text.hasSuffix(
                """
                   -32603  Internal error: the handler failed
                           nothing in the loaded contracts does this; this would:
                           .on plain.twice {"throw": {"name": "Failure", "message": "broken"}}
                           plain.twice n=1
                   -32603  Result validation failed: the result breaks the schema
                           nothing in the loaded contracts does this; this would:
                           .on plain.twice {"invalidResult": null}
                           plain.twice n=1
                any other  the handler's own error
                           nothing in the loaded contracts does this; this would:
                           .on plain.twice {"error": {"code": -32001, "message": "refused"}}
                           plain.twice n=1
                   (none)  ClamatorTransportError: the call times out
                           nothing in the loaded contracts does this; this would:
                           .on plain.twice silence
                           plain.twice n=1
                """))
        // It does.
        for stop in ErrorTour(session.host.services).stops where stop.line == nil {
            try #require(stop.advice.count == 2)
            #expect(await !session.run(stop.advice[0]).isFailure)
            let exchange = try #require(await session.exchange(stop.advice[1]))
            if stop.failure == .own {
                guard case .success(.error(let error)) = exchange.outcome else { throw Unexpected() }
                #expect(error.code == -32001)
            } else {
                #expect(stop.isShown(by: exchange.outcome))
            }
            #expect(await !session.run(".off plain.twice").isFailure)
        }
    }

    @Test func `An error is known by what it says for programs, however a peer words it`() async throws {
        let stops = try await ErrorTour(session(in: DemoService.folder()).host.services).stops
        func shown(_ code: RpcError.Code, _ data: JSON) -> [ErrorTour.Failure] {
            let reply = Reply.error(RpcError(code: code, message: "as the peer words it", data: data))
            return stops.filter { $0.isShown(by: .success(reply)) }.map(\.failure)
        }
        #expect(shown(.internalError, ["errors": [[:]]]) == [.result])
        let refused: JSON = ["name": "ClamatorProtocolError", "message": "no", "errors": [[:]]]
        #expect(shown(.internalError, refused) == [.result])
        #expect(shown(.internalError, ["name": "ValueError", "message": "no"]) == [.handler])
        #expect(shown(.internalError, ["name": "ManyErrors", "message": "no", "errors": [1]]) == [.handler])
        #expect(shown(.methodNotFound, .null) == [.method])
        let late = ClamatorTransportError("no reply within 10 ms", reason: .timeout)
        #expect(stops.filter { $0.isShown(by: .failure(late)) }.map(\.failure) == [.silence])
    }

    private struct Unexpected: Error {}

    private func session(in folder: TemporaryFolder) async throws -> Session {
        var options = Session.Options()
        options.timeout = .milliseconds(10)
        let sources = ContractSources(contracts: [folder.path], handlers: [])
        let services = try sources.load(with: ContractLoader()).services
        let host = try await ServiceHost(services, logger: options.logger, timeout: options.timeout)
        return Session(host: host, sources: sources, loader: ContractLoader(), options: options)
    }

    @Test func `The tour shows all errors`() async throws {
        let output = try await session(in: DemoService.folder()).run(".errors run")
        #expect(
            output.text == """
                -32700 Parse error: the line is no JSON
                  > {"jsonrpc": "2.0",}
                  ✗ -32700 Parse error
                      expected a member's name, got '}' at column 19
                  Nothing could be read, not even an id: the reply carries null.

                -32600 Invalid Request: no valid envelope
                  > {"jsonrpc": "1.0", "method": "demo.add", "id": 1}
                  ✗ -32600 Invalid Request
                      jsonrpc must equal "2.0"
                  It is JSON, but no request of JSON-RPC 2.0. The reply carries the id where
                  that can be read.

                -32601 Method not found: no such service or method, or no handler
                  > demo.noSuchMethod
                  ✗ -32601 Method not found
                      no service or method "demo.noSuchMethod"; .services lists them
                  The caller is not told which was missing: service, method or handler. The
                  prompt knows more.

                -32602 Invalid params: they break the schema
                  > demo.add
                  ✗ -32602 Invalid params
                      a   required, but missing                                        /required
                      b   required, but missing                                        /required
                      demo.add { a: number, b: number }
                  The schema spoke before the handler, which never saw the call. data.errors
                  says where and why.

                -32603 Internal error: the handler failed
                  > demo.crash
                  ✗ -32603 Internal error
                      { "name": "RuntimeError", "message": "boom" }
                  It failed with something that is no RpcError; name and message come in data.

                -32603 Result validation failed: the result breaks the schema
                  > demo.lie
                  ✗ -32603 Result validation failed
                      result   expected number, got string "five"                          /type
                  The handler did answer, but its result breaks the contract, so the caller does
                  not get it.

                -32001 the handler's own error
                  > demo.refuse
                  ✗ -32001 no
                      { "why": "be\\u001bcause" }
                  The handler refused with an RpcError: code, message and data pass as they are.

                (none) ClamatorTransportError: the call times out
                  > demo.lost
                  ✗ ClamatorTransportError call timeout
                  No reply came in time. That is no error of the protocol, and what the handler
                  did is not known.
                """)
        #expect(!output.isFailure)
        #expect(output.error == "")
    }

    @Test func `The tour says where something else came`() async throws {
        let folder = try TemporaryFolder([
            "once.json": #"{"service": "once", "methods": {"a": {"result": {}}, "b": {"result": {}}}}"#,
            // The first of the two calls changes what the second is answered with.
            "once.handlers.json": """
            {"service": "once", "state": {"n": 0}, "handlers": {
              "a": {"throw": {"name": "Failure", "message": "once"}, "set": {"n": 1}},
              "b": [{"when": {"state": {"n": 0}}, "error": {"code": -32001, "message": "no"}}, {"result": "yes"}]
            }}
            """,
        ])
        let output = try await session(in: folder).run(".errors run")
        #expect(output.isFailure)
        #expect(
            output.text.contains(
                """
                -32001 the handler's own error
                  > once.b
                  "yes"
                  Something else came this time: what the handlers remember has changed.
                """))
    }

    @Test func `A tour that is cancelled ends`() async throws {
        let session = try await session(in: DemoService.folder())
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await session.run(".errors run")
        }
        let output = await task.value
        #expect(output == Output(text: "✗ cancelled", isFailure: true))
    }
}
