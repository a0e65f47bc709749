import ClamatorJSON
import Testing
@Test func smoke() throws {
    let j = try JSON(parsing: #"{"id": 7, "lines": [{"sku": "A-\u00e9\ud83d\ude00", "qty": 2.50}], "n": -12345678901234567890123, "e":1e400, "t":true}"#)
    #expect(j["lines"]?[0]?["sku"]?.string == "A-é😀")
    #expect(j["lines"]?[0]?["qty"]?.double == 2.5)
    #expect(j["n"]?.description == "-12345678901234567890123")
    #expect(j["e"]?.double == .infinity)
    #expect(try JSON(parsing: "[1, 1.0, 10e-1, 100e-2]").elements.allSatisfy { $0 == 1 })
    #expect((try JSON(parsing: #"{"a":1,"b":[{}]}"#)) == (try JSON(parsing: #"{"b":[{}],"a":0,"a":1.0}"#)))
    for (d, s) in [(0.1, "0.1"), (1e21, "1e+21"), (123456789012345680000.0, "123456789012345680000"), (1e-7, "1e-7"), (0.000001, "0.000001"), (-0.0, "0"), (Double.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"), (0.30000000000000004,"0.30000000000000004"), (100.25, "100.25")] {
        #expect(JSON(d).description == s)
    }
    print(j["lines"]!.position, j)
    for bad in ["", "{", "[1,]", "01", "NaN", "\"\u{1}\"", "\"\\ud800\"", "\u{feff}1", "1 2", "tru", "[1 2]", String(repeating: "[", count: 600)] {
        do { _ = try JSON(parsing: bad); Issue.record("\(bad)") } catch { print(error) }
    }
}
