import ClamatorKit
import LineEditing
import Testing

// For `Output`, which is internal.
@testable import ReplCore

@Suite struct OneCallTests {
    private let call: OneCall

    init() async throws {
        let plain = Palette(usesColor: false)
        call = OneCall(host: try await DemoService.host(), resultPalette: plain, errorPalette: plain, width: 80)
    }

    @Test(arguments: [(OneCall.Form.layout, "{ \"sum\": 5 }"), (.line, "{\"sum\":5}")])
    func `The result is shown`(form: OneCall.Form, text: String) async throws {
        #expect(try await call.run("demo.add", ["a=2", "b=3"], form: form) == Output(text: StyledText(text)))
    }

    @Test func `The whole reply is shown`() async throws {
        let success = try await call.run("demo.add", ["a=2", "b=3"], form: .reply)
        #expect(success.text.hasSuffix(#","result":{"sum":5}}"#))
        #expect(!success.isFailure)
        let failure = try await call.run("demo.nope", [], form: .reply)
        #expect(failure.text.hasSuffix(#","error":{"code":-32601,"message":"Method not found","data":null}}"#))
        #expect(failure.error == "")
        #expect(failure.isFailure)
        let timeout = try await call.run("demo.lost", [], form: .reply)
        #expect(
            timeout.text.hasSuffix(
                #""error":{"code":-32603,"message":"call timeout","data":{"name":"ClamatorTransportError"}}}"#))
    }

    @Test func `A reply does not move the cursor`() async throws {
        let reply = try await call.run("demo.echo", ["{\"x\": \"\u{9B}2J\"}"], form: .reply)
        #expect(reply.text.hasSuffix(#","result":{"x": "\u009b2J"}}"#))
    }

    @Test func `A result of several lines is put on one`() async throws {
        let output = try await call.run("demo.echo", ["{\n\"x\":\r\n1}"], form: .line)
        #expect(output.text == "{ \"x\":  1}")
    }

    @Test func `Errors are shown apart`() async throws {
        let output = try await call.run("demo.ad", [], form: .line)
        #expect(
            output
                == Output(
                    error: """
                        ✗ -32601 Method not found
                            no service or method "demo.ad"; did you mean "demo.add"?
                        """, isFailure: true))
    }

    @Test func `A notification that is dropped says why on stderr, and is no failure`() async throws {
        let output = try await call.run("demo.tell", [], form: .line)
        #expect(output == Output(error: "dropped: missing required \"text\""))
    }

    @Test func `Nothing is shown for a notification`() async throws {
        #expect(try await call.run("demo.tell", ["text=hello"], form: .line) == Output())
    }

    @Test(arguments: [
        ("foo", "no service or method \"foo\"; describe lists them"),
        ("demo", "\"demo\" is a service; a call names a method of it, such as demo.add"),
        ("demo.", "\"demo\" is a service; a call names a method of it, such as demo.add"),
        ("Till.", "invalid service \"Till\"; expected SERVICE.METHOD"),
    ])
    func `What is no name is refused`(name: String, message: String) async {
        let error = await #expect(throws: UsageError.self) { try await call.run(name, [], form: .line) }
        #expect(error?.description == message)
    }
}
