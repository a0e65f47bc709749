import ClamatorKit
import ScriptedHandlers
import Testing

@Suite struct ToolSchemasTests {
    @Test(arguments: [ContractSchema.text, HandlersSchema.text])
    func `The schemas of contracts and handlers compile`(text: String) throws {
        _ = try Schema(try JSON(parsing: text))
    }
}
