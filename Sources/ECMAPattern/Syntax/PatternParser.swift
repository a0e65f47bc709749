import ClamatorJSON

/// Reads the pattern grammar of ECMA-262 (2024) § 22.2.1 under the `u` flag, and refuses all else.
struct PatternParser {
    /// Groups may nest this deep, so that no recursion over the tree can exhaust a stack.
    static let maximumDepth = 250
    /// The largest count a quantifier may name.
    static let maximumCount = Int(Int32.max)

    var scanner: PatternScanner
    /// All capturing groups of the pattern, also those not read yet, by name.
    private var numbersByName: [ExactString: Int] = [:]
    private var groupTotal = 0
    private var groupsOpened = 0
    private var depth = 0
    /// Whether a character stands for all that differ from it in case alone: the flag `i`.
    let ignoresCase: Bool
    /// What sets stand for where case is ignored: most patterns repeat a few characters and classes.
    var casedSets: [CodePointSet: CodePointSet] = [:]

    static func parse(_ source: String, ignoresCase: Bool = false) throws(PatternError) -> PatternSyntax {
        var parser = PatternParser(scanner: PatternScanner(source), ignoresCase: ignoresCase)
        parser.collectGroups()
        let syntax = try parser.disjunction()
        if parser.scanner.peek() == UInt8(ascii: ")") {
            throw parser.scanner.error("this ')' closes no group")
        }
        return syntax
    }

    private init(scanner: PatternScanner, ignoresCase: Bool) {
        self.scanner = scanner
        self.ignoresCase = ignoresCase
    }

    /// Counts the groups and notes their names ahead of parsing, as a reference may precede its group.
    /// A malformed name is left for the parser to refuse.
    private mutating func collectGroups() {
        var ahead = scanner
        var inClass = false
        while let byte = ahead.next() {
            switch byte {
            case UInt8(ascii: "\\"): ahead.advance()
            case UInt8(ascii: "["): inClass = true
            case UInt8(ascii: "]"): inClass = false
            case UInt8(ascii: "(") where !inClass:
                if !ahead.take("?") {
                    groupTotal += 1
                } else if ahead.take("<"), !ahead.starts(with: "="), !ahead.starts(with: "!") {
                    groupTotal += 1
                    if let name = try? ahead.groupName() { numbersByName[name] = numbersByName[name] ?? groupTotal }
                }
            default: break
            }
        }
    }

    private mutating func disjunction() throws(PatternError) -> PatternSyntax {
        var alternatives = [try alternative()]
        while scanner.take("|") { alternatives.append(try alternative()) }
        return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
    }

    private mutating func alternative() throws(PatternError) -> PatternSyntax {
        var terms: [PatternSyntax] = []
        while let byte = scanner.peek(), byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            terms.append(try term())
        }
        switch terms.count {
        case 0: return .empty
        case 1: return terms[0]
        default: return .sequence(terms)
        }
    }

    // The functions that recurse leave all they can to others, so that they take little of the stack.

    private mutating func term() throws(PatternError) -> PatternSyntax {
        let firstGroup = groupsOpened + 1
        let isAssertion = scanner.isAtAssertion
        let atom = scanner.peek() == UInt8(ascii: "(") ? try group() : try character()
        return try quantified(atom, firstGroup: firstGroup, isAssertion: isAssertion)
    }

    private mutating func group() throws(PatternError) -> PatternSyntax {
        let opening = try openGroup()
        let body = try disjunction()
        return try close(opening, body)
    }

    private mutating func quantified(
        _ atom: PatternSyntax, firstGroup: Int, isAssertion: Bool
    ) throws(PatternError) -> PatternSyntax {
        let offset = scanner.offset
        guard let (min, max) = try quantifier() else { return atom }
        if isAssertion { throw PatternError(offset: offset, reason: "an assertion cannot be repeated") }
        let isLazy = scanner.take("?")
        if scanner.peek() == UInt8(ascii: "+") {
            throw scanner.error("ECMA-262 has no possessive quantifiers")
        }
        let groups = firstGroup..<groupsOpened + 1
        return .repetition(body: atom, min: min, max: max, isLazy: isLazy, groups: groups)
    }

    /// An atom or assertion that is no group.
    private mutating func character() throws(PatternError) -> PatternSyntax {
        let offset = scanner.offset
        switch scanner.peek() {
        case UInt8(ascii: "^"):
            scanner.advance()
            return .assertion(.start)
        case UInt8(ascii: "$"):
            scanner.advance()
            return .assertion(.end)
        case UInt8(ascii: "."):
            scanner.advance()
            return .characters(.allButLineTerminators)
        case UInt8(ascii: "["):
            scanner.advance()
            return .characters(try characterClass(at: offset))
        case UInt8(ascii: "\\"):
            scanner.advance()
            return try escape(at: offset)
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
            throw scanner.error("nothing to repeat before '\(scanner.character)'")
        case UInt8(ascii: "{"):
            if let _ = try quantifier() {
                throw PatternError(offset: offset, reason: "nothing to repeat before '{'")
            }
            throw scanner.error("a literal '{' is written '\\{'")
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            throw scanner.error("a literal '\(scanner.character)' is written '\\\(scanner.character)'")
        default:
            return .characters(cased(CodePointSet(scanner.nextCodePoint())))
        }
    }

    /// The counts of a quantifier, without its `?`. Nothing when none stands here.
    private mutating func quantifier() throws(PatternError) -> (min: Int, max: Int?)? {
        if scanner.take("*") { return (0, nil) }
        if scanner.take("+") { return (1, nil) }
        if scanner.take("?") { return (0, 1) }
        let offset = scanner.offset
        var ahead = scanner
        guard ahead.take("{"), let min = ahead.decimal() else { return nil }
        var max: Int? = min
        if ahead.take(",") { max = ahead.decimal() }
        guard ahead.take("}") else { return nil }
        guard Swift.max(min, max ?? 0) <= Self.maximumCount else {
            throw PatternError(offset: offset, reason: "a count may be at most \(Self.maximumCount)")
        }
        if let max, max < min {
            throw PatternError(offset: offset, reason: "the counts are out of order: \(min) is more than \(max)")
        }
        scanner = ahead
        return (min, max)
    }

    /// A parenthesis and what follows it to tell what kind of group it opens.
    private struct Opening {
        enum Kind {
            case plain
            case capturing(number: Int)
            case look(isBehind: Bool, isNegated: Bool)
        }

        let kind: Kind
        let offset: Int
    }

    private mutating func openGroup() throws(PatternError) -> Opening {
        let offset = scanner.offset
        scanner.advance()
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw PatternError(offset: offset, reason: "groups nest deeper than \(Self.maximumDepth)")
        }
        return Opening(kind: try groupKind(at: offset), offset: offset)
    }

    private mutating func groupKind(at offset: Int) throws(PatternError) -> Opening.Kind {
        if scanner.take("?:") { return .plain }
        if scanner.take("?=") { return .look(isBehind: false, isNegated: false) }
        if scanner.take("?!") { return .look(isBehind: false, isNegated: true) }
        if scanner.take("?<=") { return .look(isBehind: true, isNegated: false) }
        if scanner.take("?<!") { return .look(isBehind: true, isNegated: true) }
        groupsOpened += 1
        if scanner.take("?<") {
            let nameOffset = scanner.offset
            let name = try scanner.groupName()
            guard numbersByName[name] == groupsOpened else {
                throw PatternError(offset: nameOffset, reason: "a second group is named '\(name)'")
            }
        } else if scanner.peek() == UInt8(ascii: "?") {
            throw PatternError(offset: offset, reason: scanner.reasonAgainstGroup())
        }
        return .capturing(number: groupsOpened)
    }

    private mutating func close(_ opening: Opening, _ body: PatternSyntax) throws(PatternError) -> PatternSyntax {
        guard scanner.take(")") else {
            throw PatternError(offset: opening.offset, reason: "this group is not closed by ')'")
        }
        depth -= 1
        return switch opening.kind {
        case .plain: body
        case .capturing(let number): .group(body, number: number)
        case .look(let isBehind, let isNegated): .look(body, isBehind: isBehind, isNegated: isNegated)
        }
    }

    /// An escape outside a class, after its backslash.
    private mutating func escape(at offset: Int) throws(PatternError) -> PatternSyntax {
        switch scanner.peek() {
        case UInt8(ascii: "b"):
            scanner.advance()
            return .assertion(.wordBoundary)
        case UInt8(ascii: "B"):
            scanner.advance()
            return .assertion(.noWordBoundary)
        case UInt8(ascii: "k"):
            scanner.advance()
            guard scanner.take("<") else {
                throw PatternError(offset: offset, reason: "'\\k' is followed by the name of a group, as in \\k<name>")
            }
            let name = try scanner.groupName()
            guard let number = numbersByName[name] else {
                throw PatternError(offset: offset, reason: "no group is named '\(name)'")
            }
            return try backReference(number, at: offset)
        case .some(UInt8(ascii: "1")...UInt8(ascii: "9")):
            let number = scanner.decimal() ?? 0
            guard number <= groupTotal else {
                throw PatternError(offset: offset, reason: "there is no group \(number): the pattern has \(groupTotal)")
            }
            return try backReference(number, at: offset)
        default:
            return .characters(cased(try characterEscape(at: offset, inClass: false).set))
        }
    }

    private func backReference(_ number: Int, at offset: Int) throws(PatternError) -> PatternSyntax {
        if ignoresCase {
            throw PatternError(offset: offset, reason: "a back-reference is not available where case is ignored")
        }
        return .backReference(number)
    }
}
