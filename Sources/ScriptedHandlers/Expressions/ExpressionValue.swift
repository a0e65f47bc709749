import ClamatorKit

/// What a part of an expression has for a value: something calculated, or a value in the params or the state.
enum ExpressionValue: Sendable {
    case number(Number)
    case text(String)
    case bool(Bool)
    case null
    case json(JSON)
    /// An array whose elements are values by themselves.
    indirect case list(ValueList)
    /// An object whose members are values by themselves.
    indirect case object(ValueObject)
    /// What is not there.
    indirect case absent(Absence)
    /// The literal `absent`.
    case omitted

    /// The largest value that an expression may give, in bytes: of UTF-8 for a string, else of JSON text.
    static let largest = 1 << 20

    /// The literals that are words.
    init?(literal word: ExactString) {
        switch word {
        case "true": self = .bool(true)
        case "false": self = .bool(false)
        case "null": self = .null
        case "absent": self = .omitted
        default: return nil
        }
    }

    /// The value as a number; nil for any other.
    var number: Number? {
        get throws(RpcError) {
            switch self {
            case .number(let number): number
            case .json(let json):
                try json.withView { (view) throws(RpcError) in view.kind == .number ? try Number(view) : nil }
            default: nil
            }
        }
    }

    /// Whether the value is a string.
    var isString: Bool {
        switch self {
        case .text: true
        case .json(let json): json.kind == .string
        default: false
        }
    }

    /// The value as a string; nil for any other.
    var string: String? {
        switch self {
        case .text(let text): text
        case .json(let json): json.string
        default: nil
        }
    }

    /// The value of a boolean; nil for any other.
    var boolean: Bool? {
        switch self {
        case .bool(let value): value
        case .json(let json): json.bool
        default: nil
        }
    }

    /// Whether there is no value.
    var isAbsent: Bool {
        switch self {
        case .absent, .omitted: true
        default: false
        }
    }

    /// Whether there is no value, or it is null.
    var isAbsentOrNull: Bool {
        switch self {
        case .absent, .omitted, .null: true
        case .json(let json): json.isNull
        default: false
        }
    }

    /// How large the value is, as `largest` has it; 0 where it is small for certain.
    var byteCount: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .json(let json): json.withView { $0.bytes.count }
        case .list(let list): list.byteCount
        case .object(let object): object.byteCount
        case .number, .bool, .null, .absent, .omitted: 0
        }
    }

    /// The code points of a string, the elements of an array, the members of an object; nil for any other.
    var length: Int? {
        switch self {
        case .text(let text): text.unicodeScalars.count
        case .list(let list): list.elements.count
        case .object(let object): object.count
        case .json(let json):
            json.withView { view in
                switch view.kind {
                case .string: view.codePointCount
                case .array, .object: view.count
                default: nil
                }
            }
        default: nil
        }
    }

    /// The type of the value, alone.
    var types: TypeSet {
        switch self {
        case .number(.integer), .number(.large): .integer
        case .number(.double(let value)): value == value.rounded() ? .integer : .number
        case .text: .string
        case .bool: .boolean
        case .null: .null
        case .list: .array
        case .object: .object
        case .absent, .omitted: []
        case .json(let json):
            switch json.kind {
            case .null: .null
            case .true, .false: .boolean
            case .number: .number
            case .string: .string
            case .array: .array
            case .object: .object
            }
        }
    }

    /// Appends the value as JSON text: a number that was calculated in digits, a double as JavaScript prints it, a
    /// value of the params or the state as it was spelled. Of what is absent nothing.
    func append(to writer: inout JSONWriter) {
        switch self {
        case .number(let number): number.append(to: &writer)
        case .text(let text):
            writer.append(UInt8(ascii: "\""))
            text.withBytes { writer.appendEscaped($0) }
            writer.append(UInt8(ascii: "\""))
        case .bool(let value): writer.append(value ? "true" : "false")
        case .null: writer.append("null")
        case .json(let json): json.withView { writer.append($0.rawText) }
        case .list(let list): list.append(to: &writer)
        case .object(let object): object.append(to: &writer)
        case .absent, .omitted: break
        }
    }

    /// Appends what stands for the value inside a longer string: a string's own text, else the JSON text.
    func appendInside(to writer: inout JSONWriter) {
        switch self {
        case .text(let text): text.withBytes { writer.appendEscaped($0) }
        case .json(let json):
            json.withView { view in
                // A string's spelling is escaped already.
                if view.kind == .string { writer.append(view.bytes) } else { writer.appendEscaped(view.bytes) }
            }
        case .list, .object:
            var text = JSONWriter()
            append(to: &text)
            text.withBytes { writer.appendEscaped($0) }
        case .number, .bool, .null, .absent, .omitted: append(to: &writer)
        }
    }
}

/// Something that an expression speaks of and that is not there, and the offset where it does so.
enum Absence: Sendable {
    case member(ExactString, offset: Int)
    case element(Int, count: Int, offset: Int)
    /// An element or a member of null.
    case insideNull(offset: Int)
    /// What `find` found no element for.
    case match(offset: Int)

    /// What is not there, in words.
    var reason: String {
        switch self {
        case .member(let name, _): "\"\(name)\" is absent"
        case .element(let position, let count, _): "no element \(position); there are \(count)"
        case .insideNull: "null has no elements and no members"
        case .match: "what find looks for is absent"
        }
    }

    var offset: Int {
        switch self {
        case .member(_, let offset), .element(_, _, let offset), .insideNull(let offset), .match(let offset): offset
        }
    }
}
