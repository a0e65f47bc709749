/// A value of whatever kind as a part of types that are `Codable`, for any encoder and decoder. Numbers go through
/// those of Swift where the encoder or decoder is not this module's.
extension JSON: Codable {
    /// Writes the value with the calls that its kind asks for.
    public func encode(to encoder: any Encoder) throws {
        switch kind {
        case .object:
            var container = encoder.container(keyedBy: NameKey.self)
            for (name, value) in lastMembers {
                try container.encode(value, forKey: NameKey(stringValue: name.string))
            }
        case .array:
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        default:
            var container = encoder.singleValueContainer()
            if let string {
                try container.encode(string)
            } else if let bool {
                try container.encode(bool)
            } else if let int {
                try container.encode(int)
            } else if let double {
                try container.encode(double)
            } else {
                try container.encodeNil()
            }
        }
    }

    /// Reads a value by trying which kind it is of.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: NameKey.self) {
            self = JSON(
                members: try container.allKeys.map {
                    (name: ExactString($0.stringValue), value: try container.decode(JSON.self, forKey: $0))
                })
        } else if var container = try? decoder.unkeyedContainer() {
            var elements: [JSON] = []
            while !container.isAtEnd { elements.append(try container.decode(JSON.self)) }
            self = JSON(elements)
        } else {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let bool = try? container.decode(Bool.self) {
                self = JSON(bool)
            } else if let int = try? container.decode(Int.self) {
                self = JSON(int)
            } else if let double = try? container.decode(Double.self) {
                self = try JSON(double)
            } else {
                self = JSON(try container.decode(String.self))
            }
        }
    }
}
