import ClamatorKit

// Types as generated code has them, which are `Codable` as well.

struct Terms: JSONCodable {
    var a: Double
    var b: Double

    init(a: Double, b: Double) {
        self.a = a
        self.b = b
    }

    init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        var a: Double?
        var b: Double?
        var members = try json.members()
        while members.next() {
            if members.isNamed("a") {
                a = try members.value(Double.self)
            } else if members.isNamed("b") {
                b = try members.value(Double.self)
            } else {
                throw members.refusal
            }
        }
        guard let a else { throw .missingMember("a") }
        guard let b else { throw .missingMember("b") }
        self.init(a: a, b: b)
    }

    func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
        try writer.object { (writer) throws(JSONEncodingError) in
            try writer.member("a", a)
            try writer.member("b", b)
        }
    }
}

struct Sum: JSONCodable {
    var sum: Double

    init(sum: Double) { self.sum = sum }

    init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        var sum: Double?
        var members = try json.members()
        while members.next() {
            if members.isNamed("sum") { sum = try members.value(Double.self) }
        }
        guard let sum else { throw .missingMember("sum") }
        self.init(sum: sum)
    }

    func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
        try writer.object { (writer) throws(JSONEncodingError) in try writer.member("sum", sum) }
    }
}

struct Order: JSONCodable, Codable {
    var id: String
    var customer: String
    var lines: [OrderLine]
    var total: Double
    var notes: String?

    /// An order of twenty lines.
    static let long = Order(
        id: "ORD-00000003", customer: "Ada Lovelace",
        lines: (0..<20).map { number in
            OrderLine(
                sku: "CLB-41\(number)", name: "Blue widget no. \(number)", quantity: 32 + number,
                unitPrice: 380.48 + Double(number), discount: 0.236, category: .food, isGift: number % 2 == 0,
                ean: "8581747781260")
        },
        total: 7300.25)

    init(id: String, customer: String, lines: [OrderLine], total: Double, notes: String? = nil) {
        self.id = id
        self.customer = customer
        self.lines = lines
        self.total = total
        self.notes = notes
    }

    init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        var id: String?
        var customer: String?
        var lines: [OrderLine]?
        var total: Double?
        var notes: String?
        var members = try json.members()
        while members.next() {
            if members.isNamed("id") {
                id = try members.value(String.self)
            } else if members.isNamed("customer") {
                customer = try members.value(String.self)
            } else if members.isNamed("lines") {
                lines = try members.value([OrderLine].self)
            } else if members.isNamed("total") {
                total = try members.value(Double.self)
            } else if members.isNamed("notes") {
                notes = try members.value(String.self)
            } else {
                throw members.refusal
            }
        }
        guard let id else { throw .missingMember("id") }
        guard let customer else { throw .missingMember("customer") }
        guard let lines else { throw .missingMember("lines") }
        guard let total else { throw .missingMember("total") }
        self.init(id: id, customer: customer, lines: lines, total: total, notes: notes)
    }

    func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
        try writer.object { (writer) throws(JSONEncodingError) in
            try writer.member("id", id)
            try writer.member("customer", customer)
            try writer.member("lines", lines)
            try writer.member("total", total)
            if let notes { try writer.member("notes", notes) }
        }
    }
}

struct OrderLine: JSONCodable, Codable {
    enum Category: String, JSONCodable, Codable { case book, food, toy }

    var sku: String
    var name: String
    var quantity: Int
    var unitPrice: Double
    var discount: Double?
    var category: Category
    var isGift: Bool?
    var ean: String?

    init(
        sku: String, name: String, quantity: Int, unitPrice: Double, discount: Double? = nil, category: Category,
        isGift: Bool? = nil, ean: String? = nil
    ) {
        self.sku = sku
        self.name = name
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.discount = discount
        self.category = category
        self.isGift = isGift
        self.ean = ean
    }

    init(from json: borrowing JSONReader) throws(JSONDecodingError) {
        var sku: String?
        var name: String?
        var quantity: Int?
        var unitPrice: Double?
        var discount: Double?
        var category: Category?
        var isGift: Bool?
        var ean: String?
        var members = try json.members()
        while members.next() {
            if members.isNamed("sku") {
                sku = try members.value(String.self)
            } else if members.isNamed("name") {
                name = try members.value(String.self)
            } else if members.isNamed("quantity") {
                quantity = try members.value(Int.self)
            } else if members.isNamed("unitPrice") {
                unitPrice = try members.value(Double.self)
            } else if members.isNamed("discount") {
                discount = try members.value(Double.self)
            } else if members.isNamed("category") {
                category = try members.value(Category.self)
            } else if members.isNamed("isGift") {
                isGift = try members.value(Bool.self)
            } else if members.isNamed("ean") {
                ean = try members.value(String.self)
            } else {
                throw members.refusal
            }
        }
        guard let sku else { throw .missingMember("sku") }
        guard let name else { throw .missingMember("name") }
        guard let quantity else { throw .missingMember("quantity") }
        guard let unitPrice else { throw .missingMember("unitPrice") }
        guard let category else { throw .missingMember("category") }
        self.init(
            sku: sku, name: name, quantity: quantity, unitPrice: unitPrice, discount: discount, category: category,
            isGift: isGift, ean: ean)
    }

    func write(into writer: inout JSONWriter) throws(JSONEncodingError) {
        try writer.object { (writer) throws(JSONEncodingError) in
            try writer.member("sku", sku)
            try writer.member("name", name)
            try writer.member("quantity", quantity)
            try writer.member("unitPrice", unitPrice)
            if let discount { try writer.member("discount", discount) }
            try writer.member("category", category)
            if let isGift { try writer.member("isGift", isGift) }
            if let ean { try writer.member("ean", ean) }
        }
    }
}
