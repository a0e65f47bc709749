internal import ClamatorKit
internal import ScriptedHandlers

/// The files that a contract of one's own begins with.
public struct Starter {
    /// A file of it.
    public struct File {
        /// Its name.
        public let name: String
        /// What it is, in a few words.
        public let purpose: String
        /// What it holds.
        public let text: String
    }

    /// The contract, its handlers and a batch that tests them.
    public let files: [File]
    /// The formats of contracts and of handlers, for editors; the same for every service.
    public let schemas = [
        File(name: "contract.schema.json", purpose: "the format of contracts, for editors", text: ContractSchema.text),
        File(name: "handlers.schema.json", purpose: "the format of handlers, for editors", text: HandlersSchema.text),
    ]

    /// Makes the files of a service; nil where a service may not be called so.
    public init?(service: String) {
        guard Names.isService(service.utf8) else { return nil }
        let text = { (template: String) in template.replacing("NAME", with: service) + "\n" }
        files = [
            File(name: "\(service).json", purpose: "the contract, 3 methods", text: text(Self.contract)),
            File(
                name: "\(service).handlers.json", purpose: "what answers 2 of them, with an error and a state",
                text: text(Self.handlers)),
            File(name: "\(service).expect.ndjson", purpose: "calls that test it", text: text(Self.expectations)),
        ]
    }

    private static let contract = #"""
        {
          "$schema": "./contract.schema.json",
          "service": "NAME",
          "description": "Keeps items.",
          "methods": {
            "add": {
              "description": "Adds an item.",
              "params": {
                "type": "object",
                "properties": { "title": { "type": "string", "minLength": 1 } },
                "required": ["title"],
                "additionalProperties": false
              },
              "result": { "$ref": "#/$defs/item" },
              "examples": [{ "params": { "title": "milk" }, "result": { "id": 1, "title": "milk" } }]
            },
            "last": {
              "description": "The item that was added last.",
              "result": { "$ref": "#/$defs/item" },
              "errors": [{ "code": -32004, "message": "nothing was added yet" }]
            },
            "find": {
              "description": "The items whose titles contain a text.",
              "params": {
                "type": "object",
                "properties": {
                  "text": { "type": "string" },
                  "order": { "enum": ["newest", "oldest"], "default": "newest" }
                },
                "required": ["text"],
                "additionalProperties": false
              },
              "result": { "type": "array", "items": { "$ref": "#/$defs/item" } },
              "examples": [{ "params": { "text": "milk" }, "result": [{ "id": 1, "title": "milk" }] }]
            }
          },
          "$defs": {
            "item": {
              "type": "object",
              "properties": { "id": { "type": "integer" }, "title": { "type": "string" } },
              "required": ["id", "title"]
            }
          }
        }
        """#

    private static let handlers = #"""
        {
          "$schema": "./handlers.schema.json",
          "service": "NAME",
          "state": { "count": 0, "title": "" },
          "handlers": {
            "add": {
              "result": { "id": "${state.count + 1}", "title": "${title}" },
              "set": { "count": "${state.count + 1}", "title": "${title}" }
            },
            "last": [
              { "when": { "state": { "count": 0 } }, "error": { "code": -32004, "message": "nothing was added yet" } },
              { "result": { "id": "${state.count}", "title": "${state.title}" } }
            ]
          }
        }
        """#

    private static let expectations = #"""
        {"jsonrpc":"2.0","id":1,"method":"NAME.last","expect":{"error":{"code":-32004}}}
        {"jsonrpc":"2.0","id":2,"method":"NAME.add","params":{"title":"milk"},"expect":{"result":{"id":1,"title":"milk"}}}
        {"jsonrpc":"2.0","id":3,"method":"NAME.last","expect":{"result":{"id":1,"title":"milk"}}}
        """#
}
