import ClamatorKit
import LineEditing
import ScriptedHandlers
import TestSupport
import Testing

// For `HelpTopic` and `Help`, which are internal.
@testable import ReplCore

@Suite struct HelpTests {
    private func help(_ name: String = "") throws -> String {
        try Help(services: DemoService.services(), paint: Palette(usesColor: false)).text(of: name).ansi
    }

    @Test func `The commands are listed`() throws {
        #expect(
            try help() == """
                A call is SERVICE.METHOD and its params:
                  demo.add a=2 b=3
                  demo.add { "a": 2, "b": 3 }
                Tab completes. A line that begins with { or [ is sent as it is.

                  .help [TOPIC]           this text, or more on a topic
                  .services               the services and their methods
                  .describe NAME          a service, a method or a type: all there is to know
                  .peek [SERVICE]         the last calls over Redis, and their replies
                  .errors [run]           every error with a line that provokes it; run them
                  .use SERVICE            lets METHOD stand for SERVICE.METHOD; .use ends that
                  .call METHOD            begins a call of it, with its required params to edit
                  .repeat N [CALL]        makes the last call, or another, N times: the rate
                  .trace [on|off]         the way of the last call; on shows that of each
                  .timing on|off          shows how long calls take
                  .timeout MS             how many milliseconds a call may take
                  .set [NAME VALUE]       the settings, or changes one
                  .more                   goes on with a text that was too long for the screen
                  .history [N]            the last entries
                  .save FILE              writes the requests sent so far as lines for a batch
                  .record [FILE|off]      writes each call to a file as it is made
                  .read FILE              runs the lines of a file
                  .load PATH              loads a contract or a folder of them besides
                  .reload                 loads all files again, those that hold
                  .handlers [NAME]        the rules that answer, and how often each did
                  .on METHOD RULE         lets another rule answer: JSON, or silence
                  .off METHOD             takes that back
                  .reset [SERVICE]        puts state and sequences back to their start
                  .save-handlers FILE     writes the rules that stand now as a handlers file
                  .quit                   ends

                More by .help TOPIC: calls, json, handlers, errors, trace, settings, history,
                keys, files, batch
                """)
    }

    @Test func `A topic is explained with lines to try`() throws {
        #expect(
            try help("calls") == """
                calls
                A call is SERVICE.METHOD and its params, each as name=value. A value is JSON
                where that fits the method's schema, and text otherwise; what begins with a
                double quote is JSON, and what holds spaces needs such quotes. a.b=1 reaches
                inside; a name that is no plain word stands in quotes: "two words"=1. @FILE is
                the JSON in a file; a path that holds spaces stands in quotes too.
                Where a method has positions, its params may stand in their order without
                names: METHOD VALUE VALUE NAME=VALUE; one array alone stands for all of them.
                _ is the last result, _3 the third; _.NAME reaches into it. X = METHOD keeps a
                result as _X. Each alone is shown. A line that begins with # is a comment.
                .use SERVICE lets METHOD stand for SERVICE.METHOD.
                Try:
                  demo.add a=2 b=3
                  demo.add a=_.sum b=3
                  .describe demo.add
                  .use demo
                """)
    }

    @Test(arguments: HelpTopic.allCases) func `Each topic fits on lines of eighty columns`(topic: HelpTopic) throws {
        // What is there to try is as long as the contracts make it.
        let text = try help(topic.rawValue).split(separator: "\n").prefix { $0 != "Try:" }
        for line in text { #expect(line.count <= 80, "\(line)") }
    }

    @Test func `The list of commands fits on lines of eighty columns`() throws {
        for line in try help().split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    /// What is there to try does something.
    @Test(arguments: HelpTopic.allCases) func `The lines that help names make sense`(topic: HelpTopic) async throws {
        let folder = try DemoService.folder()
        var options = Session.Options()
        options.timeout = .milliseconds(10)
        let session = Session(
            host: try await DemoService.host(in: folder), sources: ContractSources(contracts: [], handlers: []),
            loader: ContractLoader(), options: options)
        session.history = { [] }
        let text = try help(topic.rawValue)
        let lines = text.split(separator: "\n").drop { $0 != "Try:" }.dropFirst()
        for line in lines.map({ String($0.dropFirst(2)) }) {
            let line = line.replacing("calls.ndjson", with: "\(folder.path)/calls.ndjson")
            #expect(!(await session.run(line).error.hasPrefix("✗ no ")), "\(line)")
        }
    }

    @Test(arguments: [(".use", "  .use SERVICE"), ("quit", "  .quit"), (".errors", "errors\n")])
    func `A command is explained`(name: String, start: String) throws {
        #expect(try help(name).hasPrefix(start))
    }

    @Test func `There is help where nothing is loaded`() throws {
        let help = Help(services: [], paint: Palette(usesColor: false))
        for topic in HelpTopic.allCases { #expect(try !help.text(of: topic.rawValue).ansi.contains("Try:")) }
        #expect(try help.text(of: "").ansi.hasPrefix("A call is SERVICE.METHOD"))
    }
}
