import ClamatorJSON
import ForeignContracts
import Testing

/// Contracts name what other formats name in their own ways.
@Suite struct ContractNamesTests {
    @Test(arguments: [
        ("eth_getBalance", "ethGetBalance"), ("tools/call", "toolsCall"),
        ("Filecoin.ChainHead", "filecoinChainHead"),
        ("add", "add"), ("$/cancelRequest", "cancelRequest"), ("2fa/login", "method2faLogin"), ("", "method"),
        ("日本", "method"), ("café_au_lait", "cafAuLait"), ("__x__", "x"), ("é", "method"),
        ("BootNotification", "bootNotification"),
    ])
    func `A method is named after its name on the wire, in camel case`(wireName: String, name: ExactString) {
        var names = ContractNames()
        #expect(names.method(for: ExactString(wireName)) == name)
    }

    @Test
    func `A name that is taken gets the next number`() {
        var names = ContractNames()
        let given: [ExactString] = ["a_b", "a-b", "aB2", "a/b"]
        #expect(given.map { names.method(for: $0) } == ["aB", "aB2", "aB22", "aB3"])
    }

    @Test(arguments: [
        ("Ethereum JSON-RPC Specification", "ethereum-json-rpc-specification"), ("Petstore", "petstore"),
        ("2025 prices", "service-2025-prices"), ("", "service"), ("日本", "service"),
    ])
    func `A service is named after a title`(title: String, name: String) {
        #expect(ContractNames.service(for: title) == name)
    }

    @Test(arguments: [
        ("a/b/mcp.json", "mcp"), ("mcp.schema.json", "mcp"), ("2025-06-18.json", "service-2025-06-18"),
        (".json", "json"),
    ])
    func `A service is named after a file`(path: String, name: String) {
        #expect(ContractNames.service(forFile: path) == name)
    }
}
