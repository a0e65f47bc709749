package import ClamatorJSON

/// Why a value cannot have its defaults.
package enum FillingError: Error {
    /// A limit was reached.
    case limitReached(LimitReached)
    /// With them it does not follow the schema; why.
    case breaksSchema([OutputUnit])

    /// The error for a filled value that was refused.
    init(explaining filled: JSON, _ schema: Schema) {
        do throws(LimitReached) {
            var units = try schema.explain(filled)
            for index in units.indices { units[index].error += ", with the declared defaults filled in" }
            self = .breaksSchema(units)
        } catch {
            self = .limitReached(error)
        }
    }
}
