internal import ClamatorKit
internal import ContractExport
package import ScriptedHandlers

/// Hashes of the schemas of contracts, by which a change is found.
package enum Manifest {
    /// The manifest of loaded contracts, as clamator's code generator writes it.
    ///
    /// - Throws: `UsageError` where the contracts are too large for one.
    package static func text(of services: [ContractLoader.Service]) throws(UsageError) -> String {
        do throws(LimitReached) {
            return SchemaManifest.text(of: try SchemaManifest.of(services.map(\.completeSource)))
        } catch {
            throw tooLarge
        }
    }

    private static let tooLarge = UsageError(
        "too much to hash: the types that each method leads to are more than 256 MiB, all together")

    /// What differs between a manifest and loaded contracts, a line for each difference.
    ///
    /// - Parameters:
    ///   - text: The manifest.
    ///   - name: The name of its file, for messages.
    ///   - services: The contracts.
    /// - Returns: The lines; none where nothing differs.
    /// - Throws: `UsageError` where the text is no manifest, or the contracts are too large for one.
    package static func drift(
        from text: [UInt8], named name: String, to services: [ContractLoader.Service]
    ) throws(UsageError) -> [String] {
        let manifest: JSON
        do throws(JSONError) {
            manifest = try JSON(parsing: text)
        } catch {
            throw UsageError(Printable.escape("\(name): no manifest: \(error)"))
        }
        let drift: [String]?
        do throws(LimitReached) {
            drift = try SchemaManifest.drift(from: manifest, to: services.map(\.completeSource))
        } catch {
            throw tooLarge
        }
        guard let lines = drift else {
            throw UsageError(
                Printable.escape("\(name): no manifest: expected an object with \"contracts\", as `manifest` writes it")
            )
        }
        return lines.map { Printable.escape("\(name): \($0)") }
    }
}
