import ClamatorJSON

/// What draft-04 and OpenAPI 3.0 say in words of their own, in those of the later editions: so whatever reads the
/// keywords of a node reads one language.
enum Translation {
    typealias Keywords = [(keyword: Keyword, value: JSON)]

    /// The keywords of a schema in the words of the later editions.
    ///
    /// - Returns: The keywords, and those that lack what must stand beside them.
    static func translated(_ keywords: Keywords) -> (keywords: Keywords, lacking: [(keyword: Keyword, lacked: Keyword)])
    {
        var keywords = keywords
        var lacking: [(keyword: Keyword, lacked: Keyword)] = []
        for (exclusive, bound) in [(Keyword.exclusiveMinimum, Keyword.minimum), (.exclusiveMaximum, .maximum)] {
            guard let index = keywords.firstIndex(where: { $0.keyword == exclusive }) else { continue }
            let isExclusive = keywords.remove(at: index).value.bool == true
            guard let index = keywords.firstIndex(where: { $0.keyword == bound }) else {
                lacking.append((exclusive, bound))
                continue
            }
            if isExclusive { keywords[index].keyword = exclusive }
        }
        if isNullable(keywords) {
            for (index, (keyword, value)) in keywords.enumerated() {
                if keyword == .type {
                    let types = value.string.map { [JSON($0)] } ?? value.elements
                    if !types.contains("null") { keywords[index].value = JSON(types + ["null"]) }
                } else if keyword == .enum, !value.elements.contains(.null) {
                    keywords[index].value = JSON(value.elements + [.null])
                }
            }
        }
        return (keywords, lacking)
    }

    /// Whether OpenAPI's `nullable` lets null in.
    static func isNullable(_ keywords: Keywords) -> Bool {
        keywords.contains { $0.keyword == .nullable && $0.value.bool == true }
    }

    /// Whether `nullable` has no `type` beside it that it could add null to: by OpenAPI 3.0.3 it would say nothing
    /// then, but generators write it beside a reference in `allOf`, and beside `anyOf`, to let null in.
    static func needsBranch(_ keywords: Keywords) -> Bool {
        isNullable(keywords) && keywords.contains { $0.keyword.isAssertion(in: .openAPI3_0) }
            && !keywords.contains { $0.keyword == .type }
    }
}
