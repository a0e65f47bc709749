import CAllocations
import ClamatorJSON
import Testing

@testable import ClamatorSchema

/// A value that follows its schema is checked without memory being asked for. What is counted is the calls that the
/// thread makes to the allocator. Without optimization the compiler itself puts variables on the heap that closures
/// share, so there the cases that compare decimals and hash are left out.
@Test(
    .enabled(if: allocation_count() >= 0),
    arguments: [
        (
            false,
            #"""
            {"type": "object", "required": ["a", "k"], "additionalProperties": false, "minProperties": 1,
             "properties": {"a": {"type": "number", "minimum": 0, "maximum": 1.5, "multipleOf": 0.01},
              "k": {"enum": ["x", "y", 3]}, "s": {"type": "string", "pattern": "^[a-z]{2}$", "maxLength": 3},
              "p": {"type": "string", "pattern": "(foo|bar)+", "format": "date-time"}}}
            """#, #"{"a": 0.25, "k": "y", "s": "ab", "p": "foo\u0041"}"#
        ),
        (
            true,
            ##"""
            {"$ref": "#/$defs/list", "$defs": {"list": {"type": "array", "uniqueItems": true, "contains": {"const": 3},
              "items": {"anyOf": [{"type": "integer"}, {"$ref": "#/$defs/list"}], "not": {"const": 0}}}}}
            """##, "[1, 2, 3, [3, 4], [5, 3]]"
        ),
        (
            false,
            #"""
            {"oneOf": [{"type": "object", "properties": {"t": {"const": "a"}}, "required": ["t"]},
              {"type": "object", "properties": {"t": {"const": "b"}, "n": {"type": "null"}}, "required": ["t"]}],
             "unevaluatedProperties": false, "propertyNames": {"maxLength": 4}, "patternProperties": {"^x": true},
             "if": {"required": ["n"]}, "then": {"dependentRequired": {"n": ["t"]}}}
            """#, #"{"t": "b", "n": null, "xyz": 1}"#
        ),
        (false, #"{"uniqueItems": true}"#, "[" + (0..<100).map(String.init).joined(separator: ",") + "]"),
    ])
func validValuesAreCheckedWithoutAllocating(isForEveryBuild: Bool, schema: String, value: String) throws {
    var isOptimized = true
    assert({ isOptimized = false }() == ())
    guard isForEveryBuild || isOptimized else { return }
    let schema = try Schema(JSON(parsing: schema))
    let value = try JSON(parsing: value)
    try #require(schema.validate(value) == .valid)
    let before = allocation_count()
    var valid = 0
    for _ in 0..<100 where schema.validate(value) == .valid { valid += 1 }
    let allocations = allocation_count() - before
    #expect(valid == 100)
    #expect(allocations == 0)
    // The counter counts.
    #expect(!schema.signature.isEmpty && allocation_count() > before)
}
