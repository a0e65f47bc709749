/// A format that the keyword `format` can name and this library asserts (JSON Schema Validation, section 7.3).
package enum Format: String, Sendable, CaseIterable, BitwiseCopyable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case email
    case idnEmail = "idn-email"
    case hostname
    case idnHostname = "idn-hostname"
    case ipv4
    case ipv6
    case uri
    case uriReference = "uri-reference"
    case iri
    case iriReference = "iri-reference"
    case uriTemplate = "uri-template"
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case uuid
    /// Asserted by parsing the string as a pattern, which is the evaluator's to do: see `accepts(_:)`.
    case regex

    /// Whether a string of valid UTF-8 has the format.
    ///
    /// Takes time linear in the length of the string. Ill-formed UTF-8 is no danger; what is answered for it is
    /// unspecified.
    ///
    /// - Precondition: the format is not `regex`.
    package func accepts(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .dateTime: Self.isDateTime(text)
        case .date: Self.isDate(text)
        case .time: Self.isTime(text)
        case .duration: Self.isDuration(text)
        case .email: Self.isEmail(text)
        case .idnEmail: Self.isIDNEmail(text)
        case .hostname: Self.isHostname(text)
        case .idnHostname: Self.isIDNHostname(text)
        case .ipv4: Self.isIPv4(text)
        case .ipv6: Self.isIPv6(text)
        case .uri: Self.isURI(text, .ascii)
        case .uriReference: Self.isURIReference(text, .ascii)
        case .iri: Self.isURI(text, .unicode)
        case .iriReference: Self.isURIReference(text, .unicode)
        case .uriTemplate: Self.isURITemplate(text)
        case .jsonPointer: Self.isJSONPointer(text)
        case .relativeJSONPointer: Self.isRelativeJSONPointer(text)
        case .uuid: Self.isUUID(text)
        case .regex: preconditionFailure("the format 'regex' is asserted by the pattern parser")
        }
    }
}
