private import ClamatorSystem
internal import SystemPackage

/// Why an entry could not be edited in the user's own editor.
enum ExternalEditorError: Error, CustomStringConvertible {
    /// Neither `VISUAL` nor `EDITOR` names one.
    case none
    /// The file could not be made, or could not be read again.
    case file(String)
    /// No process could be started for the editor, and why.
    case notStarted(command: String, Errno)
    /// The editor ended with this status, which is none of success.
    case failed(command: String, status: Int32)
    /// A signal ended the editor.
    case killed(command: String, signal: Int32)

    var description: String {
        switch self {
        case .none: "no editor: set VISUAL or EDITOR to one"
        case .file(let reason): reason
        case .notStarted(let command, let error): "\(command) could not be started: \(error.description)"
        case .failed(let command, 127): "no command \(command); VISUAL or EDITOR asks for it"
        case .failed(let command, let status): "\(command) ended with status \(status); the entry is as it was"
        case .killed(let command, let signal): "\(command) was ended by signal \(signal); the entry is as it was"
        }
    }
}

/// The user's own editor, on a private temporary file. The terminal must be in the shell's mode meanwhile.
enum ExternalEditor {
    /// Lets the user edit a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - name: What the file's name begins with.
    ///   - ending: What it ends with.
    /// - Returns: What became of it, without the line end that editors put at the end of a file.
    /// - Throws: Where the text has to stay as it is.
    static func edit(_ text: String, name: String, ending: String) throws(ExternalEditorError) -> String {
        guard let command = Environment.command(named: "VISUAL") ?? Environment.command(named: "EDITOR")
        else { throw .none }
        let path: String
        do throws(PrivateFileError) { path = try PrivateFile.make(name: name, ending: ending) } catch {
            throw .file(error.description)
        }
        defer { try? SystemCalls.remove(path) }
        do throws(FileError) {
            try Files.write(text.isEmpty ? "" : text + "\n", to: path)
        } catch {
            throw .file(error.description)
        }
        try run(command, on: path)
        do throws(FileError) {
            // NUL would end the text in C.
            var bytes = try Files.read(path).filter { $0 != 0 && $0 != UInt8(ascii: "\r") }
            while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw .file(error.description)
        }
    }

    /// Runs the command through the shell, as it may have arguments. `system` leaves Ctrl-C and Ctrl-\ to the command.
    private static func run(_ command: String, on path: String) throws(ExternalEditorError) {
        let status: Int32
        do throws(Errno) { status = try SystemCalls.runShell("\(command) \(PrivateFile.quoted(path))") } catch {
            throw .notStarted(command: command, error)
        }
        // As `wait` gives it: the signal in the low seven bits, the exit status above.
        let signal = status & 0x7F
        let code = status >> 8 & 0xFF
        if signal != 0 { throw .killed(command: command, signal: signal) }
        if code != 0 { throw .failed(command: command, status: code) }
    }
}
