internal import ClamatorKit
internal import LineEditing

/// `.set`, and the commands that are settings by themselves.
struct SettingCommands {
    let state: SessionState

    /// Changes a setting, or shows it where no value is given.
    func set(_ setting: Setting, _ value: String) throws(UsageError) -> Output {
        if value.isEmpty { return Output(text: StyledText(setting.sentence(in: state.options))) }
        try setting.set(value, in: &state.options)
        state.host.showGreetings(state.options.showsTrace)
        return Output()
    }

    /// `.set`, `.set NAME`, `.set NAME VALUE`
    func set(_ argument: String) throws(UsageError) -> Output {
        let (name, value) = argument.splitAtSpace
        if name.isEmpty { return Output(text: state.notice(list)) }
        guard let setting = Setting(rawValue: String(name)) else {
            let known = Setting.allCases.map(\.rawValue)
            throw UsageError(
                "no setting \(Printable.excerpt(String(name)))"
                    + Suggestion.sentence(
                        for: String(name), among: known, else: "there are " + known.joined(separator: ", ")))
        }
        return try set(setting, String(value))
    }

    private var list: StyledText {
        let paint = state.options.palette
        return Setting.allCases.map { setting -> StyledText in
            let name = paint(.name, setting.rawValue.padded(to: 8))
            return "  \(name) \(setting.value(in: state.options).padded(to: 8))\(paint(.detail, setting.purpose))"
        }.joined(separator: "\n")
    }
}
