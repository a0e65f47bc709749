/// The format of handlers files, as a JSON Schema. `contracts/handlers.schema.json` is the same text.
package enum HandlersSchema {
    package static let text = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Handlers for a clamator contract",
          "description": "What answers the calls of a service's methods.",
          "type": "object",
          "required": ["service", "handlers"],
          "properties": {
            "$schema": { "type": "string" },
            "$id": { "type": "string" },
            "$comment": { "type": "string" },
            "service": { "description": "The service that the handlers are for.", "type": "string" },
            "handlers": {
              "description": "The rules by method name.",
              "type": "object",
              "additionalProperties": { "$ref": "#/$defs/rule" }
            }
          },
          "patternProperties": { "^x-": true },
          "additionalProperties": false,
          "$defs": {
            "rule": {
              "description": "One outcome. A notification's rule needs none.",
              "type": "object",
              "properties": {
                "$comment": { "type": "string" },
                "builtin": {
                  "description": "Arithmetic on the numeric params; echo answers with the params.",
                  "enum": [
                    "add", "subtract", "multiply", "divide", "remainder", "power", "negate", "absolute", "minimum",
                    "maximum", "sum", "average", "echo"
                  ]
                },
                "result": { "description": "The result. ${name} in a string is a param." },
                "error": {
                  "description": "An error that the handler answers with.",
                  "type": "object",
                  "required": ["code", "message"],
                  "properties": {
                    "code": { "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991 },
                    "message": { "type": "string" },
                    "data": true
                  },
                  "additionalProperties": false
                },
                "throw": {
                  "description": "Any other failure: the caller gets -32603 with this name and message.",
                  "type": "object",
                  "required": ["name"],
                  "properties": { "name": { "type": "string" }, "message": { "type": "string" } },
                  "additionalProperties": false
                },
                "invalidResult": { "description": "A result that breaks the contract on purpose." },
                "silence": { "description": "No answer: the caller times out.", "const": true },
                "delayMs": {
                  "description": "How long the answer takes, in milliseconds.",
                  "type": "number",
                  "minimum": 0,
                  "maximum": 86400000
                }
              },
              "patternProperties": { "^x-": true },
              "additionalProperties": false
            }
          }
        }

        """#

    private static let compiled = Result { try Schema(JSON(parsing: text)) }
    private static let rule = Result {
        try Schema(JSON(parsing: text)[JSONPointer(["$defs", "rule"])] ?? true)
    }

    /// The schema of a whole file.
    static func file() throws -> Schema { try compiled.get() }
    /// The schema of a rule that stands in a contract.
    static func inlineRule() throws -> Schema { try rule.get() }
}
