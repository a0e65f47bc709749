public import ClamatorKit
internal import LineEditing

/// Contracts as text that is stored and read by people.
public enum ContractText {
    /// A contract, or a document made of one, as JSON: short values on one line, long ones broken.
    public static func text(of contract: JSON) -> String {
        JSONLayout(paint: Palette(usesColor: false), width: 110).text(contract).ansi
    }
}
