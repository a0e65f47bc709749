import ClamatorKit
import ClamatorSystem
import ScriptedHandlers

/// One run of a probe: what was sent, and what was found.
struct ProbeSession {
    private let server: any ProbedServer
    private let options: Probe.Options
    private let progress: ProbeProgress
    var results = ProbeResults()
    /// Calls for the time when all methods were tried, each with the index of what it belongs to.
    private var later: [(index: Int, calls: [ProbeCall])] = []
    /// Where the state of each service was at first.
    private var beginnings: [ExactString: DynamicHandlers.Snapshot] = [:]
    /// How many calls in a row were not answered, and how many were.
    private var unanswered = 0
    private var answered = 0
    /// The longest that a reply took, with those that it had to wait for.
    private var slowest = Duration.zero

    /// After so many calls without an answer, where none came before, nothing is there that answers.
    private static let mostUnanswered = 4

    init(_ server: any ProbedServer, _ options: Probe.Options, _ progress: ProbeProgress) {
        self.server = server
        self.options = options
        self.progress = progress
    }

    /// Tries a method, or what a service does with one that it does not have.
    mutating func probe(_ target: Probe.Target) async {
        let service = target.contract.service
        var tried = ProbeResults.Tried(service: service, method: target.method)
        let start = ContinuousClock.now
        if beginnings[ExactString(service)] == nil {
            beginnings[ExactString(service)] = server.state(of: service)?.snapshot()
        }
        var judge = ReplyJudge(target.method, isForeign: server.isForeign)
        if Task.isCancelled {
            tried.omission = "the probe ended before"
        } else if let method = target.method {
            progress.change { $0.method = method.fullName(in: service) }
            defer { progress.change { $0.methods += 1 } }
            tried.omission = omission(of: method, in: service)
            if tried.omission == nil {
                let calls = MethodCalls(of: method, in: service, atMost: options.calls, seed: options.seed)
                tried.coverage = calls.coverage
                await send(calls.calls, &tried, &judge)
                joinMissingMembers(calls.calls, in: &tried)
                if !tried.isSlow { await send(calls.repeated, &tried, &judge) }
                if !tried.isSlow, !tried.isLeftOut { later.append((results.tried.count, calls.later)) }
            }
        } else {
            progress.change { $0.method = service }
            await send([Self.strangeCall(of: target.contract)], &tried, &judge)
        }
        tried.duration = start.duration(to: .now)
        results.tried.append(tried)
    }

    /// Tries the methods for a second time, with a few valid calls one by one in an order by chance: others change what
    /// they meet. One method alone has changed that itself.
    mutating func tryAgain() async {
        guard later.count > 1 else { return }
        var random = SplitMix64(seed: options.seed)
        let calls = later.flatMap { method in method.calls.map { (method.index, $0) } }.shuffled(using: &random)
        var judges = Dictionary(
            uniqueKeysWithValues: later.map { method in
                (method.index, ReplyJudge(results.tried[method.index].method, isForeign: server.isForeign))
            })
        for (index, call) in calls where !results.isUnanswered {
            guard var judge = judges[index] else { continue }
            var tried = results.tried[index]
            let start = ContinuousClock.now
            await send([call], &tried, &judge)
            tried.duration += start.duration(to: .now)
            (results.tried[index], judges[index]) = (tried, judge)
        }
    }

    private func omission(of method: Contract.Method, in service: String) -> String? {
        if let fault = method.fault { return "it is set aside: \(fault)" }
        if !server.answers(method.name, of: service) { return "it has no handler" }
        return nil
    }

    /// A call of a method that the contract does not have.
    private static func strangeCall(of contract: Contract) -> ProbeCall {
        var name = "noSuchMethod"
        while contract[name] != nil { name += "X" }
        return ProbeCall(
            service: contract.service, method: name, params: [:], kind: .protocol, demand: .methodNotFound)
    }

    // MARK: Sending

    private mutating func send(
        _ calls: [ProbeCall], _ tried: inout ProbeResults.Tried, _ judge: inout ReplyJudge
    ) async {
        var next = 0
        let made = tried.allCalls
        defer { if Task.isCancelled, tried.allCalls - made < calls.count { tried.isCut = true } }
        while next < calls.count, !Task.isCancelled, !results.isUnanswered, !tried.isLeftOut {
            // As long as it is not known whether anything answers, one after another. What is not to be answered is
            // sent alone, since a reply in spite of that says not what it is to.
            let isWatched = server.isForeign && calls[next].demand == .nothing
            let width = server.isRemote && answered > 0 && !isWatched ? options.concurrency : 1
            // Others get their turn too, such as what ends the probe in time.
            await Task.yield()
            let group = calls[next...].prefix(width)
            next = group.endIndex
            let strays = server.strayReplies.count
            let before = server.state(of: tried.service)?.snapshot()
            let begin = ContinuousClock.now
            let patience = patience(tried)
            let sent = group.map { call in
                (call, isWatched ? nil : call.request.map { server.begin($0, within: patience) })
            }
            // Once a call was waited for in vain, how long the others of its group took is not known.
            var isMeasured = true
            var isFirst = true
            // Once one of the group hangs, those behind it are not answered either.
            var isHung = false
            for (call, result) in sent where !tried.isLeftOut {
                var reply = isWatched ? await server.send(call) : await reply(to: call, result)
                // Another call of the group may have been the server's end.
                if case .gone = reply, server.isForeign, group.count > 1 { reply = await server.send(call) }
                var hangs = false
                if case .timeout = reply {
                    isMeasured = false
                    if call.demand != .noReply, server.strayReplies.count > strays {
                        // It may have been answered under another id.
                        reply = await server.send(call, within: shortPatience)
                    } else {
                        if !isHung { isHung = await startedSinceItHangs(call, tried) }
                        if isHung {
                            reply = await server.send(call, within: isKnownSilence(call, tried) ? patience : nil)
                            if case .timeout = reply { hangs = await startedSinceItHangs(call, tried) }
                        } else if patience != nil || group.count > 1, !isKnownSilence(call, tried) {
                            // Where it is not known that such a call is not answered, it gets all the time there is,
                            // with no other to wait for.
                            reply = await server.send(call)
                        }
                    }
                } else if isMeasured {
                    slowest = max(slowest, begin.duration(to: .now))
                }
                if isFirst, call.kind == .valid {
                    let waiting = begin.duration(to: .now)
                    tried.leastWaiting = min(tried.leastWaiting ?? waiting, waiting)
                }
                isFirst = false
                if Task.isCancelled { return }
                await take(reply, to: call, hangs: hangs, before, &tried, &judge)
            }
        }
    }

    /// How long a call may take where others of its method were not answered: much longer than any that was; nil for
    /// all the time there is.
    private func patience(_ tried: ProbeResults.Tried) -> Duration? {
        let isUsual = tried.findings.contains { $0.replyClass == .silence || $0.replyClass == .malformed }
        return server.isRemote && isUsual ? shortPatience : nil
    }

    /// How long a call may take that is likely not to be answered.
    private var shortPatience: Duration { max(.milliseconds(100), slowest * 5) }

    private func isKnownSilence(_ call: ProbeCall, _ tried: ProbeResults.Tried) -> Bool {
        call.demand == .noReply
            || tried.findings.contains { $0.key == ProbeFinding.Key(of: call, .silence) }
    }

    /// Starts the server again where it does not answer any more since it still handles a call.
    ///
    /// - Returns: Whether it did.
    private func startedSinceItHangs(_ call: ProbeCall, _ tried: ProbeResults.Tried) async -> Bool {
        guard server.isForeign, call.demand != .noReply, !Task.isCancelled else { return false }
        if await isAnswered(tried.lastAnswered ?? .later(than: call), within: shortPatience) { return false }
        return await server.startAgain(for: call)
    }

    private mutating func reply(to call: ProbeCall, _ result: SendResult?) async -> ProbeReply {
        guard let result else { return .none }
        if call.demand == .noReply, case .pending(let pending) = result, !pending.isOver {
            // What is sent later is answered later: once that is here, nothing is to be waited for.
            _ = await server.send(.later(than: call))
            if !pending.isOver { return .timeout }
        }
        switch result {
        case .replied(let reply): return ProbeReply(reply)
        case .failed(let failure): return ProbeReply(failure)
        case .pending(let pending):
            do throws(ClamatorTransportError) {
                return ProbeReply(try await pending.reply())
            } catch {
                return ProbeReply(error)
            }
        }
    }

    /// Judges a reply, and makes a new finding smaller.
    private mutating func take(
        _ reply: ProbeReply, to call: ProbeCall, hangs: Bool, _ before: DynamicHandlers.Snapshot?,
        _ tried: inout ProbeResults.Tried, _ judge: inout ReplyJudge
    ) async {
        tried.calls[call.kind, default: 0] += 1
        progress.change { $0.calls += 1 }
        await count(reply, to: call, of: &tried)
        let replyClass = judge.replyClass(of: reply, to: call)
        var sent = ProbeResults.Sent(call: call)
        switch judge.verdict(replyClass, to: call) {
        case .fine:
            if call.kind == .valid, replyClass == .result { tried.results += 1 }
            if case .error(let code) = replyClass, call.demand == .result { sent.ownError = code }
        case .undeclared(let code):
            sent.ownError = code
            if let index = tried.undeclared.firstIndex(where: { $0.code == code }) {
                tried.undeclared[index].count += 1
            } else {
                tried.undeclared.append((code, 1))
            }
        case .finding(let kind):
            let finding = ProbeFinding(kind: kind, call: call, reply: reply, replyClass: replyClass)
            if let index = tried.findings.firstIndex(where: { $0.key == finding.key }) {
                tried.findings[index].count += 1
            } else if !results.isUnanswered, !Task.isCancelled {
                let shrinker = FindingShrinker(
                    server, tried.method, patience: shortPatience, hangs: hangs,
                    isFirst: !tried.findings.contains { $0.replyClass == .silence })
                let history = results.sent.map(\.call).filter {
                    ExactString($0.service) == ExactString(call.service) && $0.kind != .invalid
                }
                tried.findings.append(
                    await shrinker.shrink(
                        finding, from: before, history: history, since: beginnings[ExactString(call.service)], &judge))
                progress.change { $0.findings += 1 }
            }
        }
        results.sent.append(sent)
    }

    /// Notes whether anything answers, and whether the method does.
    private mutating func count(_ reply: ProbeReply, to call: ProbeCall, of tried: inout ProbeResults.Tried) async {
        guard server.isRemote, call.demand != .nothing, call.demand != .noReply, !Task.isCancelled else { return }
        switch reply {
        case .result, .error, .malformed:
            answered += 1
            unanswered = 0
            tried.silence = ProbeResults.Tried.Silence()
            tried.lastAnswered = call
            return
        case .timeout, .none, .gone: break
        }
        unanswered += 1
        tried.silence.calls += 1
        tried.silence.rules.insert(call.rule)
        if tried.silence.calls >= ProbeResults.Tried.mostSilent { await leaveOutUnlessAnswering(&tried) }
        let isGone = if case .gone = reply { true } else { false }
        guard unanswered >= Self.mostUnanswered, answered == 0 || isGone else { return }
        // It may be the method that does not answer, and not the server.
        if await isAnswered(.later(than: call)) {
            answered += 1
            unanswered = 0
        } else {
            results.isUnanswered = !Task.isCancelled
        }
    }

    /// Leaves out a method that does not answer any more. One that still answers a call that it did answer goes on,
    /// where few rules were broken: more would be waited for one after another.
    private func leaveOutUnlessAnswering(_ tried: inout ProbeResults.Tried) async {
        if tried.silence.rules.count <= ProbeResults.Tried.fewSilentRules, let call = tried.lastAnswered,
            await isAnswered(call)
        {
            tried.silence.calls = 0
        } else {
            tried.isLeftOut = true
        }
    }

    private func isAnswered(_ call: ProbeCall, within limit: Duration? = nil) async -> Bool {
        switch await server.send(call, within: limit) {
        case .timeout, .none, .gone: false
        case .result, .error, .malformed: true
        }
    }

    /// Where a service minds no missing member of an object at all, that is one fault.
    private func joinMissingMembers(_ calls: [ProbeCall], in tried: inout ProbeResults.Tried) {
        func path(_ rule: ProbeRule?) -> JSONPointer? {
            rule.flatMap { $0.name != nil && $0.keyword == "required" ? $0.path : nil }
        }
        var index = 0
        while index < tried.findings.count {
            let finding = tried.findings[index]
            index += 1
            guard let path = path(finding.call.rule) else { continue }
            let names = Set(calls.compactMap { $0.rule }.filter { $0.path == path }.compactMap(\.name))
            let others = tried.findings.indices.filter { other in
                guard let rule = tried.findings[other].call.rule, let name = rule.name else { return false }
                return rule.path == path && names.contains(name) && rule.keyword == "required"
                    && tried.findings[other].replyClass == finding.replyClass
            }
            guard others.count > 1, others.count == names.count else { continue }
            tried.findings[index - 1].call.rule?.name = nil
            tried.findings[index - 1].count = others.reduce(0) { $0 + tried.findings[$1].count }
            for other in others.reversed() where other != index - 1 { tried.findings.remove(at: other) }
        }
    }
}
