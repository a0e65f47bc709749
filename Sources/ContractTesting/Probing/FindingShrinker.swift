import ClamatorKit
import ScriptedHandlers
import ValueGeneration

/// Finds the smallest params that still show a finding, and the calls that must come before.
struct FindingShrinker {
    private let server: any ProbedServer
    private let method: Contract.Method?
    private let patience: Duration

    /// How many calls may be made in this process, and elsewhere.
    private static let (mostLocal, mostRemote) = (600, 250)
    /// How many of them may end without a reply elsewhere: each takes some time.
    private static let mostSilent = 30
    /// How many calls may be made to find out which must come before.
    private static let mostReplayed = 20_000

    /// - Parameters:
    ///   - server: What is called.
    ///   - method: The method; nil for a name that is no method's.
    ///   - patience: After how long elsewhere a call is taken for one that is not answered, until the end.
    init(_ server: any ProbedServer, _ method: Contract.Method?, patience: Duration) {
        self.server = server
        self.method = method
        self.patience = patience
    }

    /// Makes a finding smaller.
    ///
    /// - Parameters:
    ///   - finding: The finding.
    ///   - before: The state before its call; nil where no state is kept, or it is not here.
    ///   - history: The calls before it.
    ///   - beginning: The state before those.
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
        var checker = method.map { RuleChecker($0.params.root) }
        var walk = ShrinkingWalk(finding.call.params)
        var left = server.isRemote ? Self.mostRemote : Self.mostLocal
        var silent = Self.mostSilent
        while left > 0, silent > 0, !Task.isCancelled, finding.replyClass != .gone, let params = walk.next() {
            guard keepsRule(params, finding.call, &checker) else {
                walk.report(false)
                continue
            }
            left -= 1
            var call = finding.call
            call.params = params
            if let before { state?.restore(before) }
            let reply = await server.send(call, within: patience)
            if server.isRemote, case .timeout = reply { silent -= 1 }
            let isSame = judge.replyClass(of: reply, to: call) == finding.replyClass
            walk.report(isSame)
            if isSame { (finding.call, finding.reply) = (call, reply) }
        }
        if server.isRemote, finding.replyClass == .silence, finding.call.params != first.call.params {
            // With all the time there is, the smallest params may be answered.
            let reply = await server.send(finding.call)
            if judge.replyClass(of: reply, to: finding.call) != .silence { finding = first }
        }
        if let beginning, let state {
            finding.history = await needed(history, before: finding, since: beginning, state, &judge)
        }
        return finding
    }

    /// Whether params still are what the call tries: valid, or wrong by the same rule alone.
    private func keepsRule(_ params: JSON, _ call: ProbeCall, _ checker: inout RuleChecker?) -> Bool {
        guard let method else { return false }
        if call.demand != .invalidParams {
            return params.kind == call.params.kind && method.params.isValid(params)
        }
        guard params.kind == call.params.kind || call.kind == .protocol else { return false }
        var budget = WorkBudget(steps: 20_000_000)
        guard let rules = checker?.rules(brokenBy: params, spending: &budget), rules.count == 1 else { return false }
        return ProbeRule(rules[0]) == call.rule
    }

    // MARK: What must come before

    /// The fewest calls found after which the finding shows; none where it shows by itself.
    private func needed(
        _ history: [ProbeCall], before finding: ProbeFinding, since beginning: DynamicHandlers.Snapshot,
        _ state: DynamicHandlers, _ judge: inout ReplyJudge
    ) async -> [ProbeCall] {
        var left = Self.mostReplayed
        func shows(after calls: [ProbeCall], _ judge: inout ReplyJudge) async -> Bool {
            left -= calls.count + 1
            state.restore(beginning)
            for call in calls { _ = await server.send(call) }
            let reply = await server.send(finding.call)
            return judge.replyClass(of: reply, to: finding.call) == finding.replyClass
        }
        if await shows(after: [], &judge) { return [] }
        var calls = history
        var size = max(1, calls.count / 2)
        while left > 0, !calls.isEmpty {
            var start = calls.count
            var isSmaller = false
            while start > 0, left > 0 {
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
        return calls
    }
}
