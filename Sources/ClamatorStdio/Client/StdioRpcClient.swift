public import ClamatorKit

/// A client of a server that is a command.
public typealias StdioRpcClient = RpcClientCore

extension RpcClientCore {
    /// Makes a client. Its start starts the command, and greets the server.
    ///
    /// - Parameters:
    ///   - server: The command, and how to speak with it.
    ///   - contracts: What methods are called there and how their params are given, and what calls and their results
    ///     are checked against; a service not among them is not checked.
    ///   - dispatcher: Takes the requests and notifications that the server sends by itself; nil answers −32601.
    ///   - defaultTimeout: How long a call waits for its reply, unless it says otherwise; the greeting's too.
    public convenience init(
        server: StdioServer, contracts: [Contract] = [], dispatcher: (any Dispatcher)? = nil,
        defaultTimeout: Duration = .milliseconds(30_000)
    ) {
        self.init(
            transport: StdioClientTransport(
                server, contracts: contracts, dispatcher: dispatcher, greetingTimeout: defaultTimeout),
            defaultTimeout: defaultTimeout)
    }
}
