// The ledger of the articles "Errors", "Life cycle" and "Method or notification?".

import ClamatorKit

let text = #"""
    {
      "service": "ledger",
      "methods": {
        "transfer": {
          "params": {
            "type": "object",
            "properties": { "from": { "type": "string" }, "to": { "type": "string" }, "amount": { "type": "integer" } },
            "required": ["from", "to", "amount"]
          },
          "result": { "type": "object", "properties": { "balance": { "type": "integer" } }, "required": ["balance"] },
          "errors": [{ "code": 1, "message": "insufficient funds" }]
        },
        "report": { "params": { "type": "object" }, "result": { "type": "array" } },
        "audited": { "notification": true, "params": { "type": "object" } }
      }
    }
    """#

struct Transfer: Codable, Sendable {
    var from: String
    var to: String
    var amount: Int
}

enum LedgerErrors {
    static let insufficientFunds = RpcError(code: 1, message: "insufficient funds")
}

let transfer = Handler.immediate { (params: Transfer) in
    guard params.amount <= 10 else { throw LedgerErrors.insufficientFunds }
    return ["balance": 10 - params.amount]
}

let bus = MemoryBus()
let server = MemoryRpcServer(bus: bus)
try server.registerService(
    try Contract(parsing: text),
    handlers: [
        "transfer": transfer,
        "report": .immediate { (_: JSON) in [] },
        "audited": .immediate { (params: JSON) in
            print("audited \(params)")
            return .null
        },
    ])
let client = MemoryRpcClient(bus: bus)
try await client.start()

let serving = Task { try await server.run() }
// The task starts the server in its own time.
while (try? await client.call("ledger", "report")) == nil { await Task.yield() }

do {
    let result = try await client.call("ledger", "transfer", ["from": "a", "to": "b", "amount": 30])
    print(result)
} catch LedgerErrors.insufficientFunds {
    print("not enough")
} catch let error as RpcError where error.code == .invalidParams {
    print("refused: \(error.data)")
} catch let error as ClamatorTransportError where error.reason == .timeout {
    print("no answer in time")
}

let slow = try await client.call("ledger", "report", [:], timeout: .seconds(5))
print(slow)

try await client.notify("ledger", "audited", ["account": "a"])

serving.cancel()
try await serving.value
