import ClamatorKit

// What generated code is measured with, and beside it the same types as `Codable` has them.

/// Adds, as a service that the compiler checks.
struct Adder: TypedService {
    func sum(_ params: Typed.SumParams) -> Typed.SumResult { .init(sum: params.a + params.b) }
    func take(_ params: Typed.TakeParams) {}
}

extension Typed.Order {
    /// An order of twenty lines.
    static let long = Typed.Order(
        id: "ORD-00000003", customer: "Ada Lovelace",
        lines: (0..<20).map { number in
            Typed.Line(
                sku: "CLB-41\(number)", name: "Blue widget no. \(number)", quantity: 32 + number,
                unitPrice: 380.48 + Double(number), discount: 0.236, category: .food, isGift: number % 2 == 0,
                ean: "8581747781260")
        },
        total: 7300.25)
}

struct CodableOrder: Codable {
    var id: String
    var customer: String
    var lines: [CodableLine]
    var total: Double
    var notes: String?
}

struct CodableLine: Codable {
    enum Category: String, Codable { case book, food, toy }

    var sku: String
    var name: String
    var quantity: Int
    var unitPrice: Double
    var discount: Double?
    var category: Category
    var isGift: Bool?
    var ean: String?
}
