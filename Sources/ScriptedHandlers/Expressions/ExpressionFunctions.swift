import ClamatorKit

/// The functions that an expression can call.
enum ExpressionFunction: String, CaseIterable, Sendable {
    case min, max, abs, floor, ceil, round, sqrt, length, upper, lower, now, uuid

    /// How many arguments it takes.
    var arity: ClosedRange<Int> {
        switch self {
        case .min, .max: 1...Int.max
        case .abs, .floor, .ceil, .round, .sqrt, .length, .upper, .lower: 1...1
        case .now, .uuid: 0...0
        }
    }

    /// What each argument must be.
    var takes: TypeSet {
        switch self {
        case .min, .max, .abs, .floor, .ceil, .round, .sqrt: .number
        case .length: [.string, .array, .object]
        case .upper, .lower, .now, .uuid: .string
        }
    }

    /// What it gives for arguments of these types.
    func types(for arguments: [TypeSet]) -> TypeSet {
        switch self {
        case .min, .max, .abs:
            // An integer stays one, even where it overflows: doubles that large have no fraction.
            arguments.allSatisfy { $0.intersection(.number).isSubset(of: .integer) } ? .integer : .number
        case .floor, .ceil, .round, .length: .integer
        case .sqrt: .number
        case .upper, .lower, .now, .uuid: .string
        }
    }

    /// What is wrong with an argument of these types.
    func mismatch(_ types: TypeSet) -> String {
        let expected =
            switch self {
            case .length: "a string, an array or an object"
            case .upper, .lower: "a string"
            default: "a number"
            }
        return "\(rawValue) takes \(expected), got \(types.words)"
    }

    /// What is wrong with a number of arguments.
    func countMismatch(_ count: Int) -> String {
        let expected =
            switch arity {
            case 0...0: "no argument"
            case 1...1: "one argument"
            default: "at least one argument"
            }
        return "\(rawValue) takes \(expected), got \(count == 0 ? "none" : String(count))"
    }
}

extension Number {
    /// The greatest integer that is not above.
    var floor: Number { rounded { $0.rounded(.down) } }
    /// The least integer that is not below.
    var ceiling: Number { rounded { $0.rounded(.up) } }

    /// The nearest integer, of two that are as near the greater: −2.5 becomes −2, as with JavaScript's `Math.round`.
    var nearest: Number {
        rounded { value in
            let below = value.rounded(.down)
            return value - below >= 0.5 ? below + 1 : below
        }
    }

    /// The square root: an integer where it is one.
    ///
    /// - Throws: `RpcError` −32000 if there is none, and where a double would not hold its integer part;
    ///   `LimitReached` where it is too much work.
    func squareRoot(spending budget: inout WorkBudget) throws -> Number {
        let root = double.squareRoot()
        // A root that has a fraction may be so near an integer that the double is one.
        if isLargeInteger, root == root.rounded() {
            return try ExactCalculation.squareRoot(of: self, spending: &budget)
        }
        return try Number(rounded: root)
    }

    private func rounded(_ rounding: (Double) -> Double) -> Number {
        // Beyond 2⁵³ there are no fractions.
        guard case .double(let value) = self, value.magnitude < Self.mostPrecise else { return self }
        return Number(precise: rounding(value))
    }
}
