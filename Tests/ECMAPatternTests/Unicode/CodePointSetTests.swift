import ClamatorSystem
import TestSupport
import Testing

// For `CodePointSet`, which is internal.
@testable import ECMAPattern

@Suite
struct CodePointSetTests {
    @Test
    func `Ranges that touch or overlap are joined, in any order`() {
        #expect(CodePointSet([20...30, 1...5, 6...9, 25...40]).ranges == [1...9, 20...40])
        #expect(CodePointSet([]).isEmpty)
    }

    @Test
    func `A set holds no surrogates`() {
        #expect(CodePointSet([0xD000...0xE000]).ranges == [0xD000...0xD7FF, 0xE000...0xE000])
        #expect(CodePointSet(0xD800).isEmpty)
        #expect(CodePointSet.empty.complement == .all)
        #expect(CodePointSet.all.complement.isEmpty)
        #expect(CodePointSet.all.ranges == [0...0xD7FF, 0xE000...0x10FFFF])
    }

    @Test(arguments: RandomCases.seeds(20))
    func `Sets unite, intersect and turn round as sets of numbers do`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func draw() -> CodePointSet {
            CodePointSet(
                (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    let first = UInt32.random(in: 0...60, using: &random)
                    return first...first + UInt32.random(in: 0...9, using: &random)
                })
        }
        let (a, b) = (draw(), draw())
        for codePoint in UInt32(0)...80 {
            let (inA, inB) = (a.contains(codePoint), b.contains(codePoint))
            #expect(inA == a.ranges.contains { $0.contains(codePoint) })
            #expect(a.union(b).contains(codePoint) == (inA || inB))
            #expect(a.intersection(b).contains(codePoint) == (inA && inB))
            #expect(a.complement.contains(codePoint) == !inA)
        }
        #expect(a.isDisjoint(with: b) == a.intersection(b).isEmpty)
        #expect(a.complement.complement == a)
    }
}
