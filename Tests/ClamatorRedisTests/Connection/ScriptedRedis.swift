import TestSupport

/// Something that speaks as Redis does, and answers each command as the test says; it ends with its owner.
final class ScriptedRedis: Sendable {
    private let peer: TCPPeer

    /// Begins to listen.
    ///
    /// - Parameter answer: Gives the answer to a command, as it goes over the wire; nil for none, as of one that waits.
    init(_ answer: @escaping @Sendable ([String]) -> String?) {
        peer = TCPPeer { connection in
            var bytes: [UInt8] = []
            while true {
                let more = connection.read()
                if more.isEmpty { return }
                bytes += more
                while let words = Self.takeCommand(from: &bytes) {
                    guard let answer = answer(words) else { continue }
                    if answer == Self.hangUp { return }
                    connection.write(Array(answer.utf8))
                }
            }
        }
    }

    /// What ends the connection in place of an answer.
    static let hangUp = "hang up"

    /// Where clients find it.
    var url: String { "redis://127.0.0.1:\(peer.port)" }

    /// What a Redis answers where nothing is, to what servers and clients ask.
    static func answer(_ words: [String]) -> String? {
        switch words[0] {
        case "PING": "+PONG\r\n"
        case "XREAD", "XREADGROUP": words.contains("BLOCK") ? nil : "*-1\r\n"
        case "XAUTOCLAIM": "*2\r\n$3\r\n0-0\r\n*0\r\n"
        case "XADD": words.contains("NOMKSTREAM") ? "$-1\r\n" : "$3\r\n1-1\r\n"
        case "XINFO": "*0\r\n"
        case "XGROUP": "+OK\r\n"
        default: ":1\r\n"
        }
    }

    /// A bulk string.
    static func bulk(_ text: String) -> String { "$\(text.utf8.count)\r\n\(text)\r\n" }

    /// The next command, an array of bulk strings, where it is there as a whole.
    private static func takeCommand(from bytes: inout [UInt8]) -> [String]? {
        var rest = bytes[...]
        func number() -> Int? {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            defer { rest = rest[(end + 1)...] }
            return Int(String(decoding: rest[rest.startIndex..<end].dropFirst().dropLast(), as: UTF8.self))
        }
        guard let count = number() else { return nil }
        var words: [String] = []
        for _ in 0..<count {
            guard let length = number(), rest.count >= length + 2 else { return nil }
            words.append(String(decoding: rest.prefix(length), as: UTF8.self))
            rest = rest.dropFirst(length + 2)
        }
        bytes = Array(rest)
        return words
    }
}
