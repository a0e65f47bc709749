internal import ClamatorKit

/// A single call from the shell.
public struct OneCall {
    private let host: Host
    private let resultPalette: Palette
    private let errorPalette: Palette
    private let width: Int

    /// What a call came to.
    public struct Outcome: Sendable {
        /// What belongs on stdout; empty where there is nothing.
        public var text = ""
        /// What belongs on stderr; empty where there is nothing.
        public var error = ""
        /// Whether the call was answered with an error, or not at all.
        public var isFailure = false
    }

    /// How the outcome is shown.
    public enum Form: Sendable {
        /// The result laid out for people.
        case layout
        /// The result on one line.
        case line
        /// The whole reply on one line.
        case reply
    }

    /// Prepares calls.
    public init(host: Host, resultPalette: Palette, errorPalette: Palette, width: Int) {
        self.host = host
        self.resultPalette = resultPalette
        self.errorPalette = errorPalette
        self.width = width
    }

    /// Calls a method.
    ///
    /// - Parameters:
    ///   - name: `service.method`.
    ///   - words: The params, as the shell has cut them: `name=value` each, or one JSON value, or `@FILE`.
    ///   - form: How to show the outcome.
    /// - Returns: What to show.
    /// - Throws: `UsageError` where name or params could not be read.
    public func run(_ name: String, _ words: [String], form: Form) async throws(UsageError) -> Outcome {
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw UsageError("\(UnknownName(name, among: Description.names(host.services)))")
        }
        let method = host.services.first { $0.contract.service == parts[0] }?.contract[parts[1]]
        let isNotification = method?.isNotification ?? false
        let request: Request
        do {
            let arguments = CallArguments(schema: method?.params.root, results: [])
            let params = words.isEmpty ? [:] : try arguments.params(words)
            request = try Request(
                service: parts[0], method: parts[1], params: params, id: isNotification ? nil : RpcId())
        } catch let error as CallArguments.Failure {
            throw UsageError(error.message)
        } catch let error as InvalidRequest {
            throw UsageError(error.reason)
        } catch {
            throw UsageError("\(error)")
        }
        return await send(request, method, form)
    }

    private func send(_ request: Request, _ method: Contract.Method?, _ form: Form) async -> Outcome {
        let rendering = ReplyRendering(paint: errorPalette, width: width)
        var workspace = Workspace()
        do throws(ClamatorTransportError) {
            if request.isNotification {
                try host.client.notify(request, in: &workspace)
                return Outcome()
            }
            let reply = try await host.client.send(request, in: &workspace).reply()
            if form == .reply { return whole(reply, to: request) }
            switch reply {
            case .result(let result):
                return Outcome(
                    text: form == .line
                        ? Self.line { $0.value(result) }
                        : ReplyRendering(paint: resultPalette, width: width).result(result, time: nil))
            case .error(let error):
                let name = "\(request.service).\(request.method)"
                var text = rendering.error(error, signature: method.map { "\(name) \($0.params.signature)" })
                if error.code == -32601, method == nil {
                    text += "\n    \(UnknownName(name, among: Description.names(host.services)))"
                }
                return Outcome(error: text, isFailure: true)
            }
        } catch {
            if form == .reply { return whole(.error(RpcError(error)), to: request) }
            return Outcome(error: rendering.failure(error), isFailure: true)
        }
    }

    private func whole(_ reply: Reply, to request: Request) -> Outcome {
        let id = request.id?.json ?? .null
        switch reply {
        case .result(let result): return Outcome(text: Self.line { $0.success(id: id, result: result) })
        case .error(let error): return Outcome(text: Self.line { $0.failure(id: id, error: error) }, isFailure: true)
        }
    }

    private static func line(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        writer.endLine(from: 0)
        return String(writer.text.dropLast())
    }
}

/// Words on the command line that make no sense.
public struct UsageError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}
