/// The lines of a soak, each made from its number alone, so that who checks the replies need not be told what was sent.
struct Traffic {
    /// What a line is, and so what its reply must be.
    enum Kind {
        case call, wrongParams, notification, broken, noSuchMethod, noEnvelope, division, blank
        /// A call of 8 MB, and a line of 20 MB, which is more than a batch reads.
        case large, tooLarge
    }

    /// Every so many lines one is large and one too large.
    private static let period = 200_000

    static func kind(of line: Int) -> Kind {
        switch line % period {
        case period / 2: return .large
        case period - 1: return .tooLarge
        default: break
        }
        switch mix(line) % 20 {
        case 0..<10: return .call
        case 10..<13: return .wrongParams
        case 13..<15: return .notification
        case 15: return .broken
        case 16: return .noSuchMethod
        case 17: return .noEnvelope
        case 18: return .division
        default: return .blank
        }
    }

    /// Spreads the bits of a number (the finalizer of SplitMix64).
    private static func mix(_ number: Int) -> UInt64 {
        var bits = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    private let spaces = [UInt8](repeating: UInt8(ascii: " "), count: 8 << 20)
    private let tooMany = [UInt8](repeating: UInt8(ascii: "x"), count: 20_000_000)

    /// Appends a line.
    func append(_ line: Int, to bytes: inout [UInt8]) {
        func add(_ text: StaticString) {
            bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
        func call(_ start: StaticString, _ end: StaticString) {
            add(start)
            Self.appendDecimal(line, to: &bytes)
            add(end)
        }
        switch Self.kind(of: line) {
        case .call:
            call(#"{"jsonrpc":"2.0","method":"arith.add","params":{"a":"#, #","b":1},"id":"#)
            call("", "}")
        case .wrongParams: call(#"{"jsonrpc":"2.0","method":"arith.add","params":{"a":"one","c":[]},"id":"#, "}")
        case .notification: add(#"{"jsonrpc":"2.0","method":"telemetry.alive","params":{"device":"d"}}"#)
        case .broken: call(#"{"jsonrpc":"2.0","method":"arith.add","params":{"a":1,"b":2},"id":"#, "")
        case .noSuchMethod: call(#"{"jsonrpc":"2.0","method":"arith.bad","params":{},"id":"#, "}")
        case .noEnvelope: call(#"{"jsonrpc":"1.0","method":"arith.add","params":{"a":1,"b":2},"id":"#, "}")
        case .division: call(#"{"jsonrpc":"2.0","method":"arith.divide","params":{"a":1,"b":0},"id":"#, "}")
        case .blank: add(" \t\r")
        case .large:
            call(#"{"jsonrpc":"2.0","method":"arith.add","params":{"a":1,"b":2},"id":"#, "")
            bytes += spaces
            add("}")
        case .tooLarge: bytes += tooMany
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Puts down what the reply to a line must be, or begin with; nothing where there must be none.
    func expect(_ line: Int, in expected: inout [UInt8]) {
        expected.removeAll(keepingCapacity: true)
        func add(_ text: StaticString) {
            expected.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
        func reply(_ end: StaticString) {
            add(#"{"jsonrpc":"2.0","id":"#)
            Self.appendDecimal(line, to: &expected)
            add(end)
        }
        switch Self.kind(of: line) {
        case .call:
            reply(#","result":{"sum":"#)
            Self.appendDecimal(line + 1, to: &expected)
            add("}}")
        case .wrongParams: reply(#","error":{"code":-32602,"message":"Invalid params","data":{"errors":[{"#)
        case .notification, .blank: break
        case .broken:
            add(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error","data":{"reason":""#)
        case .noSuchMethod: reply(#","error":{"code":-32601,"message":"Method not found","data":null}}"#)
        case .noEnvelope: reply(#","error":{"code":-32600,"message":"Invalid Request","data":{"#)
        case .division: reply(#","error":{"code":-32000,"message":"division by zero","data":null}}"#)
        case .large: reply(#","result":{"sum":3}}"#)
        case .tooLarge:
            add(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request","data":{"reason":"#)
            add(#""line longer than 16777216 bytes"}}}"#)
        }
    }

    private static func appendDecimal(_ number: Int, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = number
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
