import ClamatorJSON
import ClamatorKit

/// The client, the service and the contract of a module.
extension PythonWriter {
    /// Writes the client.
    mutating func writeClient() {
        use("ClamatorClient", from: "clamator_protocol")
        let service = PythonLiterals.string(model.service)
        writeClass(
            "class \(model.name)Client", documentation: "Calls the methods of `\(model.service)` through a client."
        ) { writer in
            writer.text.line()
            writer.text.line("def __init__(self, client: ClamatorClient) -> None:")
            writer.text.indented { $0.line("self._client = client") }
            for method in writer.model.methods { writer.write(method, service: service) }
        }
    }

    private mutating func write(_ method: ServiceModel.Method, service: String) {
        let name = PythonLiterals.string(method.wireName)
        let params = model[method.params].name
        let result = method.result.map { model[$0].name }
        text.line()
        if method.isDeprecated {
            use("deprecated", from: "typing_extensions")
            text.line("@deprecated(\(PythonLiterals.string(ExactString("\(method.wireName) is deprecated"))))")
        }
        let timeout = result == nil ? "" : ", *, timeout_ms: int | None = None"
        text.statement("async def \(method.name)(self, params: \(params)\(timeout)) -> \(result ?? "None"):")
        text.indented { text in
            text.documentation(Self.documentation(of: method, in: model))
            let call = "self._client.\(result == nil ? "notify" : "call")(\(service), \(name), "
            text.line("wire = params.model_dump(mode=\"json\", by_alias=True)")
            if let result {
                text.line("raw = await \(call)wire, timeout_ms=timeout_ms)")
                text.line("return \(result).model_validate(raw)")
            } else {
                text.line("await \(call)wire)")
            }
        }
    }

    /// Writes what a server implements.
    mutating func writeService() {
        use("ABC", from: "abc")
        writeClass(
            "class \(model.name)Service(\(imported("ABC", from: "abc")))",
            documentation: "Serves the methods of `\(model.service)`."
        ) { writer in
            for method in writer.model.methods {
                writer.use("abstractmethod", from: "abc")
                let params = writer.model[method.params].name
                let result = method.result.map { writer.model[$0].name } ?? "None"
                let documentation = Self.documentation(of: method, in: writer.model)
                writer.text.line()
                writer.text.line("@abstractmethod")
                writer.text.statement("async def \(method.name)(self, params: \(params)) -> \(result):")
                writer.text.indented { $0.documentation(documentation) }
            }
        }
    }

    private static func documentation(of method: ServiceModel.Method, in model: ServiceModel) -> String {
        var paragraphs = [method.summary, method.description].compactMap(\.self).filter { !$0.isEmpty }
        if paragraphs.isEmpty {
            paragraphs.append(method.result == nil ? "Notifies `\(method.wireName)`." : "Calls `\(method.wireName)`.")
        }
        let errors = method.errors.map { position in
            "- \(model.errors[position].error.code): \(model.errors[position].error.message)"
        }
        if !errors.isEmpty { paragraphs.append("Raises `RpcError`:\n" + errors.joined(separator: "\n")) }
        return paragraphs.joined(separator: "\n\n")
    }

    /// Writes the table of methods and the contract.
    mutating func writeContract() {
        use("Contract", from: "clamator_protocol")
        use("MethodEntry", from: "clamator_protocol")
        text.line()
        text.line()
        if model.methods.isEmpty {
            text.line("METHODS: dict[str, MethodEntry] = {}")
        } else {
            text.line("METHODS = {")
            for method in model.methods {
                text.indented { text in
                    let result = method.result.map { model[$0].name } ?? "None"
                    let arguments = [
                        "params_model=\(model[method.params].name)", "result_model=\(result)",
                        "handler_attr=\(PythonLiterals.string(ExactString(method.name)))",
                    ]
                    text.statement(
                        "\(PythonLiterals.string(method.wireName)): MethodEntry(\(arguments.joined(separator: ", ")))",
                        end: ",")
                }
            }
            text.line("}")
        }
        text.line()
        let name = PythonNaming.prefix(of: model.service)
        text.line("\(name)_contract = Contract(service=\(PythonLiterals.string(model.service)), methods=METHODS)")
    }
}
