import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sessions at the prompt, each in a file that a person can read, with the screens they come to.
@Suite struct PinnedSessionTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Sessions"
    /// The sessions whose pictures are written anew rather than compared: names with commas between, 1 for all.
    private static let pinned = (ProcessInfo.processInfo.environment["PIN_SESSIONS"] ?? "").split(separator: ",")
        .map(String.init)

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
    }()

    @Test func `At least forty sessions are pinned`() {
        #expect(Self.names.count >= 40)
    }

    @Test(arguments: names) func `A session shows what is pinned`(name: String) throws {
        let path = "\(Self.folder)/\(name).txt"
        let session = try PinnedSession(parsing: String(contentsOfFile: path, encoding: .utf8))
        if Self.pinned.contains("1") || Self.pinned.contains(name) {
            var pictures: [String] = []
            try Self.play(session) { terminal, _, picture in
                terminal.settle(milliseconds: 400)
                pictures.append(picture(terminal.screen))
            }
            try session.text(pictures: pictures).write(toFile: path, atomically: true, encoding: .utf8)
        } else {
            try Self.play(session) { terminal, expected, picture in
                try? terminal.waitFor { picture($0) == expected }
                // What comes late must leave it as it is.
                if !expected.contains("⠋") { terminal.settle(milliseconds: 20) }
                let shown = picture(terminal.screen)
                #expect(shown == expected, "got\n\(shown)\nexpected\n\(expected)")
            }
        }
    }

    /// Takes the steps, and hands each picture to `look` with what makes one of the screen.
    private static func play(
        _ session: PinnedSession, look: (PseudoTerminal, String, (ScreenModel) -> String) throws -> Void
    ) throws {
        let home = try TemporaryFolder([:])
        // How long a call takes is different each time.
        let files = [configuration: #"{"timing": false}"#].merging(session.files) { $1 }
        for (name, text) in files {
            let folder = URL(filePath: "\(home.path)/\(name)").deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try home.write(text, to: name)
        }
        let tool = "clamator-repl \(session.arguments)"
        var environment = [
            "HOME": home.path, "PS1": "$ ",
            "PATH": URL(filePath: Tool.path).deletingLastPathComponent().path + ":/usr/bin:/bin",
        ]
        if !session.isStyled { environment["NO_COLOR"] = "1" }
        environment.merge(session.environment) { $1 }
        let shell = session.hasShell ? "exec bash --norc --noprofile -i" : "exec \(tool)"
        let terminal = try PseudoTerminal(
            command: ["/bin/sh", "-c", "cd '\(Project.path)' && \(shell)"],
            columns: session.columns, rows: session.rows, environment: environment)
        if session.hasShell {
            try terminal.waitFor { $0.cursorLine == "$" }
            try terminal.send(" \(tool)\n")
            try terminal.waitFor { $0.cursorLine == "clamator>" }
        }
        // What is typed before the tool has the terminal, the terminal shows by itself.
        try terminal.waitFor { !$0.text.isEmpty && ($0.modes.contains(2004) || session.environment["TERM"] != nil) }
        terminal.settle(milliseconds: 30)
        for step in session.steps {
            switch step {
            case .type(let keys): try terminal.type(try TypedKeys.text(keys))
            case .send(let keys): try terminal.send(try TypedKeys.text(keys))
            case .resize(let columns, let rows): terminal.resize(columns: columns, rows: rows)
            case .signal(let name): kill(terminal.process, signals[name] ?? 0)
            case .screen(let expected): try look(terminal, expected) { session.picture(of: $0, home: home.path) }
            case .end(let expected):
                let status = try terminal.waitForExit()
                #expect((status & 0x7F == 0 ? status >> 8 : 128 + status & 0x7F) == expected)
                let local = tcflag_t(ICANON | ECHO | ISIG)
                #expect(terminal.modes.c_lflag & local == local, "the terminal is not as it was")
                #expect(!terminal.screen.modes.contains(2004), "pastes are still bracketed")
            }
        }
        #expect(terminal.screen.unknown == [])
    }

    private static let configuration = ".config/clamator-repl/config.json"

    private static let signals = [
        "TERM": SIGTERM, "HUP": SIGHUP, "INT": SIGINT, "SEGV": SIGSEGV, "ABRT": SIGABRT, "QUIT": SIGQUIT,
    ]
}
