public import ClamatorJSON

/// One reason why a value does not follow a schema: an error of JSON Schema's output (2020-12 Core §12.3).
public struct OutputUnit: Sendable, Equatable {
    /// The location in the value.
    public var instanceLocation: JSONPointer
    /// The way through the schema to the keyword that refused the value, as a JSON pointer that goes through
    /// references.
    public var keywordLocation: String
    /// The keyword's own location as a URI with a JSON pointer for its fragment; nil where that says nothing more.
    public var absoluteKeywordLocation: String?
    /// What was expected and what came.
    public var error: String
    /// The member that `required` asks for and the value lacks, where that is the reason.
    package var missing: ExactString?

    /// Makes a unit.
    package init(
        instanceLocation: JSONPointer, keywordLocation: String, absoluteKeywordLocation: String? = nil, error: String,
        missing: ExactString? = nil
    ) {
        self.instanceLocation = instanceLocation
        self.keywordLocation = keywordLocation
        self.absoluteKeywordLocation = absoluteKeywordLocation
        self.error = error
        self.missing = missing
    }

    /// The last step of the way to the keyword: its name, mostly.
    package static func lastStep(of keywordLocation: String) -> ExactString {
        let parts = keywordLocation.utf8.split(separator: UInt8(ascii: "/"))
        return parts.last.map { ExactString(Substring($0)) } ?? ""
    }

    /// Makes a unit from its parts.
    package init(
        instanceLocation: JSONPointer, keywordLocation: String, absoluteKeywordLocation: String? = nil, error: String
    ) {
        self.instanceLocation = instanceLocation
        self.keywordLocation = keywordLocation
        self.absoluteKeywordLocation = absoluteKeywordLocation
        self.error = error
    }

    /// Writes the unit as an object with the members that the standard names.
    public func write(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("instanceLocation") { $0.string(instanceLocation.description) }
            writer.member("keywordLocation") { $0.string(keywordLocation) }
            if let absoluteKeywordLocation {
                writer.member("absoluteKeywordLocation") { $0.string(absoluteKeywordLocation) }
            }
            writer.member("error") { $0.string(error) }
        }
    }
}
