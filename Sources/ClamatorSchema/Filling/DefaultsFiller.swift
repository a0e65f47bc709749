package import ClamatorJSON

/// Fills declared defaults into values, one after another, in memory that can come back to it.
///
/// One walk over the rules finds what the value lacks where; then its text and tape are copied with that put in, so
/// that the new text need not be scanned. It reads the rules that the validator runs, which note by the way whether
/// anything can be lacking, so that a value that lacks nothing is not walked at all.
package struct DefaultsFiller: ~Copyable {
    private var builder = JSONBuilder()
    private var gaps: [FillingWalk.Gap] = []
    /// Whether the last value is a default that leads back to itself.
    private(set) var leadsBack = false

    /// Makes a filler without memory.
    package init() {}

    /// How many bytes of defaults one value may be given.
    static let maximumBytes = 4 << 20

    /// A value with the defaults that it lacks, which may no longer follow the schema; the value itself where it lacks
    /// none.
    ///
    /// - Parameters:
    ///   - value: A value that follows the schema.
    ///   - schema: The schema.
    /// - Returns: The value.
    /// - Throws: `LimitReached` where finding them takes too many steps, or they are too much or nested too deep.
    package mutating func fill(_ value: JSON, by schema: Schema) throws(LimitReached) -> JSON {
        try withDefaults(value, schema) ?? value
    }

    private mutating func withDefaults(_ value: JSON, _ schema: Schema) throws(LimitReached) -> JSON? {
        defer { withExtendedLifetime((value, schema)) {} }
        var validator = Validator(value.view, remembersVerdicts: true)
        defer { validator.release() }
        validator.budget = WorkBudget(steps: validator.budget.steps, bytes: Self.maximumBytes)
        return try fill(value, schema.program.rule(schema.node), with: &validator)
    }

    /// The value with its defaults by a rule of the program; nil where it lacks none. Value and program are kept by the
    /// caller, whose validator is the value's, and has the budget.
    mutating func fill(
        _ value: JSON, _ rule: RulePointer, with validator: inout Validator
    ) throws(LimitReached) -> JSON? {
        let view = value.view
        var walk = FillingWalk(validator, rule, gaps: gaps)
        // What the walk holds is then the one copy, which grows in place.
        gaps = []
        defer { (gaps, validator, leadsBack) = (walk.takeGaps(), walk.validator, walk.leadsBack) }
        walk.find(in: view)
        var filled: JSON?
        if walk.hasGaps, walk.budget.reached == nil {
            filled = builder.splice {
                walk.write(view, mayHaveLineBreaks: value.mayHaveLineBreaks, into: &$0)
            }
            if filled == nil, walk.budget.reached == nil { throw LimitReached(.bytes) }
        }
        if let limit = walk.budget.reached { throw LimitReached(limit) }
        return filled
    }

    /// A value with the defaults that it lacks, which follows the schema.
    ///
    /// - Parameters:
    ///   - value: A value that follows the schema.
    ///   - schema: The schema.
    /// - Returns: The value; itself where it lacks none.
    /// - Throws: `FillingError` where there is no such value.
    package mutating func complete(_ value: JSON, by schema: Schema) throws(FillingError) -> JSON {
        let filled: JSON
        do throws(LimitReached) {
            guard let found = try withDefaults(value, schema) else { return value }
            filled = found
        } catch {
            throw .limitReached(error)
        }
        if !schema.program.rule(schema.node).pointee.breaksByFilling { return filled }
        switch schema.validate(filled) {
        case .valid: return filled
        case .limitReached(let limit): throw .limitReached(limit)
        case .invalid: throw FillingError(explaining: filled, schema)
        }
    }

    /// Takes back the memory of a value that its owner needs no more, for the next; not where something else holds it
    /// too.
    package mutating func recycle(_ value: consuming JSON) { builder.recycle(value) }
}
