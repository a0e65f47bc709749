import ClamatorKit

/// The arithmetic that a handler can do without being written.
enum Builtin: String, CaseIterable, Sendable {
    case add, subtract, multiply, divide, remainder, power, negate, absolute, minimum, maximum, sum, average, echo

    /// How many numbers it takes; nil for as many as there are.
    fileprivate var operandCount: ClosedRange<Int>? {
        switch self {
        case .add, .multiply: 2...Int.max
        case .subtract, .divide, .remainder, .power: 2...2
        case .negate, .absolute: 1...1
        case .minimum, .maximum, .sum, .average: nil
        case .echo: 0...Int.max
        }
    }

    /// What is done with each operand but the first; nil where that is no operation.
    fileprivate var operation: ArithmeticOperator? {
        switch self {
        case .add, .sum, .average: .plus
        case .subtract: .minus
        case .multiply: .times
        case .divide: .over
        case .remainder: .modulo
        case .power: .power
        case .minimum, .maximum, .negate, .absolute, .echo: nil
        }
    }
}

/// What a builtin has come to, operand by operand.
private struct Calculation {
    private let builtin: Builtin
    private var count = 0
    private var soFar = Number.integer(0)

    init(_ builtin: Builtin) { self.builtin = builtin }

    @inline(__always)
    mutating func take(_ operand: Number, spending budget: inout WorkBudget) throws {
        count &+= 1
        if count == 1 {
            soFar = operand
        } else if let operation = builtin.operation {
            soFar = try .calculate(soFar, operation, operand, spending: &budget)
        } else {
            try compare(operand, &budget)
        }
    }

    @inline(never)
    private mutating func compare(_ operand: Number, _ budget: inout WorkBudget) throws {
        switch builtin {
        case .minimum: if try Number.isLess(operand, soFar, spending: &budget) { soFar = operand }
        case .maximum: if try Number.isLess(soFar, operand, spending: &budget) { soFar = operand }
        default: break
        }
    }

    @inline(__always)
    func answer(spending budget: inout WorkBudget) throws -> Number {
        switch builtin {
        case .negate: return soFar.negated
        case .absolute: return soFar.absolute
        case .average: return try .calculate(soFar, .over, .integer(count), spending: &budget)
        case .minimum, .maximum:
            if count == 0 { throw RpcError.outOfRange }
            return soFar
        default: return soFar
        }
    }
}

/// A builtin fitted to a method: where its operands stand in the params, and where its answer goes in the result.
final class BuiltinCall: Sendable {
    private let builtin: Builtin
    /// The names of the params that are the operands, in order; or of the one that holds them all.
    private let operands: OperandNames
    private let isList: Bool
    /// The result, but for the answer in it.
    private let result: JSONMold

    /// Fits a builtin to a method.
    ///
    /// - Throws: What about the contract does not fit.
    init(_ builtin: Builtin, params: Subschema, result: Subschema?) throws(BuiltinError) {
        self.builtin = builtin
        if builtin == .echo {
            (operands, isList, self.result) = (OperandNames([]), false, JSONMold())
            return
        }
        let numbers = params.properties.filter { $0.schema.isNumber }
        let lists = params.properties.filter { $0.schema.types == .array && $0.schema.items?.isNumber == true }
        if builtin.operandCount == nil, let list = lists.first, lists.count == 1, numbers.isEmpty {
            isList = true
            operands = OperandNames([list.name])
        } else {
            isList = false
            operands = OperandNames(numbers.map(\.name))
        }
        let expected = builtin.operandCount ?? 1...Int.max
        guard expected.contains(operands.count) else {
            throw BuiltinError(
                "builtin \"\(builtin.rawValue)\" takes \(Self.describe(expected)), and the params have \(operands.count)"
            )
        }
        if let optional = (isList ? lists : numbers).first(where: { !$0.isRequired && $0.schema.defaultValue == nil }) {
            throw BuiltinError(
                "builtin \"\(builtin.rawValue)\" needs \"\(optional.name)\", which is neither required nor has a default"
            )
        }
        self.result = try Self.mold(for: builtin, result: result)
    }

    private static func describe(_ count: ClosedRange<Int>) -> String {
        let least = count.lowerBound == 1 ? "one numeric param" : "\(count.lowerBound) numeric params"
        return count.upperBound == count.lowerBound ? least : "at least \(least)"
    }

    private static func mold(for builtin: Builtin, result: Subschema?) throws(BuiltinError) -> JSONMold {
        guard let result, !result.isNumber else { return JSONMold() }
        let numbers = result.properties.filter { $0.isRequired && $0.schema.isNumber }
        guard numbers.count == 1, result.properties.allSatisfy({ !$0.isRequired || $0.schema.isNumber }) else {
            throw BuiltinError(
                "builtin \"\(builtin.rawValue)\" needs a result that is a number or has one required member, a number")
        }
        return JSONMold(memberNamed: numbers[0].name.string)
    }

    /// Calculates the answer.
    ///
    /// - Throws: `RpcError` where the operation has no result for these operands; `LimitReached` where it is too much
    ///   work.
    func answer(_ params: JSON, spending budget: inout WorkBudget, using scratch: inout ScratchBuffer) throws -> JSON {
        if builtin == .echo { return params }
        let number = try calculate(params.view, &budget)
        return try scratch.build(in: result) { number.append(to: &$0) }
    }

    @inline(__always)
    private func calculate(_ params: JSONView, _ budget: inout WorkBudget) throws -> Number {
        guard !isList, params.kind == .object, params.count == operands.count else {
            return try seekOperands(in: params, &budget)
        }
        // Mostly the operands stand in the order of the contract, and there is nothing else: then there is nothing to
        // seek.
        if let number = plainResult(params) { return number }
        var calculation = Calculation(builtin)
        var key = params.index &+ 1
        for name in operands.names {
            guard name.word != 0, params.at(key).shortText == name.word else {
                return try seekOperands(in: params, &budget)
            }
            let operand = params.at(key &+ 1)
            try calculation.take(try Number(operand), spending: &budget)
            key = Int(operand.node.next)
        }
        return try calculation.answer(spending: &budget)
    }

    /// The sum, difference or product of two operands that doubles hold, as most calls have them, where a double holds
    /// it too; nil for what takes a closer look. Without it a call costs a twentieth more.
    @inline(__always)
    private func plainResult(_ params: JSONView) -> Number? {
        guard operands.count == 2 else { return nil }
        let first = params.at(params.index &+ 2)
        let second = params.at(Int(first.node.next) &+ 1)
        guard operands.names[0].word != 0, params.at(params.index &+ 1).shortText == operands.names[0].word,
            operands.names[1].word != 0, params.at(Int(first.node.next)).shortText == operands.names[1].word,
            let one = Number.plainDouble(first), let two = Number.plainDouble(second)
        else { return nil }
        let result: Double
        switch builtin {
        case .add: result = one + two
        case .subtract: result = one - two
        case .multiply: result = one * two
        default: return nil
        }
        // 0 may stand for what is too small, and a large result for an integer that no double holds.
        return result != 0 && result.magnitude < Number.mostPrecise ? Number(precise: result) : nil
    }

    @inline(never)
    private func seekOperands(in params: JSONView, _ budget: inout WorkBudget) throws -> Number {
        var calculation = Calculation(builtin)
        for name in operands.names {
            // Each name may be sought among all members.
            guard budget.spend(steps: params.count) else { throw LimitReached(.steps) }
            guard let operand = operands.value(of: name, in: params) else { continue }
            if isList {
                for element in operand.elements {
                    guard budget.spend(steps: Number.stepsToRead(element)) else { throw LimitReached(.steps) }
                    try calculation.take(try Number(element), spending: &budget)
                }
            } else {
                guard budget.spend(steps: Number.stepsToRead(operand)) else { throw LimitReached(.steps) }
                try calculation.take(try Number(operand), spending: &budget)
            }
        }
        return try calculation.answer(spending: &budget)
    }
}

/// Names of params, one behind the other in one run of bytes.
private struct OperandNames: Sendable {
    struct Name: Sendable {
        /// The name as a member's `shortText`; 0 for one that has none.
        let word: UInt64
        let range: Range<Int>
    }

    private let bytes: [UInt8]
    let names: [Name]

    init(_ names: [ExactString]) {
        bytes = names.flatMap { Array($0.utf8) }
        var start = 0
        self.names = names.map { name in
            defer { start += name.utf8.count }
            let word = (1...8).contains(name.utf8.count) ? name.utf8.reversed().reduce(0) { $0 << 8 | UInt64($1) } : 0
            return Name(word: word, range: start..<start + name.utf8.count)
        }
    }

    var count: Int { names.count }

    /// The member that has one of the names.
    func value(of name: Name, in object: JSONView) -> JSONView? {
        if name.word != 0, let value = object.member(short: name.word) { return value }
        return bytes.withBytes { object.member($0.part(name.range)) }
    }
}

extension JSONView {
    /// The value of the last member with this short name. Nil too where some name is spelled with escapes.
    fileprivate func member(short name: UInt64) -> JSONView? {
        guard kind == .object else { return nil }
        var found = 0
        var key = index &+ 1
        let end = Int(node.next)
        while key < end {
            if at(key).node.isEscaped { return nil }
            if at(key).shortText == name { found = key &+ 1 }
            key = Int(nodes[key &+ 1].next)
        }
        return found == 0 ? nil : at(found)
    }
}

extension Subschema {
    /// Whether it allows numbers and nothing else.
    fileprivate var isNumber: Bool { !types.isEmpty && types.isSubset(of: [.number, .integer]) }
}

/// Why a builtin does not fit a method.
struct BuiltinError: Error {
    let message: String
    init(_ message: String) { self.message = message }
}
