import ClamatorJSON
import Testing

private struct Line: Codable, Equatable {
    var sku: String
    var count: UInt16
    var price: Double?
}

private struct Order: Codable, Equatable {
    enum State: String, Codable { case open, done }
    enum Payment: Codable, Equatable {
        case cash
        case card(number: String)
    }

    var id: Int64
    var state: State
    var lines: [Line]
    var notes: [String: [Float]]
    var payment: Payment
    var extra: JSON
    var grid: [[Int?]]
    var large: UInt128
}

private class Animal: Codable {
    var name: String
    init(name: String) { self.name = name }
}

private final class Dog: Animal {
    var age: Int
    private enum CodingKeys: CodingKey { case age }

    init(name: String, age: Int) {
        self.age = age
        super.init(name: name)
    }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        age = try container.decode(Int.self, forKey: .age)
        try super.init(from: container.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try super.encode(to: container.superEncoder())
        try container.encode(age, forKey: .age)
    }
}

@Suite struct CodableTests {
    private static let order = Order(
        id: .min, state: .done, lines: [Line(sku: "A-1", count: 2, price: 0.1), Line(sku: "é\"", count: 0)],
        notes: ["a": [0.1], "b": []], payment: .card(number: "4"), extra: ["x": [1, .null, true]],
        grid: [[1, nil], []], large: .max)

    @Test func `A Codable value reads back what it writes`() throws {
        let json = try JSON(encoding: Self.order)
        #expect(try json.decode(Order.self) == Self.order)
        #expect(
            json["lines"]?.description == #"[{"sku":"A-1","count":2,"price":0.1},{"sku":"é\"","count":0}]"#)
        #expect(json["payment"] == ["card": ["number": "4"]])
        #expect(json["large"]?.description == "\(UInt128.max)")
    }

    @Test func `A class is written with what it inherits, and a value without members as an empty object`() throws {
        struct Nothing: Codable, Equatable {}
        let json = try JSON(encoding: Dog(name: "Rex", age: 3))
        #expect(json == ["super": ["name": "Rex"], "age": 3])
        #expect(try json.decode(Dog.self).name == "Rex")
        #expect(try JSON(encoding: [Nothing()]).description == "[{}]")
        #expect(try JSON(encoding: ["a": Nothing()]).decode([String: Nothing].self) == ["a": Nothing()])
    }

    @Test func `An object with many members is read by name too, and of a repeated one the last counts`() throws {
        let members = (0..<100).map { "\"m\($0)\": \($0)" } + [#""m7": 70"#]
        let values = try JSON(parsing: "{\(members.joined(separator: ","))}").decode(Mapping.self).values
        #expect(values.count == 100)
        #expect(values["m7"] == 70 && values["m99"] == 99)
        #expect(try JSON(parsing: #"{"m": 1, "m": 2}"#).decode(Mapping.self).values == ["m": 2])
    }

    /// A dictionary of a type that is Codable alone.
    private struct Mapping: Decodable {
        let values: [String: Int]
        init(from decoder: any Decoder) throws {
            values = try decoder.singleValueContainer().decode([String: Int].self)
        }
    }

    @Test func `Members are found in any order, however their names are spelled, and of repeated names the last`()
        throws
    {
        let text = #"{"unitPrice": 1, "b": 2, "\u0061": 3, "a": 4, "": 5, "unitPrime": 6, "b": 7, "\u0062c": 8}"#
        let values = try JSON(parsing: text).decode(Mapping.self).values
        #expect(values == ["unitPrice": 1, "b": 7, "a": 4, "": 5, "unitPrime": 6, "bc": 8])
        let line = try JSON(parsing: #"{"price": 2, "count": 1, "sku": "a", "count": 3}"#).decode(Line.self)
        #expect(line == Line(sku: "a", count: 3, price: 2))
    }

    @Test func `The way to a value is told to its type in keys of the types around it, read and written`() throws {
        struct Place: Codable, Equatable {
            var way: [String] = []
            init() {}
            init(from decoder: any Decoder) throws {
                way = decoder.codingPath.map { "\($0.stringValue) \($0 is Shelf.CodingKeys)" }
            }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.unkeyedContainer()
                for key in encoder.codingPath + container.codingPath {
                    try container.encode("\(key.stringValue) \(key is Shelf.CodingKeys)")
                }
            }
        }
        struct Shelf: Codable {
            enum CodingKeys: String, CodingKey { case books = "b" }
            var books: [[String: Place]]
        }
        let way = ["b true", "1 false", "x\" false"]
        let shelf = Shelf(books: [[:], ["x\"": Place()]])
        #expect(try JSON(encoding: shelf) == ["b": [[:], ["x\"": try JSON(way + way)]]])
        let read = try JSON(parsing: #"{"b": [{}, {"a": 1, "x\"": 2}]}"#).decode(Shelf.self)
        #expect(read.books[1]["x\""]?.way == way)
    }

    @Test(arguments: [
        (#"{"sku": "a"}"#, #"missing required "count""#),
        (#"{"sku": "a", "count": -1}"#, "the number is no UInt16 (at /count)"),
        (#"{"sku": 1, "count": 1}"#, "expected a string, got a number (at /sku)"),
        ("[]", "expected an object, got an array"),
    ])
    func `What is of another type is refused with its place`(text: String, message: String) throws {
        let json = try JSON(parsing: text)
        let one = #expect(throws: JSONDecodingError.self) { try json.decode(Line.self) }
        #expect(one?.description == message)
        let many = #expect(throws: JSONDecodingError.self) { try JSON([0, json]).decode([Line].self) }
        #expect(many?.path.description == "/0")
    }

    @Test func `What a type has against a value is told with its place`() throws {
        let order = try JSON(encoding: Self.order).merging(["state": "lost"])
        let error = #expect(throws: JSONDecodingError.self) { try order.decode(Order.self) }
        #expect(error?.path == JSONPointer(["state"]))
        #expect(error?.description.contains("lost") == true)
    }

    @Test func `A number that is not finite is refused with its place`() {
        let lines = ["l": [Line(sku: "a", count: 1), Line(sku: "b", count: 1, price: .nan)]]
        let error = #expect(throws: JSONEncodingError.self) { try JSON(encoding: lines) }
        #expect(error?.description == "JSON has no NaN and no Infinity (at /l/1/price)")
    }

    @Test func `Writing into a container after the next was begun is an error, not wrong text`() {
        struct Mixed: Encodable {
            func encode(to encoder: any Encoder) throws {
                var outer = encoder.unkeyedContainer()
                var first = outer.nestedUnkeyedContainer()
                try first.encode(1)
                try outer.encode(2)
                try first.encode(3)
            }
        }
        #expect(throws: JSONEncodingError.self) { try JSON(encoding: Mixed()) }
    }
}
