internal import ClamatorKit

/// Shows the messages of a call, and the stops that it passed.
struct CallTrace {
    let paint: Palette

    /// The request, the stops, and the reply, where one came; `reached` is how far the call came before anything was
    /// waited for.
    func text(request: Request, reply: Reply?, reached: Step) -> String {
        var sent = JSONWriter()
        request.write(into: &sent)
        var lines = [paint(.detail, "→ ") + Printable.escape(sent.text)]
        lines.append("  " + steps(reply, reached))
        if let reply {
            var came = JSONWriter()
            let id = request.id?.json ?? .null
            switch reply {
            case .result(let result): came.success(id: id, result: result)
            case .error(let error): came.failure(id: id, error: error)
            }
            lines.append(paint(.detail, "← ") + Printable.escape(came.text))
        }
        return lines.joined(separator: "\n")
    }

    /// `envelope ✓ service ✓ method ✓ params ✗`: all up to the one that the call failed at.
    private func steps(_ reply: Reply?, _ reached: Step) -> String {
        let failed: Step?
        switch reply {
        case .result: failed = nil
        case .error(let error) where error.message == "Result validation failed" && error.code == -32603:
            failed = .result
        default: failed = reached
        }
        let passed = Step.allCases.prefix { $0 != failed }.map { "\($0.rawValue) " + paint(.success, "✓") }
        let last = failed.map { ["\($0.rawValue) " + paint(.error, "✗")] } ?? []
        return (passed + last).joined(separator: " ")
    }
}
