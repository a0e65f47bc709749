package import ClamatorKit

/// The format of handlers files, as a JSON Schema. `contracts/handlers.schema.json` is the same text.
package enum HandlersSchema {
    /// What a rule and a step of a sequence have in common.
    private static let outcomeMembers = #"""
        "builtin": { "$ref": "#/$defs/builtin" },
                "result": { "$ref": "#/$defs/result" },
                "error": { "$ref": "#/$defs/error" },
                "throw": { "$ref": "#/$defs/throw" },
                "invalidResult": { "$ref": "#/$defs/invalidResult" },
                "silence": { "$ref": "#/$defs/silence" },
                "delayMs": { "$ref": "#/$defs/delayMs" },
                "set": { "$ref": "#/$defs/set" },
        """#

    /// The names of the builtins, as JSON has them in an array.
    private static let builtins = Builtin.allCases.map { #""\#($0.rawValue)""# }.joined(separator: ", ")

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
            "state": {
              "description": "What the service's state begins with: a value for each name that set may change.",
              "type": "object"
            },
            "handlers": {
              "description": "The rules by method name.",
              "type": "object",
              "additionalProperties": { "$ref": "#/$defs/rules" }
            }
          },
          "patternProperties": { "^x-": true },
          "additionalProperties": false,
          "$defs": {
            "rules": {
              "description": "A rule, or several: the first whose when holds answers.",
              "if": { "type": "array" },
              "then": { "minItems": 1, "items": { "$ref": "#/$defs/rule" } },
              "else": { "$ref": "#/$defs/rule" }
            },
            "rule": {
              "description": "When it applies, and one outcome. A notification's rule needs none.",
              "type": "object",
              "properties": {
                "$comment": { "type": "string" },
                "when": {
                  "description": "What must hold; all that is given must.",
                  "type": "object",
                  "properties": {
                    "params": { "description": "Members that the params must have.", "type": "object" },
                    "schema": { "description": "A JSON Schema for the params, with the contract's $defs.", "type": ["object", "boolean"] },
                    "state": { "description": "Members that the state must have.", "type": "object" },
                    "if": { "description": "One ${…} that comes to true or false.", "type": "string" }
                  },
                  "additionalProperties": false
                },
                \#(outcomeMembers)
                "sequence": {
                  "description": "Outcomes in turn, one for each call.",
                  "type": "array",
                  "minItems": 1,
                  "items": { "$ref": "#/$defs/step" }
                },
                "atEnd": {
                  "description": "What follows the last outcome of a sequence.",
                  "enum": ["last", "cycle", "error"],
                  "default": "last"
                }
              },
              "dependentRequired": { "atEnd": ["sequence"] },
              "patternProperties": { "^x-": true },
              "additionalProperties": false
            },
            "step": {
              "description": "An outcome of a sequence.",
              "type": "object",
              "properties": {
                "$comment": { "type": "string" },
                \#(outcomeMembers)
                "times": {
                  "description": "How many calls in a row it answers.",
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 1000000000,
                  "default": 1
                }
              },
              "patternProperties": { "^x-": true },
              "additionalProperties": false
            },
            "builtin": {
              "description": "Arithmetic on the numeric params, exact on integers; echo answers with the params.",
              "enum": [\#(builtins)]
            },
            "result": { "description": "The result. ${…} in a string is an expression on params and state, exact on integers." },
            "invalidResult": { "description": "A result that breaks the contract on purpose." },
            "silence": { "description": "No answer: the caller times out.", "const": true },
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
            "delayMs": {
              "description": "How long the answer takes, in milliseconds, an hour at most; of a pair something between the two.",
              "if": { "type": "array" },
              "then": { "minItems": 2, "maxItems": 2, "items": { "type": "number", "minimum": 0, "maximum": 3600000 } },
              "else": { "type": ["number", "string"], "minimum": 0, "maximum": 3600000 }
            },
            "set": {
              "description": "The changes of the state, by name, worked out against the state as it was.",
              "type": "object",
              "additionalProperties": { "$ref": "#/$defs/update" }
            },
            "update": {
              "description": "A new value, or one operator.",
              "properties": {
                "$inc": { "description": "Adds a number, or one ${…} that gives a number." },
                "$push": { "description": "Adds an element to an array." },
                "$pull": { "description": "Removes the elements that have these members." },
                "$patch": {
                  "description": "Merges members into the elements that have others.",
                  "properties": {
                    "where": { "description": "Members that an element has." },
                    "with": { "description": "Members that it gets." }
                  }
                },
                "$put": {
                  "description": "Gives an object a member.",
                  "properties": {
                    "key": { "description": "The member's name." },
                    "value": { "description": "The member's value." }
                  }
                },
                "$delete": { "description": "Removes the member of this name from an object." }
              }
            }
          }
        }

        """#

    private static let compiled = Result { try Schema(JSON(parsing: text)) }
    private static let compiledRules = Result { () throws -> Schema in
        let file = try JSON(parsing: text)
        return try Schema(["$ref": "#/$defs/rules", "$defs": file["$defs"] ?? [:]])
    }

    /// The schema of what `set` does with one value of the state.
    package static let update: JSON = (try? JSON(parsing: text))?["$defs"]?["update"] ?? true

    /// The schema of a whole file.
    static func file() throws -> Schema { try compiled.get() }
    /// The schema of one method's rules.
    package static func rules() throws -> Schema { try compiledRules.get() }
}
