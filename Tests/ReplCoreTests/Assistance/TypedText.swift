import ClamatorKit
import LineEditing
import ScriptedHandlers
import TestSupport

// For `EntryReading`, `Vocabulary` and `SessionResults`, which are internal.
@testable import ReplCore

/// Contracts to type calls of, and a bar that stands for the cursor.
enum TypedText {
    private static let contract = """
        {
          "service": "paint",
          "description": "Colours things.",
          "methods": {
            "mix": {
              "description": "Mixes.",
              "params": {
                "type": "object",
                "properties": {
                  "note": { "type": "string", "description": "For the painter.", "examples": ["in a hurry"] },
                  "colour": { "enum": ["red", "rose", "green", 7] },
                  "amount": { "type": "integer", "minimum": 1, "maximum": 100, "default": 3 },
                  "dry": { "type": "boolean" },
                  "cover": { "type": ["boolean", "null"] }
                },
                "required": ["colour", "amount"],
                "additionalProperties": false
              },
              "result": { "type": "object", "properties": { "litres": { "type": "number" } } },
              "examples": [{ "params": { "colour": "red", "amount": 12 } }]
            },
            "order": {
              "params": {
                "allOf": [
                  { "$ref": "#/$defs/buyer" },
                  { "properties": { "lines": { "type": "array", "items": { "$ref": "#/$defs/line" } } } }
                ],
                "properties": { "payment": { "$ref": "#/$defs/payment" } },
                "required": ["payment"]
              },
              "result": {}
            },
            "stop": { "params": { "type": "object", "additionalProperties": false }, "result": {} },
            "tell": { "notification": true }
          },
          "$defs": {
            "buyer": {
              "properties": {
                "buyer": {
                  "type": "object",
                  "properties": { "name": { "type": "string" }, "mail": { "type": "string" } },
                  "required": ["name"],
                  "additionalProperties": false
                }
              }
            },
            "line": {
              "type": "object",
              "properties": {
                "finish": { "enum": ["matt", "two words", "_gloss"] },
                "count": { "type": "integer" }
              },
              "required": ["count"]
            },
            "payment": {
              "oneOf": [
                {
                  "type": "object",
                  "properties": { "kind": { "const": "card" }, "number": { "type": "string" } },
                  "required": ["kind", "number"],
                  "additionalProperties": false
                },
                {
                  "type": "object",
                  "properties": { "kind": { "const": "cash" }, "coins": { "type": "boolean" } },
                  "required": ["kind", "coins"],
                  "additionalProperties": false
                }
              ]
            }
          }
        }
        """

    private static let other = """
        { "service": "plaster", "methods": { "mixer": { "result": {} }, "wet": { "result": {} } } }
        """

    private static let otherHandlers = """
        { "service": "plaster", "state": { "bags": 1, "rooms": [] }, "handlers": { "wet": { "result": 1 } } }
        """

    static let services: [ContractLoader.Service] = {
        let files = ["paint.json": contract, "plaster.json": other, "plaster.handlers.json": otherHandlers]
        guard let folder = try? TemporaryFolder(files),
            let loaded = try? ContractLoader().load([folder.path])
        else { return [] }
        return loaded.services
    }()

    static func vocabulary(using service: String? = nil) -> Vocabulary {
        Vocabulary(
            catalogue: ServiceCatalogue(services), serviceInUse: service,
            results: SessionResults(["first", ["sum": 5, "parts": [["x": "y"]], "in": ["side": true]]]))
    }

    /// The buffer that a text with a bar for its cursor shows.
    static func buffer(_ text: String) -> TextBuffer {
        let parts = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let before = String(parts[0])
        return TextBuffer(before + (parts.count > 1 ? parts[1] : ""), cursor: before.unicodeScalars.count)
    }

    static func reading(_ text: String, using service: String? = nil) -> EntryReading {
        EntryReading(buffer(text), vocabulary(using: service))
    }

    /// A buffer as text with a bar for its cursor.
    static func text(_ buffer: TextBuffer) -> String {
        buffer.scalars.text(0..<buffer.cursor) + "|" + buffer.scalars.text(buffer.cursor..<buffer.scalars.count)
    }
}
