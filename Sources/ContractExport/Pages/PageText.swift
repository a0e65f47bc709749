/// A piece of text on a page.
enum PageText: Equatable {
    /// Words for people.
    case text(String)
    /// Names, types and values.
    case code(String)
    /// A name that leads to the part of the page that tells of it.
    case link(String, to: String)
}

/// What a page on contracts is written with: the one walk through contracts gives it the parts in their order.
protocol PageWriter {
    /// Begins the page.
    mutating func begin(title: String)
    /// A list that leads to the parts of the page: each service with what it has.
    mutating func index(_ groups: [(title: PageText, items: [PageText])])
    /// Begins a part of the page.
    ///
    /// - Parameters:
    ///   - level: How far the part lies inside of others, from 2.
    ///   - content: What it is on.
    ///   - anchor: What links to it name.
    mutating func heading(_ level: Int, _ content: [PageText], anchor: String?)
    mutating func paragraph(_ content: [PageText])
    mutating func table(_ header: [String], _ rows: [[[PageText]]])
    /// Lines to copy.
    mutating func lines(_ text: String)
    /// Ends the page.
    mutating func end() -> String
}
