import ClamatorJSON
import Testing

@testable import ClamatorSchema

/// Each line: where in the value, by which keyword, and why.
private func reasons(_ schema: String, _ value: String) throws -> [String] {
    let schema = try Schema(JSON(parsing: schema))
    return try schema.explain(JSON(parsing: value)).map { unit in
        let absolute = unit.absoluteKeywordLocation.map { " (\($0))" } ?? ""
        return "\(unit.instanceLocation) | \(unit.keywordLocation)\(absolute) | \(unit.error)"
    }
}

@Test func tryOut() throws {
    let order = """
        {"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"},"name":{"$ref":"#/$defs/name"},
         "pay":{"oneOf":[{"$ref":"#/$defs/card"},{"$ref":"#/$defs/transfer"}]},
         "x":{"anyOf":[{"type":"string"},{"type":"null"}]}, "tags":{"type":"array","uniqueItems":true,"items":{"type":"string","minLength":2}}},
         "required":["a","b"],"additionalProperties":false,
         "$defs":{"name":{"type":"string","pattern":"^[a-z]+$"},
          "card":{"type":"object","properties":{"kind":{"const":"card"},"last4":{"type":"string","pattern":"^[0-9]{4}$"}},"required":["kind","last4"],"additionalProperties":false},
          "transfer":{"type":"object","properties":{"kind":{"const":"transfer"},"iban":{"type":"string"}},"required":["kind","iban"],"additionalProperties":false}}}
        """
    print(try Schema(JSON(parsing: order)).signature)
    for value in [
        #"{"a":"two"}"#, #"{"a":1,"b":2,"nmae":3}"#, #"{"a":1,"b":2,"name":"X9","pay":{"kind":"cash"},"x":3}"#,
        #"{"a":1,"b":2,"pay":{"kind":"card","last4":"42","iban":"y"},"tags":["aa","b","aa"]}"#,
        #"{"a":1,"b":2,"pay":{}}"#, "3",
    ] {
        print(value)
        for line in try reasons(order, value) { print("    ", line) }
    }
}
