import CAllocations
import ClamatorJSON
import ClamatorSchema
import Testing

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
func `Valid values are checked without allocating`(isForEveryBuild: Bool, schema: String, value: String) throws {
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

/// A value that has all its members costs no memory, whether its schema has defaults or not; one that lacks some is
/// filled in memory that comes back.
@Test(
    .enabled(if: allocation_count() >= 0),
    arguments: [
        (#"{"a": 1, "b": {"c": [2]}, "d": [{"e": 3}]}"#, false), (#"{"a": 1, "b": {}, "d": [{}, {"e": 1}]}"#, true),
    ])
func `Defaults are filled in without allocating again`(value: String, isLacking: Bool) throws {
    var isOptimized = true
    assert({ isOptimized = false }() == ())
    guard isOptimized || !isLacking else { return }
    let schema = try Schema(
        JSON(
            parsing: #"""
                {"type": "object", "required": ["a"], "additionalProperties": false, "properties": {
                 "a": {"type": "integer"}, "b": {"type": "object", "properties": {"c": {"default": []}}},
                 "d": {"type": "array", "items": {"properties": {"e": {"default": 1}}}}}}
                """#))
    let check = Schema.Check(schema)
    let value = try JSON(parsing: value)
    var filler = DefaultsFiller()
    var lacking = 0
    func complete() throws {
        var lacksDefaults = false
        guard check.accepts(value.view, lacksDefaults: &lacksDefaults), lacksDefaults else { return }
        lacking += 1
        filler.recycle(try filler.complete(value, by: schema))
    }
    // The first two times take memory: for what is written, and for what it was written over.
    for _ in 0..<3 { try complete() }
    let before = allocation_count()
    for _ in 0..<100 { try complete() }
    #expect(allocation_count() == before)
    #expect(lacking == (isLacking ? 103 : 0))
    withExtendedLifetime(schema) {}
}

/// Those who make many values check each within what is left to them: that takes no table of verdicts either.
@Test(.enabled(if: allocation_count() >= 0))
func `A check within a small budget takes no memory`() throws {
    let schema = try Schema(JSON(parsing: #"{"type": "object", "properties": {"a": {"items": {"type": "integer"}}}}"#))
    let value = try JSON(parsing: #"{"a": [1, 2, 3]}"#)
    var budget = WorkBudget(steps: 1000)
    let before = allocation_count()
    let holds = schema.root.accepts(value, spending: &budget)
    #expect(allocation_count() == before)
    #expect(holds && budget.reached == nil)
}
