import ClamatorKit

/// Where the user's own files are, by the XDG Base Directory Specification; nil where there is no home.
enum UserFiles {
    static var history: String? { path(variable: "XDG_STATE_HOME", usual: ".local/state", name: "history") }
    static var configuration: String? { path(variable: "XDG_CONFIG_HOME", usual: ".config", name: "config.json") }

    private static func path(variable: String, usual: String, name: String) -> String? {
        // The specification has relative paths ignored.
        let folder = folder(variable) ?? folder("HOME").map { "\($0)/\(usual)" }
        return folder.map { "\($0)/clamator-repl/\(name)" }
    }

    private static func folder(_ variable: String) -> String? {
        Environment.value(of: variable).flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
}
