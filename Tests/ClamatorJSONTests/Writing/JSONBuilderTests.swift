import ClamatorJSON
import Testing

@Suite struct JSONBuilderTests {
    @Test func `A value is what the body writes`() throws {
        var builder = JSONBuilder()
        let value = try builder.build { writer in
            writer.object { writer in writer.member("a") { $0.array { $0.number(1) } } }
        }
        #expect(value == ["a": [1]])
    }

    @Test
    func `A value that is held elsewhere stays as it is when the next is built`() throws {
        var builder = JSONBuilder()
        let held = try (0..<3).map { number in try builder.build { $0.array { $0.number(number) } } }
        #expect(held == [[0], [1], [2]])
    }

    @Test func `A text that is written is read where someone looks at its value, and stays when the next is written`() {
        var builder = JSONBuilder()
        let texts = (0..<3).map { number in builder.write { $0.array { $0.number(number) } } }
        #expect(texts.map(\.value) == [[0], [1], [2]])
        #expect(texts[1].withBytes { String(decoding: $0, as: UTF8.self) } == "[1]")
    }

    @Test func `A text whose memory came back leaves nothing in the next value`() throws {
        var builder = JSONBuilder()
        builder.recycle(builder.write { $0.array { for number in 0..<100 { $0.number(number) } } })
        #expect(try builder.build { $0.array { $0.number(1) } } == [1])
    }

    @Test(arguments: ["", "1 2", "[1,", "{\"a\"}"])
    func `A body that writes no value, or more than one, is refused`(text: String) {
        var builder = JSONBuilder()
        #expect(throws: JSONError.self) {
            try builder.build { writer in text.withBytes { writer.append($0) } }
        }
    }

    @Test(
        arguments: ["sum", "", "a \"quoted\" name", "größer", "tab\there"],
        [
            "0", "7", "-12", "0.5", "-3.25", "1e+22", "1.5e-9", "123456789012345680000", "123456789012.34567", "0.1",
            "0.30000000000000004",
        ])
    func `What stands in a mold is what a parser reads there, whatever the name and the number`(
        name: String, number: String
    ) throws {
        let value = try #require(Double(number))
        var builder = JSONBuilder()
        let byItself = try builder.build(in: JSONMold()) { $0.appendDouble(value) }
        let inObject = try builder.build(in: JSONMold(memberNamed: name)) { $0.appendDouble(value) }
        let parsed = try JSON(parsing: #"{\#(JSON(name)):\#(number)}"#)

        #expect(byItself.description == number)
        #expect(byItself == parsed[name])
        #expect(inObject.description == parsed.description)
        #expect(inObject == parsed)
        #expect(inObject.members.map(\.name.string) == [name])
        #expect(inObject[name]?.double == value)
        #expect(inObject[name]?.int == parsed[name]?.int)
    }
}
