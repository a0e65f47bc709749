import ClamatorJSON

/// A part of a YAML text.
struct YAMLEvent {
    let kind: Kind
    /// Where it begins.
    let mark: YAMLMark
    /// Whether it ends on the line on which it begins.
    let isOnOneLine: Bool
    /// How many characters it has.
    let length: Int

    /// What it is.
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(ExactString)
        /// A scalar with its text, in UTF-8; one that is neither plain nor quoted is a block.
        case scalar([UInt8], isPlain: Bool, isQuoted: Bool, Properties)
        case sequenceStart(Properties)
        case sequenceEnd
        case mappingStart(Properties)
        case mappingEnd
    }

    /// What may stand before a value (YAML 1.2 §6.9).
    struct Properties {
        let anchor: ExactString?
        let tag: ExactString?
    }
}
