import ClamatorJSON
import ClamatorSchema

/// Numbers for what schemas say down to some depth, in whatever order their branches stand: schemas that say the same
/// by the same keywords have the same number.
struct SchemaOutlines {
    private struct Key: Hashable {
        let side: ContractSide
        let schema: Int
        let depth: Int
    }

    /// What a schema says by itself, and what by others.
    private struct Outline: Hashable {
        var bool: Bool?
        var values: Set<KeywordValue> = []
        var schemas: Set<Schemas> = []
    }

    /// The schemas of a keyword, by their numbers.
    private struct Schemas: Hashable {
        let keyword: Keyword
        let name: ExactString
        let numbers: [Int]
    }

    private var known: [Key: Int] = [:]
    private var numbers: [Outline: Int] = [:]
    /// What differs only deeper than this has the same number.
    static let depth = 8

    /// The number of a schema; nil where a limit is reached.
    mutating func number(
        of schema: Subschema, _ side: ContractSide, depth: Int = Self.depth, spending budget: inout WorkBudget
    ) -> Int? {
        let key = Key(side: side, schema: schema.identity, depth: depth)
        if let number = known[key] { return number }
        var outline = Outline(bool: schema.source.bool)
        for keyword in depth > 0 ? SameShapes.assertions(of: schema) : [] {
            let schemas = schema.schemas(keyword)
            guard budget.spend(steps: 10 * (1 + schemas.count)) else { return nil }
            if schemas.isEmpty {
                if let value = schema[keyword] { outline.values.insert(KeywordValue(keyword, value)) }
                continue
            }
            var lists: [ExactString: [Int]] = [:]
            for (name, schema) in schemas {
                guard let number = number(of: schema, side, depth: depth - 1, spending: &budget) else { return nil }
                lists[name, default: []].append(number)
            }
            for (name, numbers) in lists {
                let numbers = SameShapes.isUnordered(keyword) ? numbers.sorted() : numbers
                outline.schemas.insert(Schemas(keyword: keyword, name: name, numbers: numbers))
            }
        }
        let number = numbers[outline] ?? numbers.count
        numbers[outline] = number
        known[key] = number
        return number
    }
}

/// The value of a keyword that holds no schemas. Two are equal that say the same.
enum KeywordValue: Hashable {
    case types(TypeSet)
    case set(Keyword, Set<JSON>)
    case value(Keyword, JSON)

    init(_ keyword: Keyword, _ value: JSON) {
        self =
            switch keyword {
            case .type: .types(TypeSet(keyword: value))
            case .enum, .required: .set(keyword, Set(value.elements))
            default: .value(keyword, value)
            }
    }
}
