package import ClamatorKit

/// Calls the methods of services with made-up params, and judges the replies by their contracts.
package struct Probe: Sendable {
    /// How much is tried, and how.
    package struct Options: Sendable {
        /// How many calls each method gets at most; nil for the usual number, and up to `mostUsualCalls` where each
        /// part of its params needs them.
        package var calls: Int?
        /// Fixes the calls.
        package var seed: UInt64 = 0
        /// How many calls may be under way at once, where they go to others.
        package var concurrency = 8
        /// How long all of it may take.
        package var time = Duration.seconds(300)

        /// How many calls a method gets by itself.
        package static let (usualCalls, mostUsualCalls) = (300, 2000)

        /// The usual.
        package init() {}
    }

    /// A method to try.
    package struct Target: Sendable {
        /// The contract.
        package var contract: Contract
        /// The method; nil for what the service does with methods that it does not have.
        package var method: Contract.Method?

        /// Names a target.
        package init(_ contract: Contract, _ method: Contract.Method?) {
            self.contract = contract
            self.method = method
        }
    }

    private let server: any ProbedServer
    private let options: Options
    private let progress: ProbeProgress

    /// - Parameters:
    ///   - server: What is called.
    ///   - options: How much is tried.
    ///   - progress: Shows how far it is.
    package init(_ server: any ProbedServer, options: Options, progress: ProbeProgress) {
        self.server = server
        self.options = options
        self.progress = progress
    }

    /// Tries methods one after another. Where its time is over or its task is cancelled, it ends with what was found
    /// until then.
    package func run(_ targets: [Target]) async -> ProbeResults {
        await withTaskGroup(of: ProbeResults?.self) { group in
            group.addTask { await probe(targets) }
            group.addTask {
                try? await Task.sleep(for: options.time)
                return nil
            }
            var isTimeOver = false
            for await results in group {
                group.cancelAll()
                if var results {
                    results.isTimeOver = isTimeOver
                    return results
                }
                isTimeOver = !Task.isCancelled
            }
            return ProbeResults()
        }
    }

    private func probe(_ targets: [Target]) async -> ProbeResults {
        let start = ContinuousClock.now
        var session = ProbeSession(server, options, progress)
        progress.change { $0.allMethods = targets.count { $0.method != nil } }
        for target in targets where !session.results.isUnanswered { await session.probe(target) }
        await session.tryAgain()
        session.results.duration = start.duration(to: .now)
        return session.results
    }
}
