import ClamatorKit

/// What a part of an expression has for a value: something calculated, or a value in the params or the state.
enum ExpressionValue: Sendable {
    case number(Number)
    case text(String)
    case bool(Bool)
    case null
    case json(JSON)

    /// The largest value that an expression may give, in bytes: of UTF-8 for a string, else of JSON text.
    static let largest = 1 << 20

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

    /// How large the value is, as `largest` has it; 0 where it is small for certain.
    var byteCount: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .json(let json): json.withView { $0.bytes.count }
        case .number, .bool, .null: 0
        }
    }

    /// The code points of a string, the elements of an array, the members of an object; nil for any other.
    var length: Int? {
        switch self {
        case .text(let text): text.unicodeScalars.count
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

    /// Appends the value as JSON text: a number that was calculated in digits, a double as JavaScript prints it, a value
    /// of the params or the state as it was spelled.
    func append(to writer: inout JSONWriter) {
        switch self {
        case .number(let number): number.append(to: &writer)
        case .text(let text):
            writer.append(UInt8(ascii: "\""))
            text.withBytes { writer.appendEscaped($0) }
            writer.append(UInt8(ascii: "\""))
        case .bool(let value): writer.append(value ? "true" : "false")
        case .null: writer.append("null")
        case .json(let json): json.withView { writer.append($0.spelling) }
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
        case .number, .bool, .null: append(to: &writer)
        }
    }
}
