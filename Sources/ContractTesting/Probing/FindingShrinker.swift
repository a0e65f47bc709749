import ClamatorKit
import ScriptedHandlers
import ValueGeneration

/// Finds the smallest params that still show a finding, and the calls that must come before.
struct FindingShrinker {
    private let server: any ProbedServer
    private let method: Contract.Method?
    private let patience: Duration
    private let hangs: Bool
    private let mostSilent: Int

    /// How many calls may be made in this process, and elsewhere.
    private static let (mostLocal, mostRemote) = (600, 250)
    /// How many of them may end without a reply elsewhere, for a method's first finding of that kind and for the later
    /// ones: each takes some time.
    private static let (mostSilentFirst, mostSilentLater) = (30, 8)
    /// How many calls may be made to find out which must come before.
    private static let mostReplayed = 20_000
    /// So many calls before a finding are made again where the server must be started again for it, so many times.
    private static let (mostBefore, mostStarts) = (256, 40)

    /// - Parameters:
    ///   - server: What is called.
    ///   - method: The method; nil for a name that is no method's.
    ///   - patience: After how long elsewhere a call is taken for one that is not answered, until the end.
    ///   - hangs: Whether the server must be started again after each call that it does not answer.
    ///   - isFirst: Whether no other finding of the method was a call without a reply.
    init(_ server: any ProbedServer, _ method: Contract.Method?, patience: Duration, hangs: Bool, isFirst: Bool) {
        self.server = server
        self.method = method
        self.patience = patience
        self.hangs = hangs
        mostSilent = isFirst ? Self.mostSilentFirst : Self.mostSilentLater
    }

    /// Makes a finding smaller.
    ///
    /// - Parameters:
    ///   - finding: The finding.
    ///   - before: The state before its call; nil where no state is kept, or it is not here.
    ///   - history: The calls before it.
    ///   - beginning: The state before those, where it is here.
    ///   - judge: Judges replies.
    /// - Returns: The finding with the smallest params, and with the calls that it needs before it.
    func shrink(
        _ finding: ProbeFinding, from before: DynamicHandlers.Snapshot?, history: [ProbeCall],
        since beginning: DynamicHandlers.Snapshot?, _ judge: inout ReplyJudge
    ) async -> ProbeFinding {
        let first = finding
        var finding = finding
        let state = server.state(of: finding.call.service)
        let after = state?.snapshot()
        defer { if let after { state?.restore(after) } }
        // Where the server has ended, each call that ends it has it started again.
        let isGone = finding.replyClass == .gone
        if isGone, !server.startAfresh() { return finding }
        let most = isGone ? Self.mostStarts : server.isRemote ? Self.mostRemote : Self.mostLocal
        await reduce(&finding, atMost: most, &judge) { if let before { state?.restore(before) } }
        if server.isRemote {
            await settle(&finding, first, history, &judge)
            if hangs { _ = await server.startAgain(for: finding.call) }
        } else if let beginning, let state {
            await find(history, before: &finding, trials: .max, &judge) { state.restore(beginning) }
        }
        return finding
    }

    /// Tries smaller params, so many calls at most, each after a reset.
    private func reduce(
        _ finding: inout ProbeFinding, atMost calls: Int, _ judge: inout ReplyJudge, resetting reset: () -> Void
    ) async {
        var checker = method.map { RuleChecker($0.params.root) }
        var walk = ShrinkingWalk(finding.call.params)
        var left = calls
        var silent = mostSilent
        while left > 0, silent > 0, !Task.isCancelled, let params = walk.next() {
            guard keepsRule(params, finding.call, &checker) else {
                walk.report(false)
                continue
            }
            left -= 1
            var call = finding.call
            call.params = params
            reset()
            let reply = await server.send(call, within: patience)
            if server.isRemote, case .timeout = reply {
                silent -= 1
                if hangs { _ = await server.startAgain(for: call) }
            }
            let isSame = judge.replyClass(of: reply, to: call) == finding.replyClass
            walk.report(isSame)
            if isSame { (finding.call, finding.reply) = (call, reply) }
        }
    }

    /// Sees to it that a finding of a server elsewhere shows again: by itself, or after calls before it where the
    /// server can be started again to find that out.
    private func settle(
        _ finding: inout ProbeFinding, _ first: ProbeFinding, _ history: [ProbeCall], _ judge: inout ReplyJudge
    ) async {
        guard !Task.isCancelled else { return }
        let isSmaller = finding.call.params != first.call.params
        // With all the time there is, the smallest params may be answered.
        if isSmaller, await !shows(finding, &judge) { finding = first }
        let isFresh = server.startAfresh()
        if await shows(finding, &judge) || Task.isCancelled { return }
        finding.isUnsteady = true
        guard isFresh else { return }
        let restart = { _ = server.startAfresh() }
        restart()
        if isSmaller, await shows(first, &judge) {
            // What was smaller showed only since the first had changed the server.
            finding = first
            return await reduce(&finding, atMost: Self.mostStarts, &judge, resetting: restart)
        }
        await find(
            history.suffix(Self.mostBefore), before: &finding, trials: Self.mostStarts, &judge, resetting: restart)
    }

    private func shows(_ finding: ProbeFinding, _ judge: inout ReplyJudge) async -> Bool {
        await judge.replyClass(of: server.send(finding.call), to: finding.call) == finding.replyClass
    }

    /// Whether params still are what the call tries: valid, or wrong by the same rule alone.
    private func keepsRule(_ params: JSON, _ call: ProbeCall, _ checker: inout RuleChecker?) -> Bool {
        guard let method, method.canTake(params) else { return false }
        if call.demand != .invalidParams {
            return params.kind == call.params.kind && method.params.isValid(params)
        }
        guard params.kind == call.params.kind || call.kind == .protocol else { return false }
        var budget = WorkBudget(steps: 20_000_000)
        guard let rules = checker?.rules(brokenBy: params, spending: &budget), rules.count == 1 else { return false }
        return ProbeRule(rules[0]) == call.rule
    }

    // MARK: What must come before

    /// The calls with the shortest params that are tried in place of another before a finding.
    private static let mostShorter = 3

    /// Calls of the same method and kind with shorter params, the shortest first.
    private static func shorter(than call: ProbeCall, in calls: [ProbeCall]) -> [ProbeCall] {
        let others = calls.filter {
            ExactString($0.method) == ExactString(call.method) && $0.kind == call.kind && $0.demand == call.demand
                && $0.params.size < call.params.size
        }
        var seen: Set<JSON> = []
        return Array(
            others.sorted { $0.params.size < $1.params.size }.filter { seen.insert($0.params).inserted }
                .prefix(mostShorter))
    }

    /// Finds the fewest calls after which a finding shows: none where it shows by itself, all where it does not show
    /// again.
    ///
    /// - Parameters:
    ///   - history: The calls before it.
    ///   - finding: The finding, which gets the calls.
    ///   - trials: How often it may be tried, whatever that takes.
    ///   - judge: Judges replies.
    ///   - reset: Forgets what calls before changed.
    private func find(
        _ history: some Sequence<ProbeCall>, before finding: inout ProbeFinding, trials: Int, _ judge: inout ReplyJudge,
        resetting reset: () -> Void
    ) async {
        var (left, trials) = (Self.mostReplayed, trials)
        let found = finding
        func shows(after calls: [ProbeCall], _ judge: inout ReplyJudge) async -> Bool {
            left -= calls.count + 1
            trials -= 1
            reset()
            for call in calls { _ = await server.send(call, within: server.isRemote ? patience : nil) }
            return await self.shows(found, &judge)
        }
        finding.isUnsteady = false
        if await shows(after: [], &judge) { return }
        let history = Array(history)
        var calls = history
        if server.isRemote, await !shows(after: calls, &judge) {
            finding.isUnsteady = !Task.isCancelled
            return
        }
        var size = max(1, calls.count / 2)
        while left > 0, trials > 0, !calls.isEmpty, !Task.isCancelled {
            var start = calls.count
            var isSmaller = false
            while start > 0, left > 0, trials > 0 {
                let range = max(0, start - size)..<start
                start = range.lowerBound
                var fewer = calls
                fewer.removeSubrange(range)
                if await shows(after: fewer, &judge) {
                    calls = fewer
                    isSmaller = true
                }
            }
            if size == 1, !isSmaller { break }
            size = max(1, size / 2)
        }
        // Of those that are left, each with the shortest params that will do.
        for index in calls.indices {
            let call = calls[index]
            for shorter in Self.shorter(than: call, in: history) where left > 0 && trials > 0 && !Task.isCancelled {
                var changed = calls
                changed[index] = shorter
                if await shows(after: changed, &judge) {
                    calls = changed
                    break
                }
            }
        }
        finding.history = calls
    }
}
