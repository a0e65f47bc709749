import ClamatorJSON
import Testing

@Suite struct ScratchTests {
    @Test("Every element is what was given at first", arguments: [0, 1, 4, 300])
    func isFilled(count: Int) {
        let elements = Scratch.with(count, of: 7, capacity: max(count, 4)) { scratch in
            (0..<scratch.count).map { scratch[$0] }
        }
        #expect(elements == [Int](repeating: 7, count: count))
    }

    @Test("Elements are what was put there last") func holdsElements() {
        Scratch.with(4, of: 0, capacity: 4) { one in
            Scratch.with(6, of: 1, capacity: 6) { other in
                one[2] = 5
                other.copy(one)
                #expect((0..<6).map { other[$0] } == [0, 0, 5, 0, 1, 1])
                other.fill(9)
                one.copy(other)
                #expect((0..<4).map { one[$0] } == [9, 9, 9, 9])
            }
        }
    }
}
