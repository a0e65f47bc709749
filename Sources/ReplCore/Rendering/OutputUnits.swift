internal import ClamatorKit
internal import LineEditing

/// The output units in the `data` of an error of a failed check.
struct OutputUnits {
    /// One thing that is wrong.
    struct Unit {
        let instanceLocation: JSONPointer
        let keywordLocation: String
        let error: String

        /// The name of the member that is missing, where that is what is wrong.
        var missing: ExactString? {
            let start = "missing required "
            guard ExactString(keywordLocation).hasSuffix("/required"), error.utf8.starts(with: start.utf8) else {
                return nil
            }
            // Behind the name another may stand that was probably given for it.
            let name = Array(Substring(error.utf8.dropFirst(start.utf8.count)).unicodeScalars)
            return (try? JSON(parsing: name.text(0..<JSONTokens(name[...], ofOneValue: true).end)))?.exactString
        }

        /// The place that is meant: where the value stands or, of one that is missing, where it should.
        var place: JSONPointer { missing.map { instanceLocation.appending($0) } ?? instanceLocation }
    }

    let units: [Unit]
    /// What is to be said besides: where the check was the client's.
    let note: String?

    /// Reads them; nil where the data is something else, as a handler may send.
    init?(of error: RpcError) {
        switch (error.code, error.data.count) {
        case (.invalidParams, 1), (.internalError, 1): note = nil
        case (.invalidParams, 2) where error.data["sent"]?.bool == false:
            note = "not sent: the contract refuses it here"
        case (.internalError, 3) where error.data["name"]?.string == "ClamatorProtocolError":
            note = "the server's result, which the contract refuses here"
        default: return nil
        }
        guard let elements = error.data["errors"]?.elements, !elements.isEmpty
        else { return nil }
        units = elements.compactMap { element in
            guard let place = element["instanceLocation"]?.string, let pointer = JSONPointer(parsing: place),
                let keyword = element["keywordLocation"]?.string, let error = element["error"]?.string
            else { return nil }
            return Unit(instanceLocation: pointer, keywordLocation: keyword, error: error)
        }
        guard units.count == elements.count else { return nil }
    }
}
