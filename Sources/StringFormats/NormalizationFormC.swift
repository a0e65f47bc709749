/// Normalization Form C (Unicode Standard Annex 15), for labels of code points that IDNA permits.
///
/// Those have no singleton or compatibility mapping, and no conjoining jamo, so the table of primary composites is
/// all that the decomposition and the composition need.
enum NormalizationFormC {
    /// Whether a label is its own form.
    static func isNormalized(_ label: [Unicode.Scalar]) -> Bool {
        compose(decompose(label)) == label
    }

    private struct Pair: Hashable {
        var first: Unicode.Scalar
        var second: Unicode.Scalar
    }

    private static let decompositions: [Unicode.Scalar: Pair] = {
        var decompositions: [Unicode.Scalar: Pair] = [:]
        let table = IDNATables.compositions
        for index in stride(from: 0, to: table.count, by: 3) {
            guard let composite = Unicode.Scalar(table[index]), let first = Unicode.Scalar(table[index + 1]),
                let second = Unicode.Scalar(table[index + 2])
            else { continue }
            decompositions[composite] = Pair(first: first, second: second)
        }
        return decompositions
    }()

    private static let composites = [Pair: Unicode.Scalar](
        uniqueKeysWithValues: decompositions.map { ($0.value, $0.key) })

    private static func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
        scalar.properties.canonicalCombiningClass.rawValue
    }

    /// The full canonical decomposition, in canonical order.
    private static func decompose(_ label: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var decomposed: [Unicode.Scalar] = []
        for scalar in label {
            append(scalar, to: &decomposed)
        }
        return decomposed
    }

    private static func append(_ scalar: Unicode.Scalar, to decomposed: inout [Unicode.Scalar]) {
        if let pair = decompositions[scalar] {
            append(pair.first, to: &decomposed)
            append(pair.second, to: &decomposed)
            return
        }
        let ownClass = combiningClass(scalar)
        var index = decomposed.count
        if ownClass != 0 {
            while index > 0, combiningClass(decomposed[index - 1]) > ownClass {
                index -= 1
            }
        }
        decomposed.insert(scalar, at: index)
    }

    /// Joins each code point to the last starter, where they have a composite and nothing between them blocks it.
    private static func compose(_ decomposed: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var composed: [Unicode.Scalar] = []
        var starter: Int?
        for scalar in decomposed {
            let ownClass = combiningClass(scalar)
            if let starter, starter == composed.count - 1 || combiningClass(composed[composed.count - 1]) < ownClass,
                let composite = composites[Pair(first: composed[starter], second: scalar)]
            {
                composed[starter] = composite
                continue
            }
            if ownClass == 0 { starter = composed.count }
            composed.append(scalar)
        }
        return composed
    }
}
