internal import ClamatorKit
package import ScriptedHandlers

/// The input of a batch, of which the first line is looked at: lines of the prompt may have been given by mistake.
package struct PromptLineHint: ByteSource {
    private var source: any ByteSource
    private let catalogue: ServiceCatalogue
    private let tell: @Sendable (String) -> Void
    /// The start of the first line that is not blank; nil once it was looked at.
    private var start: [UInt8]? = []

    /// How much of a line is looked at, in bytes.
    private static let most = 4096

    /// Watches a source.
    ///
    /// - Parameters:
    ///   - source: Gives the lines.
    ///   - services: What calls can name.
    ///   - tell: Is called once, at most, with what to say.
    package init(
        _ source: any ByteSource, _ services: [ContractLoader.Service], tell: @escaping @Sendable (String) -> Void
    ) {
        self.source = source
        catalogue = ServiceCatalogue(services)
        self.tell = tell
    }

    package mutating func read(into bytes: inout [UInt8], from start: Int) throws(StreamError) -> Int {
        let count = try source.read(into: &bytes, from: start)
        if self.start != nil { look(at: bytes[start..<start + min(count, Self.most)], isEnd: count == 0) }
        return count
    }

    package mutating func mustWait() -> Bool { source.mustWait() }

    private mutating func look(at bytes: ArraySlice<UInt8>, isEnd: Bool) {
        let line = ((start ?? []) + bytes).drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") || $0 == 0x20 }
        let end = line.firstIndex(of: UInt8(ascii: "\n"))
        guard end != nil || isEnd || line.count >= Self.most else {
            start = Array(line)
            return
        }
        start = nil
        let entry = Entry(
            String(decoding: line[..<(end ?? line.endIndex)], as: UTF8.self), Vocabulary(catalogue: catalogue))
        guard entry.method != nil || entry.command != nil else { return }
        tell("the first line is no JSON but reads as a line of the prompt; -e - runs such lines")
    }
}
