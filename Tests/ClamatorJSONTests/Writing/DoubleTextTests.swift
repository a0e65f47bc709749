import ClamatorJSON
import ClamatorSystem
import TestSupport
import Testing

@Suite struct DoubleTextTests {
    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (-0.5, "-0.5"), (100.25, "100.25"),
            (0.1 + 0.2, "0.30000000000000004"), (1.0 / 3, "0.3333333333333333"), (2.0 / 3, "0.6666666666666666"),
            (123456.789, "123456.789"), (1e15, "1000000000000000"), (1e16, "10000000000000000"),
            (9_007_199_254_740_992, "9007199254740992"), (17_000_000_000_000_002, "17000000000000002"),
            (123_456_789_012_345_683_968, "123456789012345680000"), (1e20, "100000000000000000000"),
            (1e21, "1e+21"), (1.5e21, "1.5e+21"), (999_999_999_999_999_868_928, "999999999999999900000"),
            (1e22, "1e+22"), (1.23e300, "1.23e+300"), (1e-5, "0.00001"), (1e-6, "0.000001"), (1.25e-6, "0.00000125"),
            (1e-7, "1e-7"), (-1.5e-7, "-1.5e-7"), (0.0001234, "0.0001234"), (.leastNonzeroMagnitude, "5e-324"),
            (.leastNormalMagnitude, "2.2250738585072014e-308"), (5.684341886080802e-14, "5.684341886080802e-14"),
            (1.7976931348623157e308, "1.7976931348623157e+308"), (4.35, "4.35"), (0.000001234567, "0.000001234567"),
            (999_999_999_999_999.9, "999999999999999.9"), (1.000000001, "1.000000001"), (19.99, "19.99"),
            (.infinity, "null"), (-.infinity, "null"), (.nan, "null"),
        ] as [(Double, String)])
    func `A Double is written as JavaScript writes it`(value: Double, text: String) {
        #expect(Self.text(of: value) == text)
    }

    @Test(arguments: RandomCases.seeds(4))
    func `Any Double is written with the fewest digits that read back as it`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<1000 {
            let value = Double(bitPattern: generator.next())
            if value.isFinite { try expectShortest(value) }
        }
    }

    @Test
    func `Short decimals, powers of two and ten and their neighbours are written with the fewest digits`() throws {
        var generator = SplitMix64(seed: 9 + RandomCases.seed)
        for exponent in -1074...1023 where exponent % 7 == 0 || abs(exponent) < 80 {
            let power = Double(sign: .plus, exponent: exponent, significand: 1)
            for value in [power.nextDown, power, power.nextUp] { try expectShortest(value) }
        }
        for exponent in -30...30 {
            let power = try #require(Double("1e\(exponent)"))
            for value in [power.nextDown, power, power.nextUp] { try expectShortest(value) }
        }
        for _ in 0..<RandomCases.count(2000) {
            let digits = Int64.random(in: 0..<(1 << Int64.random(in: 1...56, using: &generator)), using: &generator)
            let text = "\(digits)e-\(Int.random(in: 0...20, using: &generator))"
            try expectShortest(try #require(Double(text)))
        }
    }

    private static func text(of value: Double) -> String {
        var writer = JSONWriter()
        writer.number(value)
        return writer.text
    }

    /// Reads the text back, cuts it into digits and a power of ten, and looks for shorter ones.
    private func expectShortest(_ value: Double) throws {
        let text = Self.text(of: value)
        try #require(try JSON(parsing: text).double == value, "\(value)")
        let (digits, exponent) = Self.parts(of: text)
        let sign = value < 0 ? "-" : ""
        try #require(text == sign + Self.layout(digits, exponent), "\(value)")
        guard digits.count > 1 else { return }
        // Of all texts with one digit less, the two around the value are nearest to it.
        let below = try #require(Int(digits.dropLast()))
        for shorter in [below, below + 1] {
            let candidate = "\(sign)\(shorter)e\(exponent - digits.count + 1)"
            try #require(Double(candidate) != value, "\(text) could be \(candidate)")
        }
    }

    /// The digits of a number's text without zeros around, and the power of ten that 0.digits is to be multiplied by.
    private static func parts(of text: String) -> (digits: String, exponent: Int) {
        let halves = text.drop { $0 == "-" }.split(separator: "e")
        let integer = halves[0].prefix { $0 != "." }
        let all = halves[0].filter { $0 != "." }
        let digits = all.drop { $0 == "0" }
        let power = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
        let exponent = integer.count - (all.count - digits.count) + power
        let trimmed = String(digits.reversed().drop { $0 == "0" }.reversed())
        return trimmed.isEmpty ? ("0", 1) : (trimmed, exponent)
    }

    /// ECMA-262 §6.1.6.1.20, steps 6 to 12, where `digits` has k digits and `n` is the exponent.
    private static func layout(_ digits: String, _ n: Int) -> String {
        let k = digits.count
        if k <= n, n <= 21 { return digits + String(repeating: "0", count: n - k) }
        if 0 < n, n <= 21 { return digits.prefix(n) + "." + digits.dropFirst(n) }
        if -6 < n, n <= 0 { return "0." + String(repeating: "0", count: -n) + digits }
        let power = (n - 1 < 0 ? "e-" : "e+") + String(abs(n - 1))
        return k == 1 ? digits + power : digits.prefix(1) + "." + digits.dropFirst() + power
    }
}
