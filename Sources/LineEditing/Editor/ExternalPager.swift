private import ClamatorSystem
internal import SystemPackage

/// Why the user's own pager could not show a text.
enum ExternalPagerError: Error, CustomStringConvertible {
    /// The file could not be made.
    case file(String)
    /// No process could be started for the pager, and why.
    case notStarted(command: String, Errno)
    /// There is no such command.
    case unknown(command: String)
    /// The shell could not read the command, or may not run it; its exit status.
    case refused(command: String, status: Int32)
    /// It failed before it read anything.
    case unread(command: String)

    var description: String {
        switch self {
        case .file(let reason): reason
        case .notStarted(let command, let error): "\(command) could not be started: \(error.description)"
        case .unknown(let command): "no command \(command); PAGER asks for it"
        case .unread(let command): "\(command) failed before it read anything; PAGER asks for it"
        case .refused(let command, let status): "\(command) ended with status \(status); PAGER asks for it"
        }
    }
}

/// The user's own pager, which reads a text from its standard input. The terminal must be in the shell's mode
/// meanwhile.
enum ExternalPager {
    /// What `PAGER` asks for; nil where it asks for nothing.
    static var command: String? { Environment.command(named: "PAGER") }

    /// The exit status for a pager that failed and has read nothing.
    private static let unread: Int32 = 125

    /// Shows a text with its colours.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - name: What the name of the file begins with that the pager reads.
    /// - Throws: Where nothing was shown.
    static func show(_ text: String, name: String) throws(ExternalPagerError) {
        guard let command else { return }
        let path: String
        do throws(PrivateFileError) { path = try PrivateFile.make(name: name, ending: "") } catch {
            throw .file(error.description)
        }
        defer { try? SystemCalls.remove(path) }
        let text = text + "\n"
        do throws(FileError) { try Files.write(text, to: path) } catch { throw .file(error.description) }
        // less shows colours, ends by itself below a screenful, and leaves the text on the screen, unless the user
        // wants it otherwise.
        // Of what a pager that failed has left to read, the shell finds out whether that is all. The command has one of
        // its own, which it may end.
        let script = """
            LESS=${LESS-FRX} && export LESS && {
            (
            \(command)
            ) || {
            status=$?
            case $status in
            126 | 127) ;;
            *) test $(wc -c) -ne \(text.utf8.count) && status=1 || status=\(unread) ;;
            esac
            (exit $status)
            }
            } < \(PrivateFile.quoted(path))
            """
        let status: Int32
        do throws(Errno) { status = try SystemCalls.runShell(script) } catch {
            throw .notStarted(command: command, error)
        }
        // As `wait` gives it: the exit status in the second byte. How a pager ends otherwise is the user's affair.
        switch status >> 8 & 0xFF {
        case unread: throw .unread(command: command)
        case 127: throw .unknown(command: command)
        case 2, 126: throw .refused(command: command, status: status >> 8 & 0xFF)
        default: break
        }
    }
}
