import ClamatorJSON
import Testing

@Suite struct ByteViewTests {
    static let bytes = [UInt8](1...20)

    @Test("The head is the first eight bytes, with zeros where there are fewer", arguments: 0...20)
    func takesTheHead(count: Int) {
        let expected = Self.bytes.prefix(min(count, 8)).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        #expect(Self.bytes.withBytes { $0.part(..<count).head } == expected)
    }

    @Test("A part begins with the index 0") func takesParts() {
        Self.bytes.withBytes { view in
            let part = view.part(3..<7)
            #expect(Array(part) == [4, 5, 6, 7])
            #expect(part[0] == 4)
            #expect(Array(part.part(2...)) == [6, 7])
            #expect(Array(part.part(..<1)) == [4])
            #expect(part.part(4...).isEmpty)
        }
    }

    @Test("Views are equal where their bytes are", arguments: 0...10)
    func compares(start: Int) {
        Self.bytes.withBytes { view in
            for length in 0...9 {
                let part = view.part(start..<start + length)
                #expect(Array(part).withBytes { $0.isEqual(to: part) })
                #expect(!part.isEqual(to: view.part(start..<start + length + 1)))
                if length > 0 { #expect(!part.isEqual(to: view.part(start + 1..<start + length + 1))) }
            }
        }
    }

    @Test("Literals and strings are seen as UTF-8") func seesText() {
        #expect(Array(ByteView("aé€")) == Array("aé€".utf8))
        #expect("aé€".withBytes { Array($0) } == Array("aé€".utf8))
        #expect(ByteView("").isEmpty)
    }
}
