package import ClamatorJSON

/// Fills declared defaults into values, one after another, in memory that can come back to it.
///
/// One walk over the rules finds what the value lacks where; then its text is copied with that put in. It reads the
/// rules that the validator runs, which note by the way whether anything can be lacking, so that a value that lacks
/// nothing is not walked at all.
package struct DefaultsFiller: ~Copyable {
    private var builder = JSONBuilder()
    private var gaps: [FillingWalk.Gap] = []

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
        let view = value.view
        var validator = Validator(view, remembersVerdicts: true)
        defer { validator.release() }
        validator.budget = WorkBudget(steps: validator.budget.steps, bytes: Self.maximumBytes)
        return try fill(view, schema.program.rule(schema.node), with: &validator)
    }

    /// The value with its defaults by a rule of the program; nil where it lacks none. Value and program are kept by the
    /// caller, whose validator is the value's, and has the budget.
    mutating func fill(
        _ view: JSONView, _ rule: RulePointer, with validator: inout Validator
    ) throws(LimitReached) -> JSON? {
        var walk = FillingWalk(validator, canRepeat: rule.pointee.breaksByFilling, gaps: gaps)
        // What the walk holds is then the one copy, which grows in place.
        gaps = []
        defer { (gaps, validator) = (walk.takeGaps(), walk.validator) }
        walk.find(rule, view.index)
        var filled: JSON?
        if walk.hasGaps {
            do {
                filled = try builder.build { walk.write(view, into: &$0) }
            } catch let error as JSONError {
                // Text that was spliced from values can only be too much.
                if case .tooDeep = error.reason { throw LimitReached(.depth) }
                if walk.budget.reached == nil { throw LimitReached(.bytes) }
            } catch {
                throw LimitReached(.bytes)
            }
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
