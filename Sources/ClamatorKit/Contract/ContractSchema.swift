/// The format of contract files, as a JSON Schema. `contracts/contract.schema.json` is the same text.
package enum ContractSchema {
    package static let text = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "A clamator contract",
          "description": "A service and its methods, each with a JSON Schema for its params and for its result.",
          "type": "object",
          "required": ["service", "methods"],
          "properties": {
            "$schema": { "type": "string" },
            "$id": { "type": "string" },
            "$comment": { "type": "string" },
            "service": { "description": "The service's name.", "type": "string", "pattern": "^[a-z][a-z0-9-]*$" },
            "description": { "description": "What the service is for.", "type": "string" },
            "externalDocs": { "$ref": "#/$defs/externalDocs" },
            "servers": { "type": "array", "items": { "$ref": "#/$defs/server" } },
            "jsonSchemaDialect": {
              "description": "The dialect of the schemas that do not name one with $schema themselves.",
              "type": "string",
              "examples": [
                "https://json-schema.org/draft/2020-12/schema",
                "https://json-schema.org/draft/2019-09/schema",
                "http://json-schema.org/draft-07/schema#",
                "http://json-schema.org/draft-06/schema#",
                "http://json-schema.org/draft-04/schema#",
                "https://spec.openapis.org/oas/3.0/dialect"
              ],
              "default": "https://json-schema.org/draft/2020-12/schema"
            },
            "methods": {
              "description": "The methods by name.",
              "type": "object",
              "propertyNames": { "pattern": "^[a-z][a-zA-Z0-9]*$" },
              "additionalProperties": { "$ref": "#/$defs/method" }
            },
            "$defs": {
              "description": "Schemas that the methods share: \"#/$defs/NAME\".",
              "type": "object",
              "additionalProperties": { "$ref": "#/$defs/schema" }
            }
          },
          "patternProperties": { "^x-": true },
          "additionalProperties": false,
          "$defs": {
            "schema": { "description": "A JSON Schema.", "type": ["object", "boolean"] },
            "externalDocs": {
              "description": "Where more is to be read.",
              "type": "object",
              "required": ["url"],
              "properties": { "url": { "type": "string" }, "description": { "type": "string" } },
              "patternProperties": { "^x-": true },
              "additionalProperties": false
            },
            "server": {
              "description": "Where the service is served.",
              "type": "object",
              "required": ["url"],
              "properties": {
                "url": { "type": "string" },
                "name": { "type": "string" },
                "summary": { "type": "string" },
                "description": { "type": "string" },
                "variables": { "type": "object" }
              },
              "patternProperties": { "^x-": true },
              "additionalProperties": false
            },
            "tag": {
              "type": "object",
              "required": ["name"],
              "properties": {
                "name": { "type": "string" },
                "summary": { "type": "string" },
                "description": { "type": "string" },
                "externalDocs": { "$ref": "#/$defs/externalDocs" }
              },
              "patternProperties": { "^x-": true },
              "additionalProperties": false
            },
            "method": {
              "type": "object",
              "properties": {
                "$comment": { "type": "string" },
                "wireName": {
                  "description": "What the method is called where its contract comes from: \"eth_getBalance\".",
                  "type": "string",
                  "minLength": 1
                },
                "summary": { "description": "The method in a few words.", "type": "string" },
                "description": { "description": "What the method does.", "type": "string" },
                "deprecated": { "description": "Whether it should no longer be used.", "type": "boolean", "default": false },
                "tags": { "description": "What it belongs to.", "type": "array", "items": { "$ref": "#/$defs/tag" } },
                "externalDocs": { "$ref": "#/$defs/externalDocs" },
                "servers": { "type": "array", "items": { "$ref": "#/$defs/server" } },
                "notification": {
                  "description": "Whether the method is a notification: it has no result, and gets no reply.",
                  "type": "boolean",
                  "default": false
                },
                "params": { "$ref": "#/$defs/schema", "default": { "type": "object" } },
                "positions": {
                  "description": "Members of the params in the order in which they may be given without names.",
                  "type": "array",
                  "items": { "type": "string" },
                  "uniqueItems": true
                },
                "paramStructure": {
                  "description": "How the params may be given: with \"positions\" either way, else by name.",
                  "enum": ["by-name", "by-position", "either"]
                },
                "result": { "$ref": "#/$defs/schema" },
                "errors": {
                  "description": "The errors that callers should expect.",
                  "type": "array",
                  "items": { "$ref": "#/$defs/error" }
                },
                "examples": {
                  "description": "Calls to learn from.",
                  "type": "array",
                  "items": { "$ref": "#/$defs/example" }
                },
                "handler": { "description": "What answers the calls, in a small demo; see handlers files." }
              },
              "patternProperties": { "^x-": true },
              "additionalProperties": false
            },
            "error": {
              "type": "object",
              "required": ["code", "message"],
              "properties": {
                "code": { "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991 },
                "message": { "type": "string" },
                "description": { "type": "string" },
                "data": true
              },
              "patternProperties": { "^x-": true },
              "additionalProperties": false
            },
            "example": {
              "type": "object",
              "properties": {
                "description": { "type": "string" },
                "params": true,
                "result": true
              },
              "patternProperties": { "^x-": true },
              "additionalProperties": false
            }
          }
        }

        """#

    /// The compiled schema. That it compiles is known from the tests.
    static let schema = Result { try Schema(JSON(parsing: text)) }
}
