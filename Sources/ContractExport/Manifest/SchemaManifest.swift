package import ClamatorJSON

/// Hashes of the schemas of contracts, in the format of clamator's code generator.
package enum SchemaManifest {
    /// The manifest of contracts: SHA-256 of the params and of the result of each method, services and methods in the
    /// order of their names.
    ///
    /// - Parameters:
    ///   - contracts: The contracts.
    ///   - bytes: How many bytes of types are hashed for the methods of a contract, all together.
    /// - Returns: The manifest.
    /// - Throws: `LimitReached` where the methods of a contract lead to too many types each.
    package static func of(_ contracts: [JSON], atMost bytes: Int = longest) throws(LimitReached) -> JSON {
        var services: [(name: ExactString, value: JSON)] = []
        for contract in contracts {
            var texts = SchemaTexts(of: contract, spending: WorkBudget(steps: 0, bytes: bytes))
            var methods: [(name: ExactString, value: JSON)] = []
            for (name, method) in contract["methods"]?.lastMembers ?? [] {
                let params = try texts.text(of: method["params"] ?? ["type": "object"])
                var result = JSON.null
                if let schema = method["result"] { result = try JSON(SHA256.digits(of: texts.text(of: schema))) }
                methods.append((name, ["paramsHash": JSON(SHA256.digits(of: params)), "resultHash": result]))
            }
            services.append(
                (contract["service"]?.exactString ?? "", JSON(members: methods.sorted { $0.name < $1.name })))
        }
        return ["contracts": JSON(members: services.sorted { $0.name < $1.name })]
    }

    /// Many times what contracts have, and a few seconds' work.
    package static let longest = 256 << 20

    /// A manifest as text, with two spaces for each level.
    package static func text(of manifest: JSON) -> String {
        var text = ""
        write(manifest, margin: "\n", to: &text)
        return text
    }

    private static func write(_ value: JSON, margin: String, to text: inout String) {
        guard value.count > 0 else {
            text += CompactText.of(value)
            return
        }
        let inner = margin + "  "
        text += "{"
        for (index, member) in value.members.enumerated() {
            text += (index == 0 ? "" : ",") + inner + JSON(member.name.string).description + ": "
            write(member.value, margin: inner, to: &text)
        }
        text += margin + "}"
    }

    /// What differs between a manifest and the contracts as they are: a line for each difference.
    ///
    /// - Parameters:
    ///   - manifest: The manifest.
    ///   - contracts: The contracts.
    /// - Returns: The lines; nil where the manifest is none.
    /// - Throws: `LimitReached` as `of` does.
    package static func drift(from manifest: JSON, to contracts: [JSON]) throws(LimitReached) -> [String]? {
        guard let before = manifest["contracts"], before.kind == .object else { return nil }
        let now = try of(contracts)["contracts"] ?? [:]
        var lines: [String] = []
        for (service, methods) in now.members {
            guard let methodsBefore = before[service] else {
                lines.append("\(service): new")
                continue
            }
            for (name, hashes) in methods.members {
                guard let hashesBefore = methodsBefore[name] else {
                    lines.append("\(service).\(name): new")
                    continue
                }
                for (part, key) in [("params", "paramsHash"), ("result", "resultHash")] {
                    let (before, now) = (hashesBefore[key] ?? .null, hashes[key] ?? .null)
                    guard before != now else { continue }
                    let what = before.isNull ? "new" : now.isNull ? "removed" : "changed"
                    lines.append("\(service).\(name): \(part) \(what)")
                }
            }
            for (name, _) in methodsBefore.lastMembers where methods[name] == nil {
                lines.append("\(service).\(name): removed")
            }
        }
        for (service, _) in before.lastMembers where now[service] == nil { lines.append("\(service): removed") }
        return lines
    }
}
