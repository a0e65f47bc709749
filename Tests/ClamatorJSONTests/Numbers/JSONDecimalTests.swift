import ClamatorJSON
import ClamatorSystem
import TestSupport
import Testing

@Suite struct JSONDecimalTests {
    /// Each is greater than the one before; those in one row are equal.
    static let ascending = [
        ["-1e400", "-10e399"],
        ["-123456789012345678901234567891", "-123456789012345678901234567891.000"],
        ["-123456789012345678901234567890"],
        ["-9223372036854775809"], ["-9223372036854775808", "-9223372036854775808.0"],
        ["-10", "-1e1", "-100e-1"], ["-9.99"], ["-1", "-1.0"], ["-0.5"], ["-1e-400"], ["-1e-99999999999"],
        ["0", "-0", "0.0", "0e5", "-0.00e-9", "0e99999999999999999999"],
        ["1e-99999999999", "0.1e-99999999998"], ["1e-400", "0.01e-398"], ["0.009"], ["0.01", "1e-2", "0.10e-1"],
        ["0.1", "0.10", "1e-1"], ["0.10000000000000000000000000000000001"], ["0.3"], ["0.30000000000000000001"],
        ["0.99999999999999999999"], ["1", "1.0", "10e-1", "1E0", "0.001e3"], ["1.0000000000000000000000001"], ["2"],
        ["9.9"], ["10", "1e1"], ["10.05"], ["10.5"], ["99"], ["100", "1e2", "1.00E+2"],
        ["9007199254740992"], ["9007199254740993"],
        ["9223372036854775807"], ["9223372036854775808", "9.223372036854775808e18"],
        ["123456789012345678901234567890", "12345678901234567890123456789e1"], ["123456789012345678901234567891"],
        ["1e400", "10e399"], ["1.1e400"], ["1e99999999999"],
    ]

    @Test(arguments: ascending.indices)
    func `Numbers are compared exactly, of any length`(row: Int) throws {
        for (other, texts) in Self.ascending.enumerated() {
            for text in texts {
                for ours in Self.ascending[row] {
                    let (one, two) = try (JSON(parsing: ours), JSON(parsing: text))
                    let order = one.withView { one in two.withView { one.compareNumber(to: $0) } }
                    try #require(order.signum() == (row - other).signum(), "\(ours), \(text)")
                    try #require((one == two) == (row == other), "\(ours), \(text)")
                }
            }
        }
    }

    @Test
    func `Exponents count up to 2⁵⁹ in size, and the same beyond`() throws {
        #expect(try JSON(parsing: "1e576460752303423487") != JSON(parsing: "1e576460752303423488"))
        #expect(try JSON(parsing: "1e576460752303423488") == JSON(parsing: "1e576460752303423489"))
    }

    @Test(arguments: [
        ("0", true), ("-0.0", true), ("0e-5", true), ("1.0", true), ("1.00e0", true), ("1e400", true),
        ("1.5e1", true),
        ("10e-1", true), ("100.50e1", true), ("123456789012345678901234567890.0", true), ("-3", true),
        ("1.5", false), ("15e-1", false), ("10e-2", false), ("1e-99999999999", false), ("100.50e0", false),
        ("123456789012345678901234567890.1", false), ("-0.1", false),
    ])
    func `A number is an integer by its value, not by its spelling`(text: String, isInteger: Bool) throws {
        #expect(try JSON(parsing: text).withView { JSONDecimal($0.bytes).isInteger } == isInteger)
    }

    @Test(arguments: [
        ("0", "3", true), ("0.0", "1e400", true), ("6", "3", true), ("7", "3", false), ("-6", "3", true),
        ("6", "-3", true), ("5", "1", true), ("0.5", "1", false), ("1.5", "0.5", true), ("19.99", "0.01", true),
        ("4.02", "0.01", true), ("0.07", "0.01", true), ("1.1", "0.1", true), ("0.075", "0.01", false),
        ("0.0075", "0.0001", true), ("0.00751", "0.0001", false), ("35", "1.5", false), ("4.5", "1.5", true),
        ("1e308", "0.123456789", false), ("1e308", "0.5", true), ("12391239123", "1e-8", true),
        ("1", "1e400", false),
        ("1e400", "1e400", true), ("1e400", "3", false), ("3e400", "3", true), ("1e99999999999", "7", false),
        ("7e99999999999", "7", true), ("1e-99999999999", "1e-99999999999", true), ("1", "1e-99999999999", true),
        ("1e-99999999999", "1", false), ("10", "100", false), ("100", "10", true), ("2.5", "0.25", true),
        ("1000000", "64", true), ("100000", "64", false), ("1e5", "3.2", true), ("5", "0", false), ("0", "0", true),
        ("123456789012345678901234567890", "123456789012345678901234567890", true),
        ("246913578024691357802469135780", "12345678901234567890123456789", true),
        ("246913578024691357802469135781", "12345678901234567890123456789", false),
        ("1e54", "18014398509481984", true), ("1e53", "18014398509481984", false),
        ("1e66", "73786976294838206464", true), ("1e65", "73786976294838206464", false),
        ("1e99999999999", "73786976294838206464", true), ("1e99999999999", "73786976294838206463", false),
        ("999999999999999999", "999999999999999999", true), ("999999999999999998", "999999999999999999", false),
        ("999999999999999999999999999999999999", "999999999999999999", true),
    ])
    func `Whether a number is a multiple is decided exactly`(text: String, divisor: String, isMultiple: Bool) throws {
        #expect(try self.isMultiple(text, divisor) == isMultiple)
    }

    @Test
    func `Random products are multiples of their factors, and products with a remainder are not`() throws {
        var generator = SplitMix64(seed: 2 + RandomCases.seed)
        for _ in 0..<RandomCases.count(2000) {
            let divisor = Int.random(in: 2..<1 << 31, using: &generator)
            let product = divisor * Int.random(in: -(1 << 31)..<1 << 31, using: &generator)
            let power = Int.random(in: -30...30, using: &generator)
            try #require(try isMultiple("\(product)e\(power)", "\(divisor)e\(power)"), "\(product), \(divisor)")
            try #require(try !isMultiple("\(product + 1)e\(power)", "\(divisor)e\(power)"), "\(product), \(divisor)")
        }
    }

    private func isMultiple(_ text: String, _ divisor: String) throws -> Bool {
        try JSON(parsing: text).withView { number in
            try JSON(parsing: divisor).withView { JSONDecimal(number.bytes).isMultiple(of: JSONDecimal($0.bytes)) }
        }
    }
}
