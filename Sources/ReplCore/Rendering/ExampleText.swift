internal import ClamatorKit
internal import LineEditing

/// A value on one line to give an idea of it: long texts, lists and depths are cut, and an ellipsis stands for the
/// rest.
struct ExampleText {
    let paint: Palette

    private static let longestString = 40
    private static let mostElements = 3
    private static let mostMembers = 16
    private static let deepest = 4

    /// The value in the pieces between which the line may be broken.
    func text(_ value: JSON) -> BreakableText { text(value, depth: 0) }

    private func text(_ value: JSON, depth: Int) -> BreakableText {
        switch value.kind {
        case .object:
            if value.count == 0 { return BreakableText(["{}"]) }
            if depth >= Self.deepest { return BreakableText(["{…}"]) }
            let members = value.members.prefix(Self.mostMembers).map { name, value in
                let key = paint(.name, Printable.escape(JSON(name.string).description))
                return text(value, depth: depth + 1).enclosed("\(key): ", "", hasSpace: false)
            }
            return list(members, isCut: value.count > members.count, "{ ", " }")
        case .array:
            if value.count == 0 { return BreakableText(["[]"]) }
            if depth >= Self.deepest { return BreakableText(["[…]"]) }
            let elements = value.elements.prefix(Self.mostElements).map { text($0, depth: depth + 1) }
            return list(elements, isCut: value.count > elements.count, "[", "]")
        case .string:
            let string = value.string ?? ""
            let start = string.unicodeScalars.prefix(Self.longestString + 1)
            if start.count <= Self.longestString { return scalar(value) }
            let quoted = JSON(String(String.UnicodeScalarView(start.dropLast()))).description
            return BreakableText([Printable.escape(quoted.dropLast() + "…\"")]) { paint(.string, $0) }
        default: return scalar(value)
        }
    }

    private func scalar(_ value: JSON) -> BreakableText {
        var text = BreakableText([])
        text.append(JSONLayout(paint: paint, width: .max).line(value), hasSpace: false)
        return text
    }

    private func list(
        _ items: [BreakableText], isCut: Bool, _ start: StyledText, _ end: StyledText
    ) -> BreakableText {
        let items = isCut ? items + [BreakableText(["…"])] : items
        var text = BreakableText([])
        for (number, item) in items.enumerated() {
            let isLast = number == items.count - 1
            text += item.enclosed("", isLast ? "" : ",", hasSpace: !isLast)
        }
        return text.enclosed(start, end, hasSpace: false)
    }
}
