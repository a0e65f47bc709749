import ClamatorKit
import Logging
import ReplCore
import ScriptedHandlers
import TestSupport
import Testing

/// Marks below an entry whose params were refused.
@Suite struct CaretsTests {
    private static let contract = """
        {"service": "s", "methods": {"m": {
          "params": {
            "type": "object",
            "properties": {
              "a": {"type": "number"},
              "o": {
                "type": "object", "properties": {"x": {"type": "number"}, "y": {"type": "string"}}, "required": ["x"],
                "additionalProperties": false
              },
              "l": {"type": "array", "items": {"type": "integer"}}
            },
            "required": ["a", "o"], "additionalProperties": false
          },
          "result": {}, "handler": {"result": 1}
        }}}
        """

    /// What stands below an entry, on a screen that shows the entry behind `clamator> `.
    private func marks(_ entry: String, columns: Int = 80) async throws -> [String] {
        let folder = try TemporaryFolder(["s.json": Self.contract])
        var options = Session.Options()
        options.logger.logLevel = .critical
        (options.rows, options.width) = (24, columns)
        let services = try ContractLoader().load([folder.path]).services
        let host = try await ServiceHost(services, logger: options.logger, timeout: .seconds(1))
        let session = Session(
            host: host, sources: ContractSources(contracts: [], handlers: []), loader: ContractLoader(),
            options: options)
        let lines = await session.run(entry).error.split(separator: "\n").map(String.init)
        return ["clamator> " + entry] + lines.prefix { !$0.hasPrefix("✗") }
    }

    @Test(arguments: [
        """
        clamator> s.m a=two o={"x": 1}
                        ^~~
        """,
        // A param that is missing is pointed to where it could go on.
        """
        clamator> s.m a=1
                          ^ o: { x: number, y?: string }
        """,
        """
        clamator> s.m
                      ^ a: number, o: { x: number, y?: string }
        """,
        """
        clamator> s.m {"a": 1, "o": {}}
                                     ^
        """,
        """
        clamator> s.m {"a": true, "o": {"x": "y", "z": 1}}
                            ^~~~             ^~~  ^~~
        """,
        """
        clamator> s.m a=1 o.y=2 b=3
                                ^   ^ x: number
        """,
        """
        clamator> s.m a=1 o={"x": "茶", "y": "é茶"} l=[1,"茶",3]
                                  ^~~~                   ^~~~
        """,
        """
        clamator> s.m a=1 b=2 o={"x":1}
                          ^
        """,
    ])
    func `Carets point to what is meant`(picture: String) async throws {
        let lines = picture.split(separator: "\n").map(String.init)
        #expect(try await marks(String(lines[0].dropFirst("clamator> ".count))) == lines)
    }

    @Test func `What is missing is named where there is room`() async throws {
        #expect(try await marks("s.m a=1", columns: 48).last == "                  ^ o: { x: number, y?: string }")
        #expect(try await marks("s.m a=1", columns: 47).last == "                  ^")
    }

    @Test(arguments: ["s.m {\n}", #"{"jsonrpc": "2.0", "method": "s.m", "id": 1}"#, "s.n", "s.m a=1 o.x=1"])
    func `Carets are left out where they would mean nothing`(entry: String) async throws {
        #expect(try await marks(entry).count == 1)
    }

    @Test func `Carets are left out where the entry does not fit on its line`() async throws {
        #expect(try await marks("s.m a=1", columns: 19).count == 2)
        #expect(try await marks("s.m a=1", columns: 18).count == 1)
    }
}
