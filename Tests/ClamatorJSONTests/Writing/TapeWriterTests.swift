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
    /// All that the tape of a whole text says, node by node.
    private func tape(_ value: JSON) -> [String] {
        value.withView { view in
            (view.index..<Int(view.node.next)).map { index in
                let node = view.at(index).node
                return "\(node.kind) \(node.flags) \(node.count) \(node.offset) \(node.length) \(node.next)"
            }
        }
    }

    private func check(_ value: JSON) throws {
        let parsed = try JSON(parsing: value.description)
        #expect(tape(value) == tape(parsed))
        #expect(value == parsed)
        #expect(!parsed.mayHaveLineBreaks || value.mayHaveLineBreaks)
    }

    private func check(_ written: some JSONEncodable) throws { try check(JSON(encoding: written)) }

    private static let texts = [
        "", "a", "ab", "abc", "abcd", "eightlet", "nineteen characters", "é", "x\"y", "\\", "\u{1}", "😀 and \n",
        "日本語日本語",
        String(repeating: "long ", count: 60),
    ]

    /// Values that were read before, inside of others.
    private static let read: [JSON] = {
        let outer = try? JSON(
            parsing: #" [ {"a" : [1, -2.5e3 , {}],"\u00e9\"" : "é\n" } , [[ ]], "😀", true , null, 7 ] "#)
        let broken = try? JSON(parsing: "[1,\n{\"a\":\r\n[]}]")
        return [outer, broken].compactMap(\.self).flatMap {
            [$0] + $0.elements + $0.elements.flatMap { $0.members.map(\.value) }
        }
    }()

    private func write(_ random: inout SplitMix64, depth: Int, into writer: inout JSONWriter) {
        switch Int.random(in: 0..<(depth == 0 ? 9 : 12), using: &random) {
        case 0: writer.null()
        case 1: writer.bool(Bool.random(using: &random))
        case 2: writer.number(Int.random(in: -1000...1000, using: &random))
        case 3:
            writer.number(
                [0.5, -1e300, 1e21, 1e20, 380.48, 5e-300, .infinity, 7][Int.random(in: 0..<8, using: &random)])
        case 4: writer.number(UInt64.max)
        case 5: writer.value(JSON(Self.texts[Int.random(in: 0..<Self.texts.count, using: &random)]))
        case 6, 7: writer.string(Self.texts[Int.random(in: 0..<Self.texts.count, using: &random)])
        case 8: writer.value(Self.read[Int.random(in: 0..<Self.read.count, using: &random)])
        case 9:
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
        try check(value)
    }

    @Test func `Values nest as deep as is allowed, whether they are written or copied, and no deeper`() throws {
        func nested(_ levels: Int) throws -> JSON {
            try JSON(parsing: String(repeating: "[", count: levels) + String(repeating: "]", count: levels))
        }
        @Sendable func within(_ levels: Int, _ value: JSON, _ writer: inout JSONWriter) {
            if levels == 0 { return writer.value(value) }
            writer.array { within(levels - 1, value, &$0) }
        }
        for (written, copied) in [(575, 1), (576, 0), (64, 512), (300, 276)] {
            let inner = copied == 0 ? JSON(1) : try nested(copied)
            let value = try JSON(encoding: Written { within(written, inner, &$0) })
            #expect(value.count == 1)
            #expect(throws: JSONEncodingError(.noValue(.tooDeep(limit: 576)))) {
                try JSON(encoding: Written { within(written + 1, inner, &$0) })
            }
        }
    }

    @Test func `What catches an error of its own halfway is read anew, or refused`() throws {
        struct Halfway: Error {}
        #expect(throws: JSONEncodingError.self) {
            try JSON(
                encoding: Written { writer in
                    writer.array { writer in
                        try? writer.array { _ in throw Halfway() }
                        writer.number(1)
                    }
                })
        }
        let value = try JSON(
            encoding: Written { writer in
                writer.object { writer in
                    try? writer.attempt { (writer) throws(Halfway) in
                        writer.name("a")
                        throw Halfway()
                    }
                    writer.name("b")
                    writer.number(1)
                }
            })
        #expect(value == ["b": 1])
        try check(value)
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
