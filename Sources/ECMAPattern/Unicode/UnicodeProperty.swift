import ClamatorJSON
import Synchronization

/// The Unicode properties a pattern may name: ECMA-262 (2024) tables 67 to 69.
enum UnicodeProperty {
    /// The members of `\p{name}`, or of `\p{name=value}`. Nothing when ECMA-262 knows no such property. Names count
    /// case, as there.
    static func set(name: String, value: String?) -> CodePointSet? {
        let property = ExactString(value.map { "\(name)=\($0)" } ?? name)
        return found.withLock { found in
            if let set = found[property] { return set }
            let set = find(name, value)
            found[property] = set
            return set
        }
    }

    /// The properties asked for so far, as finding one may take milliseconds.
    private static let found = Mutex<[ExactString: CodePointSet]>([:])

    private static func find(_ name: String, _ value: String?) -> CodePointSet? {
        switch (name, value) {
        case ("General_Category", let value?), ("gc", let value?): GeneralCategory.set(value)
        case ("Script", let value?), ("sc", let value?): script(value)
        case ("Script_Extensions", let value?), ("scx", let value?): scriptExtensions(value)
        case (_, nil): GeneralCategory.set(name) ?? binary(name)
        case (_, _?): nil
        }
    }

    private static func script(_ name: String) -> CodePointSet? {
        ranges(of: name, in: UnicodeTables.scripts)?.set
    }

    private static func scriptExtensions(_ name: String) -> CodePointSet? {
        guard let own = ranges(of: name, in: UnicodeTables.scripts) else { return nil }
        return (ranges(of: own.firstName, in: UnicodeTables.extensions) ?? own).set
    }

    /// The line of a table that has `name` among its names.
    private static func ranges(of name: String, in table: String) -> (firstName: String, set: CodePointSet)? {
        for line in table.utf8.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            let names = words[0].split(separator: UInt8(ascii: ","))
            guard names.contains(where: { $0.elementsEqual(name.utf8) }) else { continue }
            return (String(Substring(names[0])), words.count > 1 ? decode(words[1]) : .empty)
        }
        return nil
    }

    private static func decode(_ words: Substring.UTF8View) -> CodePointSet {
        var ranges: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for word in words.split(separator: UInt8(ascii: " ")) {
            let numbers = word.split(separator: UInt8(ascii: ":")).map { UInt32(Substring($0), radix: 16) ?? 0 }
            let first = next + numbers[0]
            let last = first + (numbers.count > 1 ? numbers[1] : 0)
            ranges.append(first...last)
            next = last + 1
        }
        return CodePointSet(ranges)
    }

    // MARK: Binary properties

    private static func binary(_ name: String) -> CodePointSet? {
        switch name {
        case "Any": return .all
        case "ASCII": return CodePointSet([0...0x7F])
        case "Assigned": return GeneralCategory.set("Cn")?.complement
        case "Emoji_Component", "EComp": return ranges(of: "Emoji_Component", in: UnicodeTables.others)?.set
        case "Extended_Pictographic", "ExtPict":
            return ranges(of: "Extended_Pictographic", in: UnicodeTables.others)?.set
        case "Regional_Indicator", "RI": return ranges(of: "Regional_Indicator", in: UnicodeTables.others)?.set
        default:
            guard let isMember = predicate(name) else { return nil }
            return CodePointSet(UnicodeScan.runs { isMember($0.properties) }.filter(\.value).map(\.range))
        }
    }

    private static func predicate(_ name: String) -> ((Unicode.Scalar.Properties) -> Bool)? {
        switch name {
        case "ASCII_Hex_Digit", "AHex": \.isASCIIHexDigit
        case "Alphabetic", "Alpha": \.isAlphabetic
        case "Bidi_Control", "Bidi_C": \.isBidiControl
        case "Bidi_Mirrored", "Bidi_M": \.isBidiMirrored
        case "Case_Ignorable", "CI": \.isCaseIgnorable
        case "Cased": \.isCased
        case "Changes_When_Casefolded", "CWCF": \.changesWhenCaseFolded
        case "Changes_When_Casemapped", "CWCM": \.changesWhenCaseMapped
        case "Changes_When_Lowercased", "CWL": \.changesWhenLowercased
        case "Changes_When_NFKC_Casefolded", "CWKCF": \.changesWhenNFKCCaseFolded
        case "Changes_When_Titlecased", "CWT": \.changesWhenTitlecased
        case "Changes_When_Uppercased", "CWU": \.changesWhenUppercased
        case "Dash": \.isDash
        case "Default_Ignorable_Code_Point", "DI": \.isDefaultIgnorableCodePoint
        case "Deprecated", "Dep": \.isDeprecated
        case "Diacritic", "Dia": \.isDiacritic
        case "Emoji": \.isEmoji
        case "Emoji_Modifier", "EMod": \.isEmojiModifier
        case "Emoji_Modifier_Base", "EBase": \.isEmojiModifierBase
        case "Emoji_Presentation", "EPres": \.isEmojiPresentation
        case "Extender", "Ext": \.isExtender
        case "Grapheme_Base", "Gr_Base": \.isGraphemeBase
        case "Grapheme_Extend", "Gr_Ext": \.isGraphemeExtend
        case "Hex_Digit", "Hex": \.isHexDigit
        case "IDS_Binary_Operator", "IDSB": \.isIDSBinaryOperator
        case "IDS_Trinary_Operator", "IDST": \.isIDSTrinaryOperator
        case "ID_Continue", "IDC": \.isIDContinue
        case "ID_Start", "IDS": \.isIDStart
        case "Ideographic", "Ideo": \.isIdeographic
        case "Join_Control", "Join_C": \.isJoinControl
        case "Logical_Order_Exception", "LOE": \.isLogicalOrderException
        case "Lowercase", "Lower": \.isLowercase
        case "Math": \.isMath
        case "Noncharacter_Code_Point", "NChar": \.isNoncharacterCodePoint
        case "Pattern_Syntax", "Pat_Syn": \.isPatternSyntax
        case "Pattern_White_Space", "Pat_WS": \.isPatternWhitespace
        case "Quotation_Mark", "QMark": \.isQuotationMark
        case "Radical": \.isRadical
        case "Sentence_Terminal", "STerm": \.isSentenceTerminal
        case "Soft_Dotted", "SD": \.isSoftDotted
        case "Terminal_Punctuation", "Term": \.isTerminalPunctuation
        case "Unified_Ideograph", "UIdeo": \.isUnifiedIdeograph
        case "Uppercase", "Upper": \.isUppercase
        case "Variation_Selector", "VS": \.isVariationSelector
        case "White_Space", "space": \.isWhitespace
        case "XID_Continue", "XIDC": \.isXIDContinue
        case "XID_Start", "XIDS": \.isXIDStart
        default: nil
        }
    }
}

/// Asks the standard library about every scalar.
enum UnicodeScan {
    /// Neighbours with the same answer, in order.
    static func runs<Value: Equatable>(
        _ value: (Unicode.Scalar) -> Value
    ) -> [(range: ClosedRange<UInt32>, value: Value)] {
        var runs: [(range: ClosedRange<UInt32>, value: Value)] = []
        var first: UInt32 = 0
        var current = value("\0")
        for codePoint in asked.joined() {
            guard let scalar = Unicode.Scalar(codePoint) else { continue }
            let next = value(scalar)
            guard next != current else { continue }
            runs.append((first...codePoint - 1, current))
            first = codePoint
            current = next
        }
        runs.append((first...CodePointSet.lastScalar, current))
        return runs
    }

    /// The scalars that answer for those up to the next. In every version of Unicode so far, planes 4 to 13 and all of
    /// plane 14 but its start are unassigned, and planes 15 and 16 private; but the last two of a plane are
    /// noncharacters.
    private static let asked: [ClosedRange<UInt32>] =
        [0...0x3FFFF]
        + (4...16).flatMap { (plane: UInt32) -> [ClosedRange<UInt32>] in
            let first = plane << 16
            return [first...(plane == 14 ? first + 0x1000 : first), first + 0xFFFE...first + 0xFFFF]
        }
}
