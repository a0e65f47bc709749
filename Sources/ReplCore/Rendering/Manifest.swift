internal import ClamatorKit
internal import ContractExport
package import ScriptedHandlers

/// Hashes of the schemas of contracts, by which a change is found.
package enum Manifest {
    /// The manifest of loaded contracts, as clamator's code generator writes it.
    package static func text(of services: [ContractLoader.Service]) -> String {
        SchemaManifest.text(of: SchemaManifest.of(services.map(\.source)))
    }

    /// What differs between a manifest and loaded contracts, a line for each difference.
    ///
    /// - Parameters:
    ///   - text: The manifest.
    ///   - name: The name of its file, for messages.
    ///   - services: The contracts.
    /// - Returns: The lines; none where nothing differs.
    /// - Throws: `UsageError` where the text is no manifest.
    package static func drift(
        from text: [UInt8], named name: String, to services: [ContractLoader.Service]
    ) throws(UsageError) -> [String] {
        let manifest: JSON
        do throws(JSONError) {
            manifest = try JSON(parsing: text)
        } catch {
            throw UsageError(Printable.escape("\(name): no manifest: \(error)"))
        }
        guard let lines = SchemaManifest.drift(from: manifest, to: services.map(\.source)) else {
            throw UsageError(
                Printable.escape("\(name): no manifest: expected an object with \"contracts\", as `manifest` writes it")
            )
        }
        return lines.map { Printable.escape("\(name): \($0)") }
    }
}
