/// The values of the property General_Category and their sets.
enum GeneralCategory {
    /// The members of the category, or group of categories, of that name.
    static func set(_ name: String) -> CodePointSet? {
        guard let categories = categories(name) else { return nil }
        return CodePointSet(assignments.filter { categories.contains($0.value) }.map(\.range))
    }

    /// Which scalars have which category: some 4 100 runs, found once.
    private static let assignments = UnicodeScan.runs(\.properties.generalCategory)

    private static func categories(_ name: String) -> [Unicode.GeneralCategory]? {
        switch name {
        case "Lu", "Uppercase_Letter": [.uppercaseLetter]
        case "Ll", "Lowercase_Letter": [.lowercaseLetter]
        case "Lt", "Titlecase_Letter": [.titlecaseLetter]
        case "LC", "Cased_Letter": [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]
        case "Lm", "Modifier_Letter": [.modifierLetter]
        case "Lo", "Other_Letter": [.otherLetter]
        case "L", "Letter": [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]
        case "Mn", "Nonspacing_Mark": [.nonspacingMark]
        case "Mc", "Spacing_Mark": [.spacingMark]
        case "Me", "Enclosing_Mark": [.enclosingMark]
        case "M", "Mark", "Combining_Mark": [.nonspacingMark, .spacingMark, .enclosingMark]
        case "Nd", "Decimal_Number", "digit": [.decimalNumber]
        case "Nl", "Letter_Number": [.letterNumber]
        case "No", "Other_Number": [.otherNumber]
        case "N", "Number": [.decimalNumber, .letterNumber, .otherNumber]
        case "Pc", "Connector_Punctuation": [.connectorPunctuation]
        case "Pd", "Dash_Punctuation": [.dashPunctuation]
        case "Ps", "Open_Punctuation": [.openPunctuation]
        case "Pe", "Close_Punctuation": [.closePunctuation]
        case "Pi", "Initial_Punctuation": [.initialPunctuation]
        case "Pf", "Final_Punctuation": [.finalPunctuation]
        case "Po", "Other_Punctuation": [.otherPunctuation]
        case "P", "Punctuation", "punct":
            [
                .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
                .finalPunctuation, .otherPunctuation,
            ]
        case "Sm", "Math_Symbol": [.mathSymbol]
        case "Sc", "Currency_Symbol": [.currencySymbol]
        case "Sk", "Modifier_Symbol": [.modifierSymbol]
        case "So", "Other_Symbol": [.otherSymbol]
        case "S", "Symbol": [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol]
        case "Zs", "Space_Separator": [.spaceSeparator]
        case "Zl", "Line_Separator": [.lineSeparator]
        case "Zp", "Paragraph_Separator": [.paragraphSeparator]
        case "Z", "Separator": [.spaceSeparator, .lineSeparator, .paragraphSeparator]
        case "Cc", "Control", "cntrl": [.control]
        case "Cf", "Format": [.format]
        case "Cs", "Surrogate": [.surrogate]
        case "Co", "Private_Use": [.privateUse]
        case "Cn", "Unassigned": [.unassigned]
        case "C", "Other": [.control, .format, .surrogate, .privateUse, .unassigned]
        default: nil
        }
    }
}
