package import ClamatorKit

// What is generated from a contract, by hand: the library is tested as generated code uses it.

/// Arithmetic.
package enum Arith {
    private static let parsed = Result { () throws(ContractError) in try Contract(parsing: text, name: "arith") }

    /// The contract.
    package static var contract: Contract { get throws(ContractError) { try parsed.get() } }

    private static let text = #"""
        {
          "service": "arith",
          "methods": {
            "add": {
              "params": { "$ref": "#/$defs/pair" },
              "result": { "type": "object", "properties": { "sum": { "type": "number" } }, "required": ["sum"] }
            },
            "divide": {
              "params": { "$ref": "#/$defs/pair" },
              "result": { "type": "object", "properties": { "quotient": { "type": "number" } }, "required": ["quotient"] },
              "errors": [
                { "code": -32000, "message": "division by zero" }, { "code": -32000, "message": "result out of range" }
              ]
            },
            "note": { "notification": true, "params": { "$ref": "#/$defs/note" } }
          },
          "$defs": {
            "pair": {
              "type": "object",
              "properties": { "a": { "type": "number" }, "b": { "type": "number" } },
              "required": ["a", "b"],
              "additionalProperties": false
            },
            "note": {
              "type": "object",
              "properties": { "text": { "type": "string" }, "color": { "enum": ["red", "dark-green"] } },
              "required": ["text"]
            }
          }
        }
        """#

    /// The params of `add`.
    package struct AddParams: JSONCodable, Hashable, Sendable {
        package var a: Double
        package var b: Double

        package init(a: Double, b: Double) {
            self.a = a
            self.b = b
        }

        package init(from json: borrowing JSONReader) throws(JSONDecodingError) {
            var a: Double?
            var b: Double?
            var members = try json.members()
            while members.next() {
                if members.isNamed("a") {
                    a = try members.value(Double.self)
                } else if members.isNamed("b") {
                    b = try members.value(Double.self)
                } else {
                    throw members.refusal
                }
            }
            guard let a else { throw .missingMember("a") }
            guard let b else { throw .missingMember("b") }
            self.init(a: a, b: b)
        }

        package func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
            try writer.object { (writer) throws(JSONEncodingError) in
                try writer.member("a", a)
                try writer.member("b", b)
            }
        }
    }

    package typealias DivideParams = AddParams

    /// The result of `add`.
    package struct AddResult: JSONCodable, Hashable, Sendable {
        package var sum: Double

        package init(sum: Double) { self.sum = sum }

        package init(from json: borrowing JSONReader) throws(JSONDecodingError) {
            var sum: Double?
            var members = try json.members()
            while members.next() {
                if members.isNamed("sum") { sum = try members.value(Double.self) }
            }
            guard let sum else { throw .missingMember("sum") }
            self.init(sum: sum)
        }

        package func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
            try writer.object { (writer) throws(JSONEncodingError) in try writer.member("sum", sum) }
        }
    }

    /// The result of `divide`.
    package struct DivideResult: JSONCodable, Hashable, Sendable {
        package var quotient: Double

        package init(quotient: Double) { self.quotient = quotient }

        package init(from json: borrowing JSONReader) throws(JSONDecodingError) {
            var quotient: Double?
            var members = try json.members()
            while members.next() {
                if members.isNamed("quotient") { quotient = try members.value(Double.self) }
            }
            guard let quotient else { throw .missingMember("quotient") }
            self.init(quotient: quotient)
        }

        package func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
            try writer.object { (writer) throws(JSONEncodingError) in try writer.member("quotient", quotient) }
        }
    }

    /// The params of `note`.
    package struct NoteParams: JSONCodable, Hashable, Sendable {
        /// A colour.
        package enum Color: String, JSONCodable, Sendable {
            case red
            case darkGreen = "dark-green"
        }

        package var text: String
        package var color: Color?

        package init(text: String, color: Color? = nil) {
            self.text = text
            self.color = color
        }

        package init(from json: borrowing JSONReader) throws(JSONDecodingError) {
            var text: String?
            var color: Color?
            var members = try json.members()
            while members.next() {
                if members.isNamed("text") {
                    text = try members.value(String.self)
                } else if members.isNamed("color") {
                    color = try members.value(Color.self)
                }
            }
            guard let text else { throw .missingMember("text") }
            self.init(text: text, color: color)
        }

        package func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
            try writer.object { (writer) throws(JSONEncodingError) in
                try writer.member("text", text)
                if let color { try writer.member("color", color) }
            }
        }
    }

    /// The errors that the contract declares.
    package enum Errors {
        package static let divisionByZero = RpcError(
            code: -32000, message: "division by zero", isToldByMessage: true)
        package static let resultOutOfRange = RpcError(
            code: -32000, message: "result out of range", isToldByMessage: true)
    }
}

/// Calls `arith`.
package struct ArithClient: Sendable {
    private let client: any RpcClient

    package init(_ client: any RpcClient) { self.client = client }

    package func add(_ params: Arith.AddParams, timeout: Duration? = nil) async throws -> Arith.AddResult {
        try await client.call("arith", "add", params, as: Arith.AddResult.self, timeout: timeout)
    }

    package func divide(_ params: Arith.DivideParams, timeout: Duration? = nil) async throws -> Arith.DivideResult {
        try await client.call("arith", "divide", params, as: Arith.DivideResult.self, timeout: timeout)
    }

    package func note(_ params: Arith.NoteParams) async throws { try await client.notify("arith", "note", params) }
}

/// Answers `arith`.
package protocol ArithService: RpcService {
    func add(_ params: Arith.AddParams) async throws -> Arith.AddResult
    func divide(_ params: Arith.DivideParams) async throws -> Arith.DivideResult
    func note(_ params: Arith.NoteParams) async throws
}

extension ArithService {
    package static var contract: Contract { get throws { try Arith.contract } }

    package var handlers: [String: Handler] {
        [
            "add": .waiting { (params: Arith.AddParams) in try await add(params) },
            "divide": .waiting { (params: Arith.DivideParams) in try await divide(params) },
            "note": .waiting { (params: Arith.NoteParams) in try await note(params) },
        ]
    }
}
