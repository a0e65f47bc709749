import ClamatorKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files that an input stands for, in a folder of this process.
struct Folder {
    let path: String

    init() {
        var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/fuzz-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { fatalError("no folder for the inputs: errno \(errno)") }
        path = String(cString: made)
    }

    /// Gives a file this text, or takes the file away if there is none.
    func set(_ name: String, to text: [UInt8]?) {
        guard let text else {
            unlink("\(path)/\(name)")
            return
        }
        guard let file = fopen("\(path)/\(name)", "w") else { fatalError("cannot write \(name): errno \(errno)") }
        defer { fclose(file) }
        if fwrite(text, 1, text.count, file) != text.count { fatalError("cannot write \(name)") }
    }
}
