import ClamatorJSON

extension SwiftWriter {
    // MARK: Client

    /// Writes what calls the service.
    mutating func writeClient() {
        let service = SwiftLiterals.string(model.service)
        text.line("/// Calls the service `\(model.service)`.")
        text.line("\(access)struct \(model.name)Client: Sendable {")
        indented { writer in
            writer.text.line("private let client: any RpcClient")
            writer.text.line()
            writer.text.line("/// Calls it by a client, which its maker starts and stops.")
            writer.text.line("\(writer.access)init(_ client: any RpcClient) { self.client = client }")
            for method in writer.model.methods {
                writer.text.line()
                writer.writeCall(of: method, service)
            }
        }
        text.line("}")
    }

    private mutating func writeCall(of method: ServiceModel.Method, _ service: String) {
        write(documentation: documentation(of: method))
        if method.isDeprecated { text.line("@available(*, deprecated)") }
        let name = SwiftLiterals.string(method.wireName)
        var parameters = ["_ params: \(types.fullName(of: method.params))"]
        if canBeEmpty(method.params) { parameters[0] += " = .init()" }
        guard let result = method.result else {
            text.list("\(access)func \(method.name)(", parameters, ") async throws {")
            indented { $0.text.line("try await client.notify(\(service), \(name), params)") }
            return text.line("}")
        }
        let type = types.fullName(of: result)
        parameters.append("timeout: Duration? = nil")
        text.list("\(access)func \(method.name)(", parameters, ") async throws -> \(type) {")
        indented { writer in
            writer.text.list(
                "try await client.call(", [service, name, "params", "as: \(type).self", "timeout: timeout"], ")")
        }
        text.line("}")
    }

    private func documentation(of method: ServiceModel.Method) -> String {
        let texts = [method.summary, method.description].compactMap(\.self)
        return texts.isEmpty ? "`\(model.service).\(method.wireName)`." : texts.joined(separator: "\n\n")
    }

    /// Whether params can be made of nothing.
    private func canBeEmpty(_ id: TypeID) -> Bool {
        let use = types.resolved(TypeUse(kind: .declared(id), schemas: []))
        switch use.kind {
        case .dictionary: return true
        case .declared(let id):
            guard case .structure(let structure) = model[id].shape else { return false }
            return structure.members.allSatisfy { member in
                member.constant != nil
                    || SwiftMember(member, of: model[id], literals).parameter.utf8.contains(UInt8(ascii: "="))
            }
        default: return false
        }
    }

    // MARK: Service

    /// Writes what answers the service's calls, for a program to conform to.
    mutating func writeService() {
        text.line("/// Answers the calls of the service `\(model.service)`.")
        text.line("\(access)protocol \(model.name)Service: RpcService {")
        indented { writer in
            for (index, method) in writer.model.methods.enumerated() {
                if index > 0 { writer.text.line() }
                writer.write(documentation: writer.documentation(of: method))
                let result = method.result.map { " -> \(writer.types.fullName(of: $0))" } ?? ""
                writer.text.line(
                    "func \(method.name)(_ params: \(writer.types.fullName(of: method.params))) async throws\(result)")
            }
        }
        text.line("}")
        text.line()
        text.line("extension \(model.name)Service {")
        indented { writer in
            writer.text.line("/// The contract.")
            writer.text.line(
                "\(writer.access)static var contract: Contract { get throws { try \(writer.model.name).contract } }")
            writer.text.line()
            writer.text.line("/// What answers the calls, by method name.")
            writer.block("\(writer.access)var handlers: [\("String"): Handler]") { writer in
                if writer.model.methods.isEmpty { return writer.text.line("[:]") }
                writer.text.line("[")
                writer.indented { writer in
                    for method in writer.model.methods {
                        let params = writer.types.fullName(of: method.params)
                        writer.text.line(
                            "\(SwiftLiterals.string(method.wireName)): .waiting { (params: \(params)) in "
                                + "try await self.\(method.name)(params) },")
                    }
                }
                writer.text.line("]")
            }
        }
        text.line("}")
    }
}
