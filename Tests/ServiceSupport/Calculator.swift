package import ClamatorKit
package import GeneratedServices

/// Answers `arith` as a user would write it.
package actor Calculator: ArithService {
    /// What was noted.
    package private(set) var notes: [Arith.NoteParams] = []

    package init() {}

    package func add(_ params: Arith.AddParams) -> Arith.AddResult { .init(sum: params.a + params.b) }

    package func divide(_ params: Arith.DivideParams) throws -> Arith.DivideResult {
        if params.b == 0 { throw Arith.Errors.divisionByZero }
        return .init(quotient: params.a / params.b)
    }

    package func note(_ params: Arith.NoteParams) { notes.append(params) }
}

/// What a client of `arith` sees, over whichever transport: the results, and the errors by what was caught.
package func tourOfArith(_ client: any RpcClient) async throws -> [String] {
    let arith = ArithClient(client)
    var seen = ["\(try await arith.add(.init(a: 2, b: 3)).sum)"]
    do {
        _ = try await arith.divide(.init(a: 1, b: 0))
    } catch Arith.Errors.resultOutOfRange {
        seen.append("out of range")
    } catch Arith.Errors.divisionByZero {
        seen.append("by zero")
    }
    do {
        _ = try await arith.add(.init(a: .infinity, b: 0))
    } catch let error as JSONEncodingError {
        seen.append("\(error)")
    }
    do {
        // The sum is too large for JSON, so that the handler fails.
        _ = try await arith.add(.init(a: .greatestFiniteMagnitude, b: .greatestFiniteMagnitude))
    } catch let error as RpcError where error.code == .internalError {
        seen.append("internal error")
    }
    try await arith.note(.init(text: "done", color: .darkGreen))
    return seen
}

/// What a tour of `arith` should see.
package let sightsOfArith = ["5.0", "by zero", "JSON has no NaN and no Infinity (at /a)", "internal error"]
