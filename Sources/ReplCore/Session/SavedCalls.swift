internal import ClamatorKit

/// The requests of a session as a batch reads them: one a line, each with what came back as its `expect`.
struct SavedCalls {
    /// The lines, each with its end.
    let text: String
    /// How many requests and notifications there are.
    let count: Int
    /// How many lines were left out, which were no requests.
    let leftOut: Int

    init(_ exchanges: [Exchange], _ catalogue: ServiceCatalogue) {
        var lines: [String] = []
        for exchange in exchanges {
            guard let request = exchange.request else { continue }
            // The id of a call is made up anew each time; that of a line was typed.
            let id = request.id.map { exchange.line == nil ? JSON(lines.count + 1) : $0.json }
            let method = catalogue.method(request.method, of: request.service)
            lines.append(oneLine { Self.write(request, method, id, exchange.outcome, into: &$0) } + "\n")
        }
        text = lines.joined()
        count = lines.count
        leftOut = exchanges.count - count
    }

    private static func write(
        _ request: Request, _ method: ServiceCatalogue.NamedMethod?, _ id: JSON?, _ outcome: Exchange.Outcome,
        into writer: inout JSONWriter
    ) {
        // Within, params always have names; a batch takes those of such a method by position alone.
        let isByPosition = method?.method.paramStructure == .byPosition
        let params = isByPosition ? method?.method.positionalParams(request.params) ?? request.params : request.params
        writer.object { writer in
            writer.member("jsonrpc") { $0.string("2.0") }
            writer.member("method") { $0.string(method?.name ?? "\(request.service).\(request.method)") }
            writer.member("params") { $0.value(params) }
            if let id { writer.member("id") { $0.value(id) } }
            switch outcome {
            // A notification need not have come to a handler, and what was not waited for could have come to anything.
            case .success(nil): break
            case .failure(let error) where error.reason == .cancelled: break
            case .failure(let error): write(BatchRun.reply(of: error), into: &writer)
            case .success(let reply?): write((reply, .service), into: &writer)
            }
        }
    }

    /// Writes what a batch is to expect: all that it would compare.
    private static func write(
        _ answered: (reply: Reply, origin: ReplyExpectation.Origin), into writer: inout JSONWriter
    ) {
        writer.member("expect") { writer in
            writer.object { writer in
                switch answered.reply {
                case _ where answered.origin == .transport:
                    writer.member("kind") { $0.string(ReplyExpectation.Kind.transportError.rawValue) }
                case .result(let result): writer.member("result") { $0.value(result) }
                case .error(let error):
                    writer.member("error") { writer in
                        writer.object { writer in
                            writer.member("code") { $0.value(JSON(error.code.rawValue)) }
                            writer.member("message") { $0.string(error.message) }
                            writer.member("data") { $0.value(error.data) }
                        }
                    }
                }
            }
        }
    }
}
