internal import ClamatorKit

/// The output units in the `data` of an error of a failed check.
struct OutputUnits {
    let units: [OutputUnit]
    /// A remark to show below them where the client made the check.
    let note: String?

    /// Reads them; nil where the data is something else, as a handler may send.
    ///
    /// - Parameters:
    ///   - error: The error that a call was answered with.
    ///   - reasons: What a check of the same value here finds. Units hold no more than texts; where the reasons are
    ///     those of the units, they tell which members are missing.
    init?(of error: RpcError, reasons: [OutputUnit]) {
        switch (error.code, error.data.count) {
        case (.invalidParams, 1), (.internalError, 1): note = nil
        case (.invalidParams, 2) where error.data["sent"]?.bool == false:
            note = "not sent: the contract refuses it here"
        case (.internalError, 3) where error.data["name"]?.string == ClamatorProtocolError.wireName:
            note = "the server's result, which the contract refuses here"
        default: return nil
        }
        guard let elements = error.data["errors"]?.elements, !elements.isEmpty else { return nil }
        var units = elements.compactMap { OutputUnit(json: $0) }
        guard units.count == elements.count else { return nil }
        let areSame = units.elementsEqual(reasons) { unit, reason in
            unit.instanceLocation == reason.instanceLocation && unit.keywordLocation == reason.keywordLocation
        }
        if areSame {
            for (index, reason) in reasons.enumerated() { units[index].missing = reason.missing }
        }
        self.units = units
    }
}

extension OutputUnit {
    /// Reads a unit as it is sent; nil where the value is none.
    fileprivate init?(json: JSON) {
        guard let location = json["instanceLocation"]?.string, let pointer = JSONPointer(parsing: location),
            let keyword = json["keywordLocation"]?.string, let error = json["error"]?.string
        else { return nil }
        self.init(instanceLocation: pointer, keywordLocation: keyword, error: error)
    }

    /// Where the value stands or, of one that is missing, where it should.
    var path: JSONPointer { missing.map { instanceLocation.appending($0) } ?? instanceLocation }
}
