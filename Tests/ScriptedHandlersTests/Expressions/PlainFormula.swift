import ClamatorKit
import ServiceSupport

/// A value as an evaluator has it that knows nothing of the one it is compared with.
indirect enum PlainValue {
    case absent, null
    case bool(Bool)
    case whole(Int)
    case text(String)
    case list([PlainValue])
    case object([(name: String, value: PlainValue)])

    var text: String {
        switch self {
        case .absent: "absent"
        case .null: "null"
        case .bool(let value): "\(value)"
        case .whole(let value): "\(value)"
        case .text(let text): JSON(text).description
        case .list(let elements): "[\(elements.map(\.text).joined(separator: ","))]"
        case .object(let members): "{\(members.map { "\(JSON($0.name)):\($0.value.text)" }.joined(separator: ","))}"
        }
    }

    func equals(_ other: PlainValue) -> Bool {
        switch (self, other) {
        case (.absent, .absent), (.null, .null): true
        case (.bool(let one), .bool(let two)): one == two
        case (.whole(let one), .whole(let two)): one == two
        case (.text(let one), .text(let two)): ExactString(one) == ExactString(two)
        case (.list(let one), .list(let two)): one.count == two.count && zip(one, two).allSatisfy { $0.equals($1) }
        case (.object(let one), .object(let two)):
            one.count == two.count && one.allSatisfy { name, value in two.member(name).equals(value) }
        default: false
        }
    }

    func member(_ name: String) -> PlainValue {
        if case .object(let members) = self { members.member(name) } else { .absent }
    }
}

extension [(name: String, value: PlainValue)] {
    func member(_ name: String) -> PlainValue {
        first { ExactString($0.name) == ExactString(name) }?.value ?? .absent
    }
}

/// Why a formula has no value.
enum PlainFailure: Error {
    /// Something is not what an operator or a function takes.
    case unfit
    /// The numbers are larger than this evaluator calculates with.
    case undecided
}

/// A formula in the text of an expression, with no more parentheses than precedence and direction call for, and beside
/// it what it comes to.
struct PlainFormula {
    typealias Names = [String: PlainValue]

    let text: String
    /// How tightly the outermost operator binds.
    let strength: Int
    let value: (Names) throws(PlainFailure) -> PlainValue

    init(_ text: String, strength: Int = 10, _ value: @escaping (Names) throws(PlainFailure) -> PlainValue) {
        (self.text, self.strength, self.value) = (text, strength, value)
    }

    func text(atLeast least: Int) -> String { strength >= least ? text : "(\(text))" }

    // MARK: Values of a kind

    func whole(_ names: Names) throws(PlainFailure) -> Int {
        guard case .whole(let value) = try value(names) else { throw .unfit }
        return value
    }

    func bool(_ names: Names) throws(PlainFailure) -> Bool {
        guard case .bool(let value) = try value(names) else { throw .unfit }
        return value
    }

    func string(_ names: Names) throws(PlainFailure) -> String {
        guard case .text(let value) = try value(names) else { throw .unfit }
        return value
    }

    func list(_ names: Names) throws(PlainFailure) -> [PlainValue] {
        guard case .list(let value) = try value(names) else { throw .unfit }
        return value
    }

    func object(_ names: Names) throws(PlainFailure) -> [(name: String, value: PlainValue)] {
        guard case .object(let value) = try value(names) else { throw .unfit }
        return value
    }

    func present(_ names: Names) throws(PlainFailure) -> PlainValue {
        let value = try value(names)
        if case .absent = value { throw .unfit }
        return value
    }
}

// MARK: - Random formulas

/// Makes formulas of a kind. Only params, of whose types the reader knows nothing, are at times of another kind.
struct FormulaMaker<Generator: RandomNumberGenerator> {
    var generator: Generator

    enum Kind: CaseIterable { case whole, bool, text, list, object }

    private mutating func chance(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    mutating func any(_ depth: Int) -> PlainFormula {
        let kind = Kind.allCases[chance(Kind.allCases.count)]
        return formula(kind, depth)
    }

    mutating func formula(_ kind: Kind, _ depth: Int) -> PlainFormula {
        if depth == 0 || chance(6) == 0 { return leaf(kind) }
        switch chance(8) {
        case 0:
            let (condition, one, other) = (
                formula(.bool, depth - 1), formula(kind, depth - 1), formula(kind, depth - 1)
            )
            return PlainFormula("\(condition.text(atLeast: 1)) ? \(one.text) : \(other.text)", strength: 0) {
                (names) throws(PlainFailure) in
                try condition.bool(names) ? try one.value(names) : try other.value(names)
            }
        case 1:
            let (one, other) = (formula(kind, depth - 1), formula(kind, depth - 1))
            return PlainFormula("\(one.text(atLeast: 1)) ?? \(other.text(atLeast: 2))", strength: 1) {
                (names) throws(PlainFailure) in
                let value = try one.value(names)
                switch value {
                case .absent, .null: return try other.value(names)
                default: return value
                }
            }
        default: break
        }
        switch kind {
        case .whole: return whole(depth - 1)
        case .bool: return bool(depth - 1)
        case .text: return text(depth - 1)
        case .list: return list(depth - 1)
        case .object: return object(depth - 1)
        }
    }

    private mutating func leaf(_ kind: Kind) -> PlainFormula {
        func name(_ name: String) -> PlainFormula {
            PlainFormula(name) { (names) throws(PlainFailure) in names[name] ?? .absent }
        }
        if chance(12) == 0 { return name(["n0", "t0", "yes", "l0", "o0", "none", "note"][chance(7)]) }
        switch kind {
        case .whole:
            let small = chance(10)
            return chance(2) == 0
                ? PlainFormula("\(small)") { (_) throws(PlainFailure) in .whole(small) } : name("n\(chance(4))")
        case .bool: return name(chance(2) == 0 ? "yes" : "no")
        case .text: return name("t\(chance(4))")
        case .list: return name(["l0", "l1", "state.long"][chance(3)])
        case .object: return name("o\(chance(2))")
        }
    }

    private mutating func whole(_ depth: Int) -> PlainFormula {
        switch chance(8) {
        case 0...2:
            let (sign, strength) = [("+", 6), ("-", 6), ("*", 7)][chance(3)]
            let (one, other) = (formula(.whole, depth), formula(.whole, depth))
            return PlainFormula(
                "\(one.text(atLeast: strength)) \(sign) \(other.text(atLeast: strength + 1))", strength: strength
            ) { (names) throws(PlainFailure) in
                let (left, right) = (try one.value(names), try other.value(names))
                if sign == "+", case .text(let first) = left, case .text(let second) = right {
                    return .text(first + second)
                }
                guard case .whole(let first) = left, case .whole(let second) = right else { throw .unfit }
                let value = sign == "+" ? first + second : sign == "-" ? first - second : first * second
                guard value.magnitude < 1 << 30 else { throw .undecided }
                return .whole(value)
            }
        case 3:
            let operand = formula(.whole, depth)
            return PlainFormula("-\(operand.text(atLeast: 8))", strength: 8) {
                (names) throws(PlainFailure) in .whole(-(try operand.whole(names)))
            }
        case 4:
            let list = formula(.list, depth)
            return PlainFormula("length(\(list.text))") { (names) throws(PlainFailure) in
                switch try list.value(names) {
                case .text(let text): .whole(text.unicodeScalars.count)
                case .list(let elements): .whole(elements.count)
                case .object(let members): .whole(members.count)
                default: throw .unfit
                }
            }
        case 5:
            let (list, wanted) = (formula(.list, depth), formula(.whole, depth))
            return PlainFormula("indexOf(\(list.text), \"id\", \(wanted.text))") { (names) throws(PlainFailure) in
                let (elements, value) = (try list.list(names), try wanted.value(names))
                return .whole(elements.firstIndex { $0.member("id").equals(value) } ?? -1)
            }
        case 6:
            let list = formula(.list, depth)
            return PlainFormula("sum(\(list.text), \"id\")") { (names) throws(PlainFailure) in
                var sum = 0
                for element in try list.list(names) {
                    guard case .whole(let value) = element.member("id") else { throw .unfit }
                    sum += value
                }
                return .whole(sum)
            }
        default:
            let object = formula(.object, depth)
            return PlainFormula("\(object.text(atLeast: 10)).id") { (names) throws(PlainFailure) in
                switch try object.value(names) {
                case .absent, .null: .absent
                case .object(let members): members.member("id")
                default: throw .unfit
                }
            }
        }
    }

    private mutating func bool(_ depth: Int) -> PlainFormula {
        switch chance(7) {
        case 0, 1:
            let sign = ["==", "!="][chance(2)]
            let (one, other) = (any(depth), any(depth))
            return PlainFormula("\(one.text(atLeast: 4)) \(sign) \(other.text(atLeast: 5))", strength: 4) {
                (names) throws(PlainFailure) in
                let (left, right) = (try one.value(names), try other.value(names))
                return .bool(left.equals(right) == (sign == "=="))
            }
        case 2:
            let sign = ["<", "<=", ">", ">="][chance(4)]
            let kind = [Kind.whole, .text][chance(2)]
            let (one, other) = (formula(kind, depth), formula(kind, depth))
            return PlainFormula("\(one.text(atLeast: 5)) \(sign) \(other.text(atLeast: 6))", strength: 5) {
                (names) throws(PlainFailure) in
                let order: Int
                switch (try one.value(names), try other.value(names)) {
                case (.whole(let left), .whole(let right)): order = left - right
                case (.text(let left), .text(let right)):
                    order =
                        left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
                        ? -1
                        : right.unicodeScalars.lexicographicallyPrecedes(left.unicodeScalars) ? 1 : 0
                default: throw .unfit
                }
                return .bool(sign == "<" ? order < 0 : sign == "<=" ? order <= 0 : sign == ">" ? order > 0 : order >= 0)
            }
        case 3, 4:
            let isAnd = chance(2) == 0
            let (one, other) = (formula(.bool, depth), formula(.bool, depth))
            let strength = isAnd ? 3 : 2
            return PlainFormula(
                "\(one.text(atLeast: strength)) \(isAnd ? "&&" : "||") \(other.text(atLeast: strength + 1))",
                strength: strength
            ) { (names) throws(PlainFailure) in
                .bool(try one.bool(names) == isAnd ? try other.bool(names) : !isAnd)
            }
        case 5:
            let operand = formula(.bool, depth)
            return PlainFormula("!\(operand.text(atLeast: 8))", strength: 8) {
                (names) throws(PlainFailure) in .bool(!(try operand.bool(names)))
            }
        default:
            let (list, element) = (formula(.list, depth), formula(.object, depth))
            return PlainFormula("contains(\(list.text), \(element.text))") { (names) throws(PlainFailure) in
                let (whole, part) = (try list.value(names), try element.value(names))
                switch whole {
                case .list(let elements): return .bool(elements.contains { $0.equals(part) })
                case .text(let text):
                    guard case .text(let sought) = part else { throw .unfit }
                    return .bool(Self.contains(text, sought))
                default: throw .unfit
                }
            }
        }
    }

    private static func contains(_ text: String, _ sought: String) -> Bool {
        let (text, sought) = (Array(text.unicodeScalars), Array(sought.unicodeScalars))
        return text.count >= sought.count
            && (0...text.count - sought.count).contains { Array(text[$0..<$0 + sought.count]) == sought }
    }

    private mutating func text(_ depth: Int) -> PlainFormula {
        switch chance(4) {
        case 0:
            let (one, other) = (formula(.text, depth), formula(.text, depth))
            return PlainFormula("\(one.text(atLeast: 6)) + (\(other.text(atLeast: 1)) ?? \"\")", strength: 6) {
                (names) throws(PlainFailure) in
                let left = try one.value(names)
                var right = try other.value(names)
                if case .null = right { right = .text("") }
                if case .absent = right { right = .text("") }
                if case .whole(let first) = left, case .whole(let second) = right { return .whole(first + second) }
                guard case .text(let first) = left, case .text(let second) = right else { throw .unfit }
                return .text(first + second)
            }
        case 1:
            let (object, separator) = (formula(.object, depth), formula(.text, depth))
            return PlainFormula("join(keys(\(object.text)), \(separator.text))") { (names) throws(PlainFailure) in
                let members = try object.object(names)
                return .text(members.map(\.name).joined(separator: try separator.string(names)))
            }
        case 2:
            let number = formula(.whole, depth)
            return PlainFormula("string(\(number.text))") { (names) throws(PlainFailure) in
                let value = try number.present(names)
                if case .text = value { return value }
                return .text(value.text)
            }
        default:
            let (list, position) = (formula(.list, depth), formula(.whole, depth))
            return PlainFormula("(\(list.text))[0 + (\(position.text))].k") { (names) throws(PlainFailure) in
                let value: PlainValue
                switch try list.value(names) {
                case .absent, .null: return .absent
                case .list(let elements):
                    let index = try position.whole(names)
                    value = elements.indices.contains(index) ? elements[index] : .absent
                // The sum is a number, or a failure.
                default: throw .unfit
                }
                switch value {
                case .absent, .null: return .absent
                case .object(let members): return members.member("k")
                default: throw .unfit
                }
            }
        }
    }

    private mutating func list(_ depth: Int) -> PlainFormula {
        let list = formula(.list, depth)
        switch chance(7) {
        case 0, 1:
            let keeps = chance(2) == 0
            let wanted = formula(.whole, depth)
            return PlainFormula("\(keeps ? "filter" : "without")(\(list.text), \"id\", \(wanted.text))") {
                (names) throws(PlainFailure) in
                let (elements, value) = (try list.list(names), try wanted.value(names))
                return .list(elements.filter { $0.member("id").equals(value) == keeps })
            }
        case 2:
            let element = formula(.object, depth)
            return PlainFormula("append(\(list.text), \(element.text))") { (names) throws(PlainFailure) in
                .list(try list.list(names) + [try element.present(names)])
            }
        case 3:
            let (from, to) = (formula(.whole, depth), formula(.whole, depth))
            return PlainFormula("slice(\(list.text), \(from.text), \(to.text))") { (names) throws(PlainFailure) in
                let elements = try list.list(names)
                var bounds: [Int] = []
                for bound in [try from.whole(names), try to.whole(names)] {
                    bounds.append(min(max(bound < 0 ? bound + elements.count : bound, 0), elements.count))
                }
                return .list(bounds[0] < bounds[1] ? Array(elements[bounds[0]..<bounds[1]]) : [])
            }
        case 4:
            return PlainFormula("sortBy(\(list.text), \"id\")") { (names) throws(PlainFailure) in
                var keyed: [(key: Int, place: Int, element: PlainValue)] = []
                for (place, element) in try list.list(names).enumerated() {
                    guard case .whole(let key) = element.member("id") else { throw .unfit }
                    keyed.append((key, place, element))
                }
                return .list(keyed.sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(\.element))
            }
        case 5:
            let sought = formula(.text, depth)
            return PlainFormula("match(\(list.text), \"k\", \(sought.text))") { (names) throws(PlainFailure) in
                func lowered(_ text: String) -> String {
                    text.unicodeScalars.map(\.properties.lowercaseMapping).joined()
                }
                let (elements, text) = (try list.list(names), lowered(try sought.string(names)))
                return .list(
                    elements.filter {
                        if case .text(let whole) = $0.member("k") { Self.contains(lowered(whole), text) } else { false }
                    })
            }
        default:
            let (one, other) = (formula(.object, depth), formula(.object, depth))
            return PlainFormula("[\(one.text), \(other.text)]") { (names) throws(PlainFailure) in
                .list([try one.present(names), try other.present(names)])
            }
        }
    }

    private mutating func object(_ depth: Int) -> PlainFormula {
        switch chance(3) {
        case 0:
            let (list, wanted) = (formula(.list, depth), formula(.whole, depth))
            return PlainFormula("find(\(list.text), \"id\", \(wanted.text))") { (names) throws(PlainFailure) in
                let (elements, value) = (try list.list(names), try wanted.value(names))
                return elements.first { $0.member("id").equals(value) } ?? .absent
            }
        case 1:
            let (one, other) = (formula(.object, depth), formula(.object, depth))
            return PlainFormula("merge(\(one.text), \(other.text))") { (names) throws(PlainFailure) in
                var merged = try one.object(names)
                for (name, value) in try other.object(names) {
                    if let place = merged.firstIndex(where: { $0.name == name }) {
                        merged[place].value = value
                    } else {
                        merged.append((name, value))
                    }
                }
                return .object(merged)
            }
        default:
            let (id, text) = (formula(.whole, depth), formula(.text, depth))
            return PlainFormula("{\"id\": \(id.text), \"k\": \(text.text)}") { (names) throws(PlainFailure) in
                .object([("id", try id.present(names)), ("k", try text.present(names))])
            }
        }
    }
}
