@testable import ClamatorJSON
@testable import ClamatorKit
@testable import ClamatorSchema
@testable import ScriptedHandlers

/// A template with expressions, params, and state: what comes of it is JSON, or an error with a message.
func testExpression(_ input: [UInt8]) {
    let parts = parts(of: input)
    // What is no JSON is taken for a formula.
    let source = (try? JSON(parsing: parts[0])) ?? JSON("${" + String(decoding: parts[0], as: UTF8.self) + "}")
    let params = parts.count > 1 ? (try? JSON(parsing: parts[1])) ?? [:] : [:]
    let members = parts.count > 2 ? (try? JSON(parsing: parts[2]))?.members ?? [] : []
    let state = Dictionary(members.map { ($0.name, $0.value) }) { $1 }
    guard let schema = try? Schema(["type": "object"]) else { fatalError("a schema that holds was refused") }
    var isSound = true
    let template = Template(source, params: schema.root, state: state) { path, error in
        isSound = false
        require(!"\(error)".isEmpty, "an error without words at \(path)")
    }
    guard isSound else { return }
    var context = ExpressionContext(
        params: params, state: state.mapValues { StateValue($0) }, uuids: UUIDSource(seed: 1), budget: .forRules)
    var scratch = ScratchBuffer()
    do {
        let value = try template.value(in: &context, using: &scratch)
        require((try? JSON(parsing: value.description)) == value, "not JSON: \(value)")
    } catch let error as JSONError {
        require(false, "wrote no JSON: \(error)")
    } catch {
        require(!"\(error)".isEmpty, "an error without words")
    }
}
