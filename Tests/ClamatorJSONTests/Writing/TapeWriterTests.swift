import ClamatorJSON
import ClamatorSystem
import TestSupport
import Testing

/// Writes what a closure writes.
private struct Written: JSONEncodable {
    let body: @Sendable (inout JSONWriter) throws(JSONEncodingError) -> Void

    func write(into writer: inout JSONWriter) throws(JSONEncodingError) { try body(&writer) }
}

@Suite struct TapeWriterTests {
    /// All that can be read of a value, and where it stands.
    private func facts(_ value: JSON) -> [String] {
        let view = value.withView {
            ["\($0.kind) \($0.node.flagsAndCount) \($0.node.offset) \($0.node.length) \($0.index)"]
        }
        let inside = value.elements.flatMap(facts) + value.members.flatMap { [$0.name.string] + facts($0.value) }
        return view + ["\(value) \(value.string ?? "-") \(value.int ?? -1) \(value.double ?? -1)"] + inside
    }

    private func check(_ written: some JSONEncodable) throws {
        let value = try JSON(encoding: written)
        let parsed = try JSON(parsing: value.description)
        #expect(facts(value) == facts(parsed))
        #expect(value == parsed)
        #expect(!value.mayHaveLineBreaks)
    }

    private static let texts = [
        "", "a", "ab", "abc", "abcd", "eightlet", "nineteen characters", "é", "x\"y", "\\", "\u{1}", "😀 and \n",
        "日本語日本語",
        String(repeating: "long ", count: 60),
    ]

    private func write(_ random: inout SplitMix64, depth: Int, into writer: inout JSONWriter) {
        switch Int.random(in: 0..<(depth == 0 ? 8 : 11), using: &random) {
        case 0: writer.null()
        case 1: writer.bool(Bool.random(using: &random))
        case 2: writer.number(Int.random(in: -1000...1000, using: &random))
        case 3:
            writer.number(
                [0.5, -1e300, 1e21, 1e20, 380.48, 5e-300, .infinity, 7][Int.random(in: 0..<8, using: &random)])
        case 4: writer.number(UInt64.max)
        case 5: writer.value(JSON(Self.texts[Int.random(in: 0..<Self.texts.count, using: &random)]))
        case 6, 7: writer.string(Self.texts[Int.random(in: 0..<Self.texts.count, using: &random)])
        case 8:
            let count = Int.random(in: 0...6, using: &random)
            writer.array { writer in
                for _ in 0..<count { write(&random, depth: depth - 1, into: &writer) }
            }
        default:
            let count = Int.random(in: 0...6, using: &random)
            writer.object { writer in
                for _ in 0..<count {
                    if Bool.random(using: &random) {
                        writer.name(Self.texts[Int.random(in: 0..<Self.texts.count, using: &random)])
                    } else {
                        writer.name("a literal")
                    }
                    write(&random, depth: depth - 1, into: &writer)
                }
            }
        }
    }

    @Test(arguments: RandomCases.seeds(200))
    func `What is written is the same value as the one that is read from its text`(seed: UInt64) throws {
        try check(
            Written { writer in
                var random = SplitMix64(seed: seed)
                write(&random, depth: 5, into: &writer)
            })
    }

    @Test func `A value that was read before may stand in one that is written`() throws {
        let read = try JSON(parsing: "[1, {\"a\":\n[]}]")
        let value = try JSON(
            encoding: Written { writer in
                writer.array { writer in
                    writer.number(1)
                    writer.value(read)
                    writer.bool(true)
                }
            })
        #expect(value == [1, read, true])
        #expect(value.mayHaveLineBreaks)
        #expect(facts(value) == facts(try JSON(parsing: value.description)))
    }

    @Test(arguments: [
        Written { _ in },
        Written {
            $0.number(1); $0.number(2)
        },
        Written { $0.name("a") },
        Written { $0.object { $0.number(1) } },
        Written { $0.object { $0.name("a") } },
        Written {
            $0.object {
                $0.name("a"); $0.name("b"); $0.number(1)
            }
        },
        Written {
            $0.array {
                $0.name("a"); $0.number(1)
            }
        },
        Written {
            $0.array { _ in }; $0.object { _ in }
        },
        Written {
            $0.object {
                $0.name("a"); $0.number(1); $0.number(2)
            }
        },
        Written { $0.object { writer in writer.array { _ in } } },
    ])
    fileprivate func `What is not one value is refused`(written: Written) {
        #expect(throws: JSONEncodingError.self) { try JSON(encoding: written) }
    }

    @Test func `What is taken back before it is complete leaves no trace`() throws {
        let value = try JSON(
            encoding: Written { writer in
                writer.array { $0.string("away") }
                writer.removeAll()
                writer.object { writer in
                    writer.name("a")
                    writer.number(1)
                }
            })
        #expect(value == ["a": 1])
        #expect(value["a"]?.int == 1)
    }
}

extension Node {
    fileprivate var flagsAndCount: String { "\(count) \(isEscaped) \(isASCII) \(isPlainInteger) \(hasExponent)" }
}
