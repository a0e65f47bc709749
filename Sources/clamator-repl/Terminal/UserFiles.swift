#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

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
        guard let value = getenv(variable) else { return nil }
        let path = String(cString: value)
        return path.hasPrefix("/") ? path : nil
    }
}
