import ClamatorKit
import ClamatorStdio
import Testing

/// Answers `lab.double`, now or later.
private final class Doubling: Dispatcher {
    func dispatch(_ request: Request, in context: inout CallContext) -> DispatchResult {
        guard request.method == "double" else { return .nothing }
        let result = Reply.result(JSON((request.params["n"]?.int ?? 0) * 2))
        return request.params["n"]?.int == 1 ? .replied(result) : .waiting { result }
    }
}

struct `What a server asks by itself` {
    @Test func `is answered by our handlers`() async throws {
        let lab = try await LabServer(dispatcher: Doubling())
        #expect(
            await lab.outcome("ask", ["method": "client/double", "params": [1]])
                == #"result {"jsonrpc":"2.0","id":"mine","result":2}"#)
        #expect(
            await lab.outcome("ask", ["method": "client/double", "params": ["n": 4]])
                == #"result {"jsonrpc":"2.0","id":"mine","result":8}"#)
        #expect(
            await lab.outcome("ask", ["method": "client/double", "params": [1, 2]]).contains("\"code\":-32602"))
        #expect(
            await lab.outcome("ask", ["method": "client/other"])
                == #"result {"jsonrpc":"2.0","id":"mine","error":{"code":-32601,"message":"Method not found","data":null}}"#
        )
        await lab.client.stop()
    }

    @Test func `is refused where there are none`() async throws {
        let lab = try await LabServer()
        #expect(await lab.outcome("ask", ["method": "client/double", "params": [1]]).contains("-32601"))
        await lab.client.stop()
    }
}
