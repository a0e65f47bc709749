/// Cuts a stream into messages. It holds no more than one message and what came with it.
struct FrameReader {
    /// What no message can be read behind.
    enum Broken: Error, Equatable {
        /// A message is longer than so many bytes.
        case tooLong(limit: Int)
        /// A line among the headers that is none.
        case header(String)
        /// The headers are longer than so many bytes.
        case longHeaders(limit: Int)
        /// Headers that do not tell how long the message is.
        case noLength
        /// The stream ended within a message.
        case cut
    }

    private let framing: Framing
    private let maximumLength: Int
    /// What was read and not given out, from `start` on.
    private var bytes: [UInt8] = []
    private var start = 0
    /// How far a line's end was looked for.
    private var searched = 0
    /// The length that the headers told, once they were read.
    private var length: Int?

    /// Headers are short; more than this is something else.
    private static let longestHeaders = 8 << 10

    init(_ framing: Framing, maximumLength: Int) {
        self.framing = framing
        self.maximumLength = maximumLength
    }

    /// Takes in what was read.
    mutating func append(_ more: ArraySlice<UInt8>) {
        if start > 0 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
        bytes += more
    }

    /// The next message; nil where more must be read first.
    ///
    /// - Throws: What is broken; then nothing more can be read.
    mutating func next() throws(Broken) -> ArraySlice<UInt8>? {
        switch framing {
        case .lines: try nextLine()
        case .contentLength: try nextWithHeaders()
        }
    }

    /// What is left at the end of the stream: a last line that has no end; nil where nothing is.
    ///
    /// - Throws: `cut` where the framing tells that something is missing.
    mutating func end() throws(Broken) -> ArraySlice<UInt8>? {
        let rest = bytes[start...]
        start = bytes.count
        if rest.isEmpty, length == nil { return nil }
        guard framing == .lines else { throw .cut }
        return trimmed(rest)
    }

    private mutating func nextLine() throws(Broken) -> ArraySlice<UInt8>? {
        while let line = takeLine() {
            let text = trimmed(line)
            guard text.count <= maximumLength else { throw .tooLong(limit: maximumLength) }
            if !text.isEmpty { return text }
        }
        // One more for a carriage return.
        guard bytes.count - start <= maximumLength + 1 else { throw .tooLong(limit: maximumLength) }
        return nil
    }

    private mutating func nextWithHeaders() throws(Broken) -> ArraySlice<UInt8>? {
        if length == nil { try readHeaders() }
        guard let length, bytes.count - start >= length else { return nil }
        let message = bytes[start..<start + length]
        (start, searched) = (start + length, start + length)
        self.length = nil
        return message
    }

    /// Reads the headers, where they are there as a whole.
    private mutating func readHeaders() throws(Broken) {
        let first = start
        var told: Int?
        while let line = takeLine() {
            let text = trimmed(line)
            if text.isEmpty {
                guard let told else { throw .noLength }
                guard told <= maximumLength else { throw .tooLong(limit: maximumLength) }
                length = told
                return
            }
            // A message that is sent as a line is no header: waiting for more would end by the time-out of a call.
            guard let colon = text.firstIndex(of: UInt8(ascii: ":")), text[..<colon].allSatisfy(Self.isNameByte) else {
                throw .header(Self.excerpt(text))
            }
            let name = String(decoding: text[..<colon], as: UTF8.self).lowercased()
            guard name == "content-length" else { continue }
            let value = text[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            guard told == nil, !value.isEmpty, value.allSatisfy({ 0x30...0x39 ~= $0 }) else {
                throw .header(Self.excerpt(text))
            }
            // What does not fit an integer is too long as well.
            told = Int(String(decoding: value, as: UTF8.self)) ?? .max
        }
        guard bytes.count - first <= Self.longestHeaders else { throw .longHeaders(limit: Self.longestHeaders) }
        // They are read again once there is more.
        (start, searched) = (first, first)
    }

    /// Whether the name of a header may have a byte: a token (RFC 9110 §5.6.2).
    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte & 0x80 == 0
            && (UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                || "!#$%&'*+-.^_`|~".utf8.contains(byte))
    }

    private mutating func takeLine() -> ArraySlice<UInt8>? {
        guard let end = bytes[max(start, searched)...].firstIndex(of: 0x0A) else {
            searched = bytes.count
            return nil
        }
        defer { (start, searched) = (end + 1, end + 1) }
        return bytes[start..<end]
    }

    private func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        while let last = line.last, last == 0x0D || last == 0x20 || last == 0x09 { line.removeLast() }
        return line
    }

    private static func excerpt(_ text: ArraySlice<UInt8>) -> String {
        String(decoding: text.prefix(60), as: UTF8.self)
    }
}

extension FrameReader.Broken {
    /// What is said of the server: `the server …`.
    var sentence: String {
        switch self {
        case .tooLong(let limit): "sent a message of more than \(limit) bytes"
        case .header(let text): "broke its framing: no header is \"\(text)\""
        case .longHeaders(let limit): "broke its framing: its headers are longer than \(limit) bytes"
        case .noLength: "broke its framing: its headers tell no Content-Length"
        case .cut: "ended within a message"
        }
    }
}
