import ClamatorKit
import ClamatorStdio
import ServiceSupport
import TestSupport

/// A small server in Python, and a client of it, which is started.
struct LabServer {
    let client: StdioRpcClient
    let transport: StdioClientTransport
    private let folder: TemporaryFolder
    private let heard: Locked<[StdioEvent]>

    /// Answers what its methods' names say.
    private static let program = #"""
        import json, os, signal, sys, time

        headers = "headers" in sys.argv
        if "stubborn" in sys.argv:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)

        def write(text):
            data = text.encode()
            if headers:
                data = b"Content-Length: %d\r\n\r\n" % len(data) + data
            else:
                data += b"\n"
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()

        def dumps(value):
            return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

        def read():
            if not headers:
                line = sys.stdin.buffer.readline()
                return json.loads(line) if line else None
            length = None
            while True:
                line = sys.stdin.buffer.readline()
                if not line:
                    return None
                if not line.strip():
                    return json.loads(sys.stdin.buffer.read(length))
                length = int(line.split(b":")[1])

        def reply(message, result):
            write(dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}))

        held = []
        seen = []
        while True:
            message = read()
            if message is None:
                while "stubborn" in sys.argv:
                    time.sleep(1)
                break
            method = message.get("method", "").removeprefix("lab.")
            params = message.get("params")
            if method:
                seen.append(message)
            if method == "hold":
                held.append(message)
            elif method == "release":
                for one in reversed(held):
                    reply(one, one["id"])
                held = []
                if "id" in message:
                    reply(message, "released")
            elif method == "silent":
                pass
            elif method == "crash":
                os._exit(3)
            elif method == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            elif method == "half":
                sys.stdout.write('{"jsonrpc": "2.0", "id": %d, "resu' % message["id"])
                sys.stdout.flush()
                os._exit(0)
            elif method == "closeOutput":
                os.close(1)
            elif method == "garbage":
                write("not JSON \x1b[2J")
                write('{"level": "info"}')
                write('["jsonrpc"]')
                sys.stderr.write("to stderr\n")
                sys.stderr.flush()
                reply(message, "after garbage")
            elif method == "unreadable":
                write(params["text"] % message["id"])
            elif method == "otherId":
                write('{"jsonrpc": "2.0", "id": %s, "result": 1}' % (params["form"] % message["id"]))
            elif method == "several":
                write('\ufeff[{"jsonrpc": "2.0", "method": "lab/tick", "params": {"n": 1}}, '
                      '{"jsonrpc": "2.0", "id": %d, "result": "in an array"}]' % message["id"])
            elif method == "large":
                write('{"jsonrpc": "2.0", "id": 9999, "result": ' + "[" * 5000 + "]" * 5000 + "}")
                write('{"jsonrpc": "2.0", "id": "%s", "result": 1}' % ("i" * 5000))
                write('{"jsonrpc": "2.0", "id": null, "error": {"code": 1, "message": "%s"}}' % ("m" * 5000))
                reply(message, "after large")
            elif method == "unknown":
                write('{"jsonrpc": "2.0", "id": 9999, "result": 1}')
                write('{"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": "Parse error"}}')
                reply(message, "known")
            elif method == "twice":
                reply(message, 1)
                reply(message, 2)
            elif method == "invalid":
                write('{"jsonrpc": "2.0", "id": %d, "answer": 1}' % message["id"])
            elif method == "refuse":
                write(dumps({"jsonrpc": "2.0", "id": message["id"],
                                  "error": {"code": -32000, "message": "no", "data": [1]}}))
            elif method == "long":
                write(dumps({"jsonrpc": "2.0", "id": message["id"], "result": "x" * params["length"]}))
            elif method == "flood":
                for n in range(params["count"]):
                    write(dumps({"jsonrpc": "2.0", "method": "lab/tick", "params": {"n": n}}))
                reply(message, "done")
            elif method == "ask":
                write(dumps({"jsonrpc": "2.0", "id": "mine", "method": params["method"],
                                  "params": params.get("params", {})}))
                reply(message, read())
            elif method == "seen":
                reply(message, seen[:-1])
            elif method == "pid":
                reply(message, os.getpid())
            elif "id" in message:
                reply(message, {"method": message["method"], "params": params})
        """#

    static let contractText = #"""
        {
          "service": "lab",
          "methods": {
            "sum": {
              "wireName": "math/sum", "positions": ["a", "b", "c"],
              "params": { "type": "object", "additionalProperties": false, "required": ["a"],
                "properties": { "a": { "type": "number" }, "b": { "type": "number" }, "c": { "type": "number" } } },
              "result": true
            },
            "strict": {
              "wireName": "math/strict", "positions": ["a", "b"], "paramStructure": "by-position",
              "params": { "type": "object", "properties": { "a": true, "b": true } }, "result": true
            },
            "named": {
              "wireName": "math/named", "params": { "type": "object", "required": ["a"] },
              "result": { "type": "object", "properties": { "method": { "const": "something else" } } }
            },
            "tick": {
              "wireName": "lab/tick", "notification": true,
              "params": { "type": "object", "properties": { "n": { "type": "integer" } } }
            },
            "double": {
              "wireName": "client/double", "positions": ["n"],
              "params": { "type": "object", "properties": { "n": { "type": "integer" } }, "required": ["n"] },
              "result": { "type": "integer" }
            }
          }
        }
        """#

    init(
        _ arguments: String = "", dispatcher: (any Dispatcher)? = nil, timeout: Duration = .seconds(60),
        _ change: (inout StdioServer) throws -> Void = { _ in }
    ) async throws {
        folder = try TemporaryFolder(["server.py": Self.program])
        var server = try StdioServer(command: "python3 '\(folder.path)/server.py' \(arguments)")
        let heard = Locked<[StdioEvent]>([])
        self.heard = heard
        server.observer = { event in heard.update { $0.append(event) } }
        if arguments.contains("headers") { server.framing = .contentLength }
        try change(&server)
        transport = StdioClientTransport(
            server, contracts: [try contract(Self.contractText)], dispatcher: dispatcher, greetingTimeout: timeout)
        client = StdioRpcClient(transport: transport, defaultTimeout: timeout)
        try await client.start()
    }

    /// How a call ends: `result …`, `error CODE MESSAGE DATA`, or the description of what is thrown.
    func outcome(_ method: String, _ params: JSON = [:], timeout: Duration? = nil) async -> String {
        await client.outcome("lab", method, params, timeout: timeout)
    }

    /// What the server did by itself, in words.
    var events: [String] {
        heard.value.map { event in
            switch event {
            case .logged(let line): "logged \(line)"
            case .notification(let name, let params, let method):
                "notified \(name) \(params)\(method == nil ? "" : " as \(method?.name ?? "")")"
            case .request(let name, let params, let reply): "asked \(name) \(params): \(reply.map { "\($0)" } ?? "")"
            case .dropped(let what): "dropped \(what)"
            case .greeted(let json): "greeted \(json)"
            case .restarted(let error): "restarted: \(error.message)"
            }
        }
    }
}
