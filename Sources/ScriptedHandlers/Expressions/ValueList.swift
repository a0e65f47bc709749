import ClamatorKit
private import Synchronization

/// An array whose elements are values by themselves, so that one can be added or taken out without a copy of the
/// others.
struct ValueList: Sendable {
    private(set) var elements: [JSON]
    /// How long its JSON text is.
    private(set) var byteCount: Int
    /// Where elements are found by the values of their members; nil where they are few, or are looked at only once.
    private var index: ListIndex?

    /// Takes elements that are looked at only once.
    init(_ elements: [JSON]) {
        self.elements = elements
        byteCount = elements.reduce(2) { $0 + $1.textLength + 1 }
    }

    /// Keeps the elements of an array for later calls.
    init(keeping array: JSON) {
        self.init(array.elements)
        index = ListIndex()
    }

    /// Keeps what is left of a list for later calls. Few elements get memory of their own, so that the array that they
    /// were part of is not kept for them.
    init(keeping elements: [JSON], of count: Int) {
        let areFew = 2 * elements.count < count
        self.init(areFew ? elements.map(\.ownCopy) : elements)
        index = ListIndex()
    }

    /// What it takes in memory.
    var size: Int { elements.reduce(0) { $0 + Self.size(of: $1) } }

    /// What a value takes in memory that is not part of another, beside its text and its nodes.
    private static let sizeOfDocument = 256

    /// What an element of a list takes in memory.
    static func size(of element: JSON) -> Int { element.size + 1 + (element.isWhole ? sizeOfDocument : 0) }

    mutating func append(_ element: JSON) {
        elements.append(element)
        byteCount += element.textLength + 1
        // Another list may share the index, which then is not the index of this one.
        if isKnownUniquelyReferenced(&index) {
            index?.add(element, at: elements.count - 1)
        } else {
            index = ListIndex()
        }
    }

    /// Appends the list as JSON text.
    func append(to writer: inout JSONWriter) {
        writer.append(UInt8(ascii: "["))
        for (position, element) in elements.enumerated() {
            if position > 0 { writer.append(UInt8(ascii: ",")) }
            element.withView { writer.append($0.rawText) }
        }
        writer.append(UInt8(ascii: "]"))
    }

    /// The first element whose member has a value; the second is whether all elements had to be looked at.
    func firstIndex(_ name: ExactString, equals value: ExpressionValue) -> (position: Int?, isSearched: Bool)? {
        guard let index, elements.count >= ListIndex.fewest, let key = value.scalar else { return nil }
        return index.firstIndex(name, equals: key, in: elements)
    }
}

/// Finds elements of a list by the value of a member, for the members that were asked for before.
///
/// It is made when a member is first asked for, and goes on with each element that is added.
final class ListIndex: Sendable {
    /// A list with less elements is searched as fast without one.
    static let fewest = 16
    /// How many members are remembered, since which are asked for may be up to the params.
    private static let mostNames = 4

    private let positions = Mutex<[ExactString: [JSON: Int]]>([:])

    func firstIndex(
        _ name: ExactString, equals value: JSON, in elements: [JSON]
    ) -> (position: Int?, isSearched: Bool) {
        positions.withLock { positions in
            if let known = positions[name] { return (known[value], false) }
            if positions.count >= Self.mostNames { positions.removeAll() }
            var known: [JSON: Int] = [:]
            for (position, element) in elements.enumerated() {
                Self.add(element, at: position, name, to: &known)
            }
            positions[name] = known
            return (known[value], true)
        }
    }

    /// Notes an element behind all others.
    func add(_ element: JSON, at position: Int) {
        positions.withLock { positions in
            for name in positions.keys { Self.add(element, at: position, name, to: &positions[name, default: [:]]) }
        }
    }

    private static func add(_ element: JSON, at position: Int, _ name: ExactString, to known: inout [JSON: Int]) {
        guard let value = element[name], value.isScalar, known[value] == nil else { return }
        known[value] = position
    }
}

extension JSON {
    /// Whether it is no array and no object.
    fileprivate var isScalar: Bool { kind != .array && kind != .object }
}

extension ExpressionValue {
    /// The value as JSON, where it is no array and no object.
    fileprivate var scalar: JSON? {
        switch self {
        case .number, .text, .bool, .null: JSON { append(to: &$0) }
        case .json(let json): json.isScalar ? json : .none
        case .list, .object, .absent, .omitted: .none
        }
    }
}

/// A value that a service keeps from one call to the next.
enum StateValue: Sendable {
    case json(JSON)
    case list(ValueList)
    /// An object of which members were put in or taken out.
    case object(ValueObject)

    /// Takes a value; of an array each element by itself.
    init(_ json: JSON) { self = json.kind == .array ? .list(ValueList(keeping: json)) : .json(json) }

    /// What it takes in memory.
    var size: Int {
        switch self {
        case .json(let json): json.size
        case .list(let list): list.size
        case .object(let object): object.size
        }
    }

    /// The value as one JSON value.
    var json: JSON {
        switch self {
        case .json(let json): json
        case .list(let list): JSON(list.elements)
        case .object(let object): JSON(members: object.members)
        }
    }
}
