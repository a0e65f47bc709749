internal import ClamatorKit

/// What is counted while a batch runs. Each thread counts for itself.
struct BatchStatistics: Sendable {
    var results = 0
    var errors = 0
    var notifications = 0
    var verdicts = BatchVerdicts()
    var details = Details()

    /// What is counted only on request. None of it grows with the number of calls.
    struct Details: Sendable {
        var errorsByCode: [Int: Int] = [:]
        var methods: [ExactString: Method] = [:]
        /// How many calls of a service timed out.
        var timeouts: [ExactString: Int] = [:]
    }

    /// The calls of one method.
    struct Method: Sendable {
        var errors = 0
        var latencies = LatencyHistogram()
    }

    /// Under this name stands the rest, where what a service answers or a client sends makes up ever more names.
    static let otherMethods: ExactString = "(others)"
    /// Under this one stand calls of what is no method, or of a method that nothing handles.
    static let unknownMethods: ExactString = "(no such method, or no handler for it)"
    private static let maximumMethods = 1000
    private static let maximumServices = 16
    private static let maximumCodes = 1000

    /// Counts a reply.
    mutating func count(_ reply: Reply) {
        switch reply {
        case .result: results += 1
        case .error: errors += 1
        }
    }

    /// Counts a call in detail, under its name where the method is known to be one.
    mutating func record(_ method: JSON?, _ reply: Reply, nanoseconds: Int, isKnown: Bool = false) {
        if case .error(let error) = reply { count(error.code.rawValue) }
        guard let method else { return }
        var name = method.exactString ?? ""
        if !isKnown, case .error(let error) = reply, error.code == .methodNotFound { name = Self.unknownMethods }
        if details.methods[name] == nil, details.methods.count >= Self.maximumMethods { name = Self.otherMethods }
        details.methods[name, default: Method()].latencies.record(nanoseconds)
        if case .error = reply { details.methods[name]?.errors += 1 }
    }

    /// Counts a time-out.
    mutating func noteTimeout(_ end: PendingReply.End, of method: JSON?) {
        guard case .failure(let error) = end, error.reason == .timeout, let name = method?.string else { return }
        let service = ExactString(String(name.prefix { $0 != "." }))
        guard details.timeouts[service] != nil || details.timeouts.count < Self.maximumServices else { return }
        details.timeouts[service, default: 0] += 1
    }

    private mutating func count(_ code: Int) {
        guard details.errorsByCode[code] != nil || details.errorsByCode.count < Self.maximumCodes else { return }
        details.errorsByCode[code, default: 0] += 1
    }

    /// Adds what another has counted.
    mutating func merge(_ other: BatchStatistics) {
        results += other.results
        errors += other.errors
        notifications += other.notifications
        verdicts.append(other.verdicts)
        details.errorsByCode.merge(other.details.errorsByCode, uniquingKeysWith: +)
        details.timeouts.merge(other.details.timeouts, uniquingKeysWith: +)
        for (name, method) in other.details.methods {
            details.methods[name, default: Method()].errors += method.errors
            details.methods[name]?.latencies.merge(method.latencies)
        }
    }
}
