import ClamatorRedis
import Dispatch
import Greeting

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Answers the calls.
struct PoliteGreeter: GreeterService {
    func greet(_ params: Greeter.GreetParams) -> Greeter.GreetResult {
        switch params.language {
        case .en: .init(text: "Hello, \(params.name)!")
        case .fr: .init(text: "Bonjour, \(params.name) !")
        }
    }

    func leave(_ params: Greeter.LeaveParams) { print("\(params.name) has left") }
}

let url = CommandLine.arguments.dropFirst().first ?? "redis://localhost:6379"
let server = try RedisRpcServer(url: url, keyPrefix: "greeting")
try server.register(PoliteGreeter())

// Serves until a signal asks it to end; calls that run then are answered first.
let serving = Task { try await server.run() }
let signals = [SIGINT, SIGTERM].map { number in
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number)
    source.setEventHandler { @Sendable in serving.cancel() }
    source.resume()
    return source
}
try await serving.value
withExtendedLifetime(signals) {}
print("stopped")
