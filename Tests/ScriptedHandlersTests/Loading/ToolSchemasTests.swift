import ClamatorKit
import ScriptedHandlers
import Testing

@Suite struct ToolSchemasTests {
    @Test("The schemas of contracts and handlers compile", arguments: [ContractSchema.text, HandlersSchema.text])
    func compile(text: String) throws {
        _ = try Schema(try JSON(parsing: text))
    }
}
