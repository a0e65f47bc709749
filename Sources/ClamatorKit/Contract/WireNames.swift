internal import ClamatorJSON

/// What methods are called elsewhere and how their params are given there, and what both are here: `service.method`,
/// and params by name. It translates both ways: inward for calls that come, outward for calls that go to others.
///
/// Inward a call costs one look-up by the bytes of its method's name; where no contract has wire names or positions
/// there is nothing to translate, and so no object of this kind.
package final class WireNames: Sendable {
    /// Whether some method has a wire name, so that any text may be the name of a method (JSON-RPC 2.0 §5.1).
    private let haveWireNames: Bool
    private let entries: [Entry]
    /// The entries by all their names; `entries` keeps them.
    private let byName: NameTable<UnretainedReference<Entry>>
    /// The wire names by `service.method`.
    private let wireNames: [ExactString: String]

    private final class Entry: Sendable {
        /// The full name, `service.method`.
        let name: JSON
        let serviceLength: Int
        let method: Contract.Method
        /// Whether it matters how the params of a call are given. Kept apart: the method is large to look at.
        let givesStructure: Bool

        init(_ service: String, _ method: Contract.Method) {
            name = JSON("\(service).\(method.name)")
            serviceLength = service.utf8.count
            self.method = method
            givesStructure = method.positions != nil
        }
    }

    /// Gathers the names of contracts, in which each wire name stands once; nil where there is nothing to translate.
    package init?(_ contracts: [Contract]) {
        var entries: [Entry] = []
        var names: [(name: String, value: UnretainedReference<Entry>)] = []
        var wireNames: [ExactString: String] = [:]
        for contract in contracts {
            for method in contract.methods where method.wireName != nil || method.positions != nil {
                let entry = Entry(contract.service, method)
                let name = "\(contract.service).\(method.name)"
                entries.append(entry)
                names.append((name, UnretainedReference(entry)))
                guard let wireName = method.wireName else { continue }
                if ExactString(wireName) != ExactString(name) { names.append((wireName, UnretainedReference(entry))) }
                wireNames[ExactString(name)] = wireName
            }
        }
        if entries.isEmpty { return nil }
        self.entries = entries
        self.wireNames = wireNames
        byName = NameTable(names)
        haveWireNames = !wireNames.isEmpty
    }

    // MARK: Inward

    /// Takes a message that was read for a request or notification whatever its method is called, where there are wire
    /// names.
    @inline(__always)
    package func accept(_ message: Request) {
        if haveWireNames { message.acceptAnyName() }
    }

    /// Reads an envelope as `Envelope` does, in which a method may be called anything where there are wire names.
    ///
    /// - Throws: `InvalidRequest`, with the id where it could be read.
    package func envelope(_ json: JSON) throws(InvalidRequest) -> Envelope {
        try Envelope(json, takesAnyName: haveWireNames)
    }

    /// Gives a request or notification the name and the params by which services know them.
    ///
    /// - Returns: What it is answered with where it cannot go on; nil where it can.
    package func translate(_ request: Request) -> RpcError? {
        guard let entry = request.withName({ byName[$0] }) else {
            return request.hasServiceName ? nil : .methodNotFound
        }
        return entry.with { entry in
            request.take(name: entry.name, serviceLength: entry.serviceLength)
            guard entry.givesStructure else { return nil }
            do throws(RpcError) {
                if let params = try entry.method.namedParams(request.params) { request.take(params: params) }
                return nil
            } catch {
                return error
            }
        }
    }

    // MARK: Outward

    /// The name by which others know a method: its wire name, else `service.method`.
    package func name(of service: String, _ method: String) -> String {
        let name = "\(service).\(method)"
        return wireNames[ExactString(name)] ?? name
    }
}

extension Contract.Method {
    /// Params by name that may have been given by position; nil where they may stay as they are.
    ///
    /// - Throws: −32602 where they were given as the method does not take them.
    package func namedParams(_ params: JSON) throws(RpcError) -> JSON? {
        guard let positions else { return nil }
        if let fault = structureFault(of: params) { throw .invalidParams([fault]) }
        // Nil alone would be JSON's null.
        guard params.kind == .array else { return .none }
        return JSON(members: zip(positions, params.elements).map { (name: $0, value: $1) })
    }

    /// Why params are given as the method does not take them; nil where they are given as it does.
    package func structureFault(of params: JSON) -> OutputUnit? {
        guard let positions else { return nil }
        switch params.kind {
        case .array:
            guard paramStructure != .byName else { return fault("expected params by name (an object), got an array") }
            guard params.count > positions.count else { return nil }
            let names = positions.isEmpty ? "" : " (\(positions.map(\.string).joined(separator: ", ")))"
            return fault(
                "expected at most \(positions.count) element\(positions.count == 1 ? "" : "s")\(names), "
                    + "got \(params.count)", "positions")
        case .object where paramStructure == .byPosition && params.count > 0:
            return fault("expected params by position (an array), got an object")
        default: return nil
        }
    }

    /// The same params by position; nil where one is missing before another that is there, or has no position.
    package func positionalParams(_ params: JSON) -> JSON? {
        guard let positions, params.kind == .object else { return nil }
        let given = Dictionary(params.members.map { ($0.name, $0.value) }) { $1 }
        let values = positions.prefix { given[$0] != nil }.compactMap { given[$0] }
        // Nil alone would be JSON's null.
        return values.count == given.count ? JSON(values) : .none
    }

    private func fault(_ message: String, _ member: ExactString = "paramStructure") -> OutputUnit {
        OutputUnit(instanceLocation: JSONPointer(), keywordLocation: JSONPointer([member]).description, error: message)
    }
}
