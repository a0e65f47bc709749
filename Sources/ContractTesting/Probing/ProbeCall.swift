package import ClamatorKit
import ValueGeneration

/// A call that a probe makes, and what the contract demands of its reply.
package struct ProbeCall: Sendable {
    /// What is tried by a call.
    package enum Kind: String, Sendable, CaseIterable {
        /// Params that the contract takes.
        case valid
        /// Params that break exactly one of its rules.
        case invalid
        /// What the protocol itself has an answer for.
        case `protocol`
    }

    /// What the reply must be.
    package enum Demand: Sendable, Equatable {
        /// A result that follows the contract, or an error of the service's own.
        case result
        /// −32602.
        case invalidParams
        /// −32601.
        case methodNotFound
        /// None, although the call has an id.
        case noReply
        /// Nothing: it is a notification.
        case nothing
    }

    /// The service's name.
    package var service: String
    /// The method's name there; one that the service does not have where that is tried.
    package var method: String
    /// The params.
    package var params: JSON
    /// What is tried.
    package var kind: Kind
    /// What the reply must be.
    package var demand: Demand
    /// The rule that the params break.
    package var rule: ProbeRule?

    /// A call that is answered in any case, after what was sent before it was handled.
    static func later(than call: ProbeCall) -> ProbeCall {
        ProbeCall(
            service: call.service, method: "noSuchMethod", params: [:], kind: .protocol, demand: .methodNotFound)
    }

    /// The request, with an id of its own; nil where a name is ill-formed.
    var request: Request? {
        try? Request(
            service: service, method: method, params: params, id: demand == .nothing ? nil : RpcId())
    }
}

/// A rule of a schema, as findings are told apart by it: array indexes are left out.
package struct ProbeRule: Hashable, Sendable {
    /// The part of the value, with `*` for each element, and for members that the schema does not name.
    package var path: JSONPointer
    /// The keyword.
    package var keyword: ExactString
    /// The member that is missing; nil for every other rule, and where no missing member is noticed.
    package var name: ExactString?

    init(_ rule: BrokenRule) {
        path = rule.generalPath
        keyword = ExactString(rule.keyword.rawValue)
        name = rule.name
    }

    /// The rule of an output unit that a server sent.
    init(instance: JSONPointer, keyword: ExactString) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        path = JSONPointer(instance.tokens.map { $0.utf8.allSatisfy(digits.contains) && !$0.isEmpty ? "*" : $0 })
        self.keyword = keyword
    }
}
