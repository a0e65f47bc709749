#if canImport(Glibc)
    import Glibc
    import TestSupport
    import Testing

    /// Ctrl-C in entries that are costly to look at while they are typed.
    @Suite struct InterruptTests {
        /// Types that refer twice to the next, 24 deep: without a bound, looking at one would take hours.
        private static let contract: String = {
            let types = (0..<24).map {
                "\"t\($0)\": {\"anyOf\": [{\"$ref\": \"#/$defs/t\($0 + 1)\"}, "
                    + "{\"allOf\": [{\"$ref\": \"#/$defs/t\($0 + 1)\"}]}]}"
            }
            let last = "\"t24\": {\"properties\": {\"a\": {\"enum\": [\"x\"]}}, \"required\": [\"b\"]}"
            return """
                {"service": "deep", "$defs": {\((types + [last]).joined(separator: ", "))},
                 "methods": {"go": {"params": {"type": "object", "allOf": [{"$ref": "#/$defs/t0"}]}, "result": true}}}
                """
        }()

        static let entries = [
            "deep.go a=z b=", "deep.go {\"a\": \"z\", \"p\": {\"a\": ",
            "deep.go " + (0..<2000).map { "p\($0)=x" }.joined(separator: " "),
            "deep.go {\"a\": [" + String(repeating: "{\"b\": [1, \"x\"]}, ", count: 4000),
        ]

        /// What the tool may spend from Ctrl-C to a fresh prompt. Built for debugging, it takes many times as long.
        private static var most: Duration {
            #if DEBUG
                .seconds(4)
            #else
                .milliseconds(100)
            #endif
        }

        @Test(arguments: entries.indices)
        func `Ctrl-C gives a fresh prompt at once whatever the entry costs to check`(index: Int) throws {
            let home = try TemporaryFolder(["deep.json": Self.contract])
            let terminal = try PseudoTerminal(
                command: [Tool.path, "\(home.path)/deep.json"], environment: ["HOME": home.path])
            try terminal.waitFor { $0.modes.contains(2004) && $0.cursorLine == "clamator>" }
            // Pasted, so that the tool looks at it once before the key that follows.
            try terminal.send("\u{1B}[200~\(Self.entries[index])\u{1B}[201~")
            try terminal.sendAlone("q")
            terminal.settle()
            let before = terminal.processorTime
            try terminal.send("\u{3}")
            try terminal.waitFor(timeout: .seconds(30)) { $0.cursorLine == "clamator>" }
            #expect(terminal.processorTime - before < Self.most)
        }
    }

    extension PseudoTerminal {
        /// What the program has spent, all its threads together.
        fileprivate var processorTime: Duration {
            var clock = clockid_t()
            var time = timespec()
            guard unsafe clock_getcpuclockid(process, &clock) == 0, unsafe clock_gettime(clock, &time) == 0 else {
                return .zero
            }
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        }
    }
#endif
