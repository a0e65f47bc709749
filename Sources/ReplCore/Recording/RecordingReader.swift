internal import ClamatorKit
internal import ScriptedHandlers

/// Reads the lines of a batch for what they say of their answers.
struct RecordingReader {
    /// A call that a rule can answer.
    struct Call {
        let line: Int
        let service: String
        let method: String
        /// The params by name, as they were sent.
        let params: JSON
        /// The same with their defaults, as far as these are known.
        let filled: JSON
        let isNotification: Bool
        /// The outcome in a handlers file; nil where the line does not say.
        let outcome: JSON?
        /// How many times in a row it was made.
        let times: Int
    }

    /// Why a line is left out.
    private struct LeftOut: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private let names: WireNames?
    private let catalogue: ServiceCatalogue
    private let knowsContracts: Bool
    /// The first of the lines that are left out though their answers are not made by the check of a contract, and why.
    private(set) var leftOut: [(line: Int, reason: String)] = []
    /// How many are left out.
    private(set) var leftOutCount = 0
    /// As many reasons are kept.
    private static let mostLeftOut = 20

    /// Whether reading ended at a line that goes on for too long to be read over.
    private(set) var isCutOff = false

    /// Whether some line says what it expects.
    private(set) var hasExpectations = false

    /// Reads with the contracts of services; without any, where there are none.
    init(_ services: [ContractLoader.Service]) {
        names = WireNames(services.map(\.contract))
        catalogue = ServiceCatalogue(services)
        knowsContracts = !services.isEmpty
    }

    /// Reads the lines, as long as the body says of each call that there may be more.
    ///
    /// - Throws: `StreamError` where the source fails.
    mutating func read(
        _ source: any ByteSource, maximumLength: Int, mostSkipped: Int, _ body: (Call) -> Bool
    ) throws(StreamError) {
        var reader = LineReader(source, maximumLength: maximumLength, mostSkipped: mostSkipped)
        defer { isCutOff = reader.isCutOff }
        var block = LineBlock()
        while try reader.fill(&block) {
            for line in block.lines {
                do throws(LeftOut) {
                    let bytes = block.withText(of: line) { Array($0) }
                    guard let bytes else { throw LeftOut("longer than \(maximumLength) bytes") }
                    if let call = try call(bytes, line.number), !body(call) { return }
                } catch {
                    leftOutCount += 1
                    if leftOut.count < Self.mostLeftOut { leftOut.append((line.number, error.reason)) }
                }
            }
        }
    }

    // MARK: One line

    /// - Returns: The call; nil where its answer needs no rule.
    private mutating func call(_ bytes: [UInt8], _ number: Int) throws(LeftOut) -> Call? {
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes) } catch { throw LeftOut("no JSON: \(error.reason)") }
        let expected = json["expect"]
        if expected != nil { hasExpectations = true }
        let expectation: ReplyExpectation?
        do throws(ReplyExpectation.FormatError) {
            expectation = try expected.map { (json) throws(ReplyExpectation.FormatError) in
                try ReplyExpectation(json, assertsFormats: false)
            }
        } catch {
            throw LeftOut(error.reason)
        }
        guard let request = try request(json, expectation) else { return nil }
        let (service, method) = (request.service, request.method)
        var filled = request.params
        if knowsContracts {
            guard let known = try known(request, expectation) else { return nil }
            filled = (try? known.params.fillingDefaults(in: request.params)) ?? request.params
            try Self.checkResult(expected?["result"], of: known)
        } else if expected?["error"].map(Self.isMadeByCheck) == true {
            return nil
        }
        guard request.params.kind == .object else {
            throw LeftOut("params by position need the contract, which names them: -c CONTRACT")
        }
        return Call(
            line: number, service: service, method: method, params: request.params, filled: filled,
            isNotification: request.isNotification, outcome: try Self.outcome(expected),
            times: max(1, json["repeat"]?.int ?? 1))
    }

    /// The request by the names that services know; nil where the protocol itself answers the line as is expected.
    private func request(_ json: JSON, _ expectation: ReplyExpectation?) throws(LeftOut) -> Request? {
        let refusal: RpcError
        do {
            guard case .request(let request) = try names?.envelope(json) ?? Envelope(json) else {
                throw LeftOut("a response is no request")
            }
            guard let error = names?.translate(request) else { return request }
            refusal = error
        } catch let error as InvalidRequest {
            let hint = knowsContracts ? "" : "; where contracts name methods otherwise, name them: -c CONTRACT"
            let isExpected = expectation?.judge(.error(.invalidRequest(error.reason)), from: .batch).isMet == true
            if isExpected { return nil }
            throw LeftOut("no request: \(error.reason)\(hint)")
        } catch let error as LeftOut {
            throw error
        } catch {
            throw LeftOut("\(error)")
        }
        try Self.check(expectation, isMetBy: refusal, "no rule answers this: \(refusal.message)")
        return nil
    }

    /// The method in its contract; nil where the call needs no rule, since the contract answers it as is expected.
    private func known(
        _ request: Request, _ expectation: ReplyExpectation?
    ) throws(LeftOut) -> Contract.Method? {
        guard let method = catalogue.method(request.method, of: request.service)?.method else {
            if request.service == DiscoveryName.service, request.method == DiscoveryName.method { return nil }
            let unknown = catalogue.unknown("\(request.service).\(request.method)").description
            try Self.check(expectation, isMetBy: .methodNotFound, unknown)
            return nil
        }
        if let fault = method.fault { throw LeftOut("\(method.name) is set aside: \(fault)") }
        if method.params.isValid(request.params) { return method }
        let units = (try? method.params.explain(request.params)) ?? []
        let reason = units.first.map { unit in
            let path = unit.instanceLocation.tokens.dotted
            return path.isEmpty ? unit.error : "\(path): \(unit.error)"
        }
        // A notification that the contract refuses gets no answer either.
        if request.isNotification { return nil }
        try Self.check(
            expectation, isMetBy: .invalidParams(units),
            "the contract refuses these params with an answer of its own: \(reason ?? "they are too much to check")")
        return nil
    }

    /// Sees to it that what the line expects is what it will get, whatever the rules.
    private static func check(
        _ expectation: ReplyExpectation?, isMetBy error: RpcError, _ reason: String
    ) throws(LeftOut) {
        guard let expectation, !expectation.judge(.error(error), from: .service).isMet else { return }
        throw LeftOut(reason)
    }

    private static func checkResult(_ result: JSON?, of method: Contract.Method) throws(LeftOut) {
        guard let result, let schema = method.result, !schema.isValid(result) else { return }
        let unit = (try? schema.explain(result))?.first
        let path = unit.map { "result" + $0.instanceLocation.tokens.map { ".\($0)" }.joined() } ?? "result"
        throw LeftOut("the result breaks the contract: \(path): \(unit?.error ?? "it is too much to check")")
    }

    /// Whether an error is one that a check of names and params answers with, which is done again when the rules are
    /// used.
    private static func isMadeByCheck(_ error: JSON) -> Bool {
        guard let code = error["code"]?.int, let message = error["message"]?.exactString else { return false }
        switch RpcError.Code(code) {
        case .invalidParams:
            return message == ExactString(RpcError.invalidParams([]).message)
                && error["data"].map { $0["errors"]?.kind == .array } ?? true
        default: return false
        }
    }

    // MARK: Outcomes

    /// What a rule says to answer as is expected; nil where that is not known.
    private static func outcome(_ expected: JSON?) throws(LeftOut) -> JSON? {
        guard let expected else { return .none }
        if let result = expected["result"] { return ["result": TemplateQuoting.template(for: result)] }
        if let error = expected["error"] { return ["error": try self.error(error)] }
        // No reply comes of a time-out, nor of a notification, which is handed over where there is a rule.
        if expected["kind"] != nil { return silence }
        if expected["matches"] != nil { throw LeftOut("a schema under matches does not say which result") }
        if let branches = expected["anyOf"]?.elements { return try outcome(ofAny: branches) }
        return .none
    }

    /// What the first of some expectations says that tells what to answer.
    private static func outcome(ofAny branches: [JSON]) throws(LeftOut) -> JSON? {
        var refusal: LeftOut?
        for branch in branches {
            do throws(LeftOut) {
                if let outcome = try outcome(branch) { return outcome }
            } catch {
                refusal = refusal ?? error
            }
        }
        if let refusal { throw refusal }
        return .none
    }

    /// No answer.
    static let silence: JSON = ["silence": true]

    private static func error(_ expected: JSON) throws(LeftOut) -> JSON {
        guard let code = expected["code"] else { throw LeftOut("the expected error does not say its code") }
        guard let number = code.int, abs(number) <= 1 << 53 - 1 else {
            throw LeftOut("the code of a rule's error is an integer of 53 bits, got \(code)")
        }
        guard expected["messageMatches"] == nil else { throw LeftOut("messageMatches does not say which message") }
        var members: [(name: ExactString, value: JSON)] = [
            ("code", JSON(number)), ("message", TemplateQuoting.template(for: expected["message"] ?? "error")),
        ]
        if let data = expected["data"], !data.isNull { members.append(("data", TemplateQuoting.template(for: data))) }
        return JSON(members: members)
    }
}
