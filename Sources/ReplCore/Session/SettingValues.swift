internal import ClamatorKit

extension Setting {
    /// The value as `.set` takes it.
    func value(in options: Session.Options) -> String {
        switch self {
        case .color: Self.word(options.palette.usesColor)
        case .timing: Self.word(options.showsTiming)
        case .trace: Self.word(options.showsTrace)
        case .timeout: String(Int(options.timeout / .milliseconds(1)))
        case .width: options.fixedWidth.map { String($0) } ?? "auto"
        }
    }

    /// Takes a value.
    ///
    /// - Throws: `UsageError` where it is none for this setting.
    func set(_ text: String, in options: inout Session.Options) throws(UsageError) {
        switch self {
        case .color:
            options.palette = Palette(usesColor: try flag(text))
            options.errorPalette = options.palette
        case .timing: options.showsTiming = try flag(text)
        case .trace: options.showsTrace = try flag(text)
        case .timeout: options.timeout = .milliseconds(try number(text, in: 1...2_147_483_647))
        case .width: options.fixedWidth = text == "auto" ? nil : try number(text, in: 10...10_000, or: "auto or ")
        }
    }

    /// `timing is on`
    func sentence(in options: Session.Options) -> String { "\(rawValue) is \(value(in: options))" }

    private static func word(_ flag: Bool) -> String { flag ? "on" : "off" }

    private func flag(_ text: String) throws(UsageError) -> Bool {
        switch text {
        case "on": return true
        case "off": return false
        default: throw UsageError("\(rawValue) is on or off, not \(Printable.excerpt(text))")
        }
    }

    private func number(_ text: String, in range: ClosedRange<Int>, or other: String = "") throws(UsageError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "\(rawValue) is \(other)a number from \(range.lowerBound) to \(range.upperBound), not "
                    + Printable.excerpt(text))
        }
        return number
    }
}
