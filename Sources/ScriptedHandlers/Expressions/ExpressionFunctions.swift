import ClamatorKit

/// The functions that an expression can call.
enum ExpressionFunction: String, CaseIterable, Sendable {
    case min, max, abs, floor, ceil, round, sqrt, length, upper, lower, now, uuid
    case match, find, filter, indexOf, contains, append, without, merge, keys, values, sortBy, slice, sum, join, split
    case string, number

    /// What an argument must be.
    enum Parameter {
        case number, text, list, object, sized, listOrText, present, anything

        var types: TypeSet {
            switch self {
            case .number: .number
            case .text: .string
            case .list: .array
            case .object: .object
            case .sized: [.string, .array, .object]
            case .listOrText: [.string, .array]
            case .present, .anything: .all
            }
        }

        fileprivate var words: String {
            switch self {
            case .number: "a number"
            case .text: "a string"
            case .list: "an array"
            case .object: "an object"
            case .sized: "a string, an array or an object"
            case .listOrText: "an array or a string"
            case .present, .anything: "a value"
            }
        }
    }

    /// What it takes; of those with any number of arguments, what each must be.
    var parameters: [Parameter] {
        switch self {
        case .min, .max, .abs, .floor, .ceil, .round, .sqrt: [.number]
        case .length: [.sized]
        case .upper, .lower, .number: [.text]
        case .now, .uuid: []
        case .match: [.list, .text, .text]
        case .find, .filter, .indexOf, .without: [.list, .text, .anything]
        case .contains: [.listOrText, .anything]
        case .append: [.list, .present]
        case .merge: [.object, .object]
        case .keys, .values: [.object]
        case .sortBy, .sum, .join: [.list, .text]
        case .slice: [.list, .number, .number]
        case .split: [.text, .text]
        case .string: [.present]
        }
    }

    /// How it is called, in a message.
    var form: String {
        let names =
            switch self {
            case .min, .max: "number, …"
            case .abs, .floor, .ceil, .round, .sqrt: "number"
            case .length: "value"
            case .upper, .lower, .number: "text"
            case .now, .uuid: ""
            case .match: "list, \"key\", text"
            case .find, .filter, .indexOf, .without: "list, \"key\", value"
            case .contains: "list or text, value"
            case .append: "list, value"
            case .merge: "object, object"
            case .keys, .values: "object"
            case .sortBy, .sum: "list, \"key\""
            case .slice: "list, from, to"
            case .join: "list, separator"
            case .split: "text, separator"
            case .string: "value"
            }
        return "\(rawValue)(\(names))"
    }

    /// Whether it takes any number of arguments from one on.
    private var isVariadic: Bool { self == .min || self == .max }

    /// Whether it can be called with so many arguments.
    func takes(count: Int) -> Bool { isVariadic ? count > 0 : count == parameters.count }

    /// What an argument must be.
    func parameter(_ position: Int) -> Parameter { isVariadic ? parameters[0] : parameters[position] }

    /// Whether the second argument is the name of a member of the elements.
    var takesKey: Bool {
        switch self {
        case .match, .find, .filter, .indexOf, .without, .sortBy, .sum: true
        default: false
        }
    }

    /// What is wrong with an argument of these types.
    func mismatch(_ position: Int, _ types: TypeSet) -> String {
        "\(rawValue) takes \(parameter(position).words)\(ordinal(position)), got \(types.words)"
    }

    /// Which of several arguments is meant.
    private func ordinal(_ position: Int) -> String {
        parameters.count < 2 ? "" : position == 0 ? " first" : position == 1 ? " second" : " third"
    }

    /// What is wrong with a number of arguments.
    func countMismatch(_ count: Int) -> String {
        let expected =
            isVariadic
            ? "at least one argument" : ["no argument", "one argument", "2 arguments", "3 arguments"][parameters.count]
        let form = parameters.count > 1 ? ", as in \(form)" : ""
        return "\(rawValue) takes \(expected), got \(count == 0 ? "none" : String(count))\(form)"
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
