internal import ClamatorKit

/// The requests of a session as a batch reads them: one a line, each with what came back as its `expect`.
struct SavedCalls {
    /// The lines, each with its end.
    let text: String
    /// How many requests and notifications there are.
    let count: Int
    /// How many lines were left out, which were no requests.
    let leftOut: Int

    init(_ exchanges: [Exchange]) {
        var lines: [String] = []
        for exchange in exchanges {
            guard let request = exchange.request else { continue }
            // The id of a call is made up anew each time; that of a line was chosen by somebody.
            let id = request.id.map { exchange.line == nil ? JSON(lines.count + 1) : $0.json }
            lines.append(oneLine { Self.write(request, id, exchange.outcome, into: &$0) } + "\n")
        }
        text = lines.joined()
        count = lines.count
        leftOut = exchanges.count - count
    }

    private static func write(
        _ request: Request, _ id: JSON?, _ outcome: Exchange.Outcome, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("jsonrpc") { $0.string("2.0") }
            writer.member("method") { $0.string("\(request.service).\(request.method)") }
            writer.member("params") { $0.value(request.params) }
            if let id { writer.member("id") { $0.value(id) } }
            switch outcome {
            // A call without a reply has nothing to expect.
            case .sent, .failure: break
            case .reply(.result(let result)):
                writer.member("expect") { $0.object { $0.member("result") { $0.value(result) } } }
            case .reply(.error(let error)):
                writer.member("expect") { writer in
                    writer.object {
                        $0.member("error") { $0.object { $0.member("code") { $0.value(JSON(error.code)) } } }
                    }
                }
            }
        }
    }
}
