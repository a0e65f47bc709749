/// A service that the compiler checks: a contract, and something that answers all its methods.
///
/// Generated code gives each contract a protocol with a method for each of its own; a type that conforms to that is a
/// service.
public protocol RpcService: Sendable {
    /// The contract.
    static var contract: Contract { get throws }
    /// What answers the calls, by method name.
    var handlers: [String: Handler] { get }
}

extension RpcServerCore {
    /// Puts a service behind its contract, which the server keeps, before `start`.
    ///
    /// - Parameter service: The service.
    /// - Throws: As `registerService`; what the contract has against being read.
    public func register<Service: RpcService>(_ service: Service) throws {
        try registerService(Service.contract, handlers: service.handlers)
    }
}
