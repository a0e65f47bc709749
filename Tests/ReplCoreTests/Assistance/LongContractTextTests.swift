import ClamatorKit
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

// For `Vocabulary` and `SessionResults`, which are internal.
@testable import ReplCore

/// What is offered and told while typing of a contract whose values and descriptions have several lines.
@Suite struct LongContractTextTests {
    private static let contract = """
        {
          "service": "v",
          "methods": {
            "m": {
              "description": "First line.\\nSecond  line.",
              "params": {
                "properties": {
                  "all": {
                    "type": "array",
                    "default": [
                      1,
                      { "a": [
                        2
                      ] }
                    ],
                    "description": "One.\\nTwo."
                  },
                  "one": {
                    "enum": [
                      {
                        "k": 1
                      }
                    ]
                  },
                  "of": {
                    "oneOf": [
                      { "properties": { "k": { "const": "a" } }, "required": ["k"] },
                      { "properties": { "k": { "const": "b" } }, "required": ["k"] }
                    ]
                  },
                  "never": false
                }
              },
              "result": {}
            }
          }
        }
        """

    private let session: Session
    private let vocabulary: Vocabulary

    init() async throws {
        let folder = try TemporaryFolder(["v.json": Self.contract])
        let options = Session.Options()
        let services = try ContractLoader().load([folder.path]).services
        let host = try await ServiceHost(services, logger: options.logger, timeout: options.timeout)
        let sources = ContractSources(contracts: [], handlers: [])
        session = Session(host: host, sources: sources, loader: ContractLoader(), options: options)
        vocabulary = Vocabulary(catalogue: ServiceCatalogue(services), serviceInUse: nil, results: SessionResults())
    }

    private func candidates(_ text: String) -> [Candidate] {
        session.completions(TypedText.buffer(text)).candidates
    }

    /// The lines below an entry.
    private func below(_ text: String) -> [String] {
        let buffer = TypedText.buffer(text)
        let size = TerminalSize(columns: 200, rows: 20)
        return session.decoration(of: buffer, in: 0..<buffer.scalars.count, for: size).below.map(\.plainText)
    }

    @Test(arguments: [
        ("v.m all=|", #"[1, { "a": [2] }]"#), (#"v.m {"all": |"#, #"[1, { "a": [2] }]"#), ("v.m one=|", #"{ "k": 1 }"#),
    ])
    func `Values are put in on one line`(text: String, value: String) {
        #expect(candidates(text).map(\.text).contains(value))
        #expect(candidates(text).map(\.display).contains(value))
    }

    @Test func `A default is shown on one line`() {
        #expect(below("v.m all=|").first?.contains(#" = [1, { "a": [2] }]›, "#) == true)
    }

    @Test func `A description is shown on one line`() {
        #expect(below("v.m |").last == "First line. Second line.")
        #expect(below("v.m all=|").last == "One. Two.")
        #expect(candidates("v.m al|").map(\.detail) == ["One. Two."])
        #expect(candidates("v.|").map(\.detail) == ["First line. Second line."])
    }

    @Test func `Of a choice all values are named`() {
        #expect(below("v.m of.k=c |").last == #"✗ of.k: expected "a" or "b", got "c""#)
    }

    @Test func `A param that nothing is right for is not offered`() {
        #expect(candidates("v.m |").map(\.text) == ["all", "one", "of"])
        #expect(below("v.m never=1 |").last == #"✗ no param "never""#)
    }
}
