import ClamatorKit
// For `Expression`, `ExpressionContext`, `ExpressionError` and `StateValue`, among others, which are internal.
@testable import ScriptedHandlers
import ServiceSupport
import Testing

/// A contract's params, a service's state and a seed, to try expressions with.
struct ExpressionInputs {
    var schema: JSON = true
    var params: JSON = [:]
    var state: [ExactString: JSON] = [:]
    var uuids = UUIDSource(seed: 1)

    init(schema: String = "true", params: String = "{}", state: String = "{}") throws {
        self.schema = try JSON(parsing: schema)
        self.params = try JSON(parsing: params)
        self.state = Dictionary(try JSON(parsing: state).members.map { ($0.name, $0.value) }) { $1 }
    }

    func read(_ source: String) throws -> Expression {
        try Expression(source, in: .init(params: try Schema(schema).root, state: state))
    }

    /// What a call would give expressions.
    var context: ExpressionContext {
        ExpressionContext(params: params, state: state.mapValues { StateValue($0) }, uuids: uuids, budget: .forRules)
    }

    /// The value's JSON text, or what went wrong in the call: the code and the message of an `RpcError`, the caret, or
    /// the limit that was reached.
    func outcome(_ source: String) throws -> String {
        let expression = try read(source)
        var context = context
        var writer = JSONWriter()
        do {
            try expression.value(in: &context).append(to: &writer)
            return writer.text
        } catch let error as RpcError {
            return "\(error.code) \(error.message)"
        } catch let error as ExpressionError {
            return error.caret
        } catch let error as LimitReached {
            return error.description
        }
    }

    /// A template's value as JSON text, or what went wrong in the call: the caret, or the limit that was reached.
    func filled(_ template: String) throws -> String {
        let template = Template(
            try JSON(parsing: template), params: try Schema(schema).root, state: state
        ) {
            Issue.record("\($0): \($1.caret)")
        }
        var context = context
        var scratch = ScratchBuffer()
        do {
            return try template.value(in: &context, using: &scratch).description
        } catch let error as ExpressionError {
            return error.caret
        } catch let error as TemplateLimit {
            return error.message
        }
    }

    /// What the reader has against an expression, with a caret under the place; nil where it is sound.
    func complaint(_ source: String) throws -> String? {
        do { _ = try read(source) } catch let error as ExpressionError { return error.caret }
        return nil
    }
}
