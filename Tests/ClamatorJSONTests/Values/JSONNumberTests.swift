import ClamatorJSON
import ClamatorSystem
import TestSupport
import Testing

@Suite struct JSONNumberTests {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("0.0", 0), ("-0e9", 0), ("0e99999999999999999999", 0), ("7", 7), ("-7", -7),
            ("1.0", 1), ("1e2", 100), ("10e-1", 1), ("1.50e1", 15), ("-120.0e-1", -12),
            ("1E+18", 1_000_000_000_000_000_000),
            ("999999999999999999", 999_999_999_999_999_999), ("1000000000000000000", 1_000_000_000_000_000_000),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775808", nil),
            ("-9223372036854775809", nil), ("9.223372036854775807e18", .max), ("92233720368547758070e-1", .max),
            ("1e19", nil), ("9e18", 9_000_000_000_000_000_000), ("1e400", nil), ("1.5", nil), ("1e-1", nil),
            ("-0.1", nil),
            ("1e-99999999999", nil), ("1e99999999999999999999", nil),
            ("100000000000000000000000000000e-28", 10),
        ] as [(String, Int?)])
    func `A number that is an integer is read exactly, however it is spelled, where it fits in 64 bits`(
        text: String, value: Int?
    ) throws {
        #expect(try JSON(parsing: text).int == value)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0.0", -0.0), ("0.1", 0.1), ("-2.50", -2.5), ("1e2", 100), ("123456.789", 123456.789),
            ("9007199254740991", 9_007_199_254_740_991), ("9007199254740993", 9_007_199_254_740_992),
            ("9007199254740993.0000000000000000001", 9_007_199_254_740_994),
            ("0.000000000000000000000012", 1.2e-23), ("18446744073709551616", 0x1p64),
            ("18446744073709551615.5", 0x1p64),
            ("1e23", 1e23), ("1.7976931348623157e308", .greatestFiniteMagnitude), ("1e400", .infinity),
            ("-1e400", -.infinity), ("1e99999999999999999999", .infinity), ("5e-324", .leastNonzeroMagnitude),
            ("2e-324", 0),
            ("1e-99999999999", 0), ("0e99999999999", 0), ("2.2250738585072011e-308", .leastNormalMagnitude.nextDown),
        ] as [(String, Double)])
    func `A number is read as the nearest Double, infinite where it is too large`(text: String, value: Double) throws {
        let double = try #require(JSON(parsing: text).double)
        #expect(double.bitPattern == value.bitPattern)
    }

    @Test
    func `Short decimals are read as the standard library reads them`() throws {
        var generator = SplitMix64(seed: 1 + RandomCases.seed)
        var parser = JSONParser()
        for _ in 0..<RandomCases.count(3000) {
            let digits = UInt64.random(in: 0..<(1 << UInt64.random(in: 1...63, using: &generator)), using: &generator)
            let places = Int.random(in: 0...24, using: &generator)
            var text = String(repeating: "0", count: max(0, places + 1 - String(digits).count)) + String(digits)
            if places > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -places)) }
            try #require(parser.parse(Array(text.utf8)).double == Double(text), "\(text)")
        }
    }

    @Test(arguments: ["1.50", "1E+2", "-0", "0.10e-01", "123456789012345678901234567890"])
    func `A number keeps its spelling`(text: String) throws {
        let json = try JSON(parsing: "[ \(text) ]")
        #expect(json[0]?.description == text)
        #expect(JSON([json[0] ?? .null]).description == "[\(text)]")
    }
}
