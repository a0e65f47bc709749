/// Something in an entry that makes no sense, so that Enter calls nothing.
struct EntryMistake: Error, Equatable {
    /// Where.
    let range: Range<Int>
    /// What is wrong; lines behind the first show where.
    let message: String

    /// The first line of it.
    var summary: String { message.split(separator: "\n").first.map(String.init) ?? "" }
}
