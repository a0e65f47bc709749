/// Where entries are kept beyond the session, shared with other sessions.
package protocol EntryStore: AnyObject {
    /// Whether nothing was ever kept in it.
    var isEmpty: Bool { get }

    /// The entries that were added since the last call, the session's own among them; at first, all there are.
    func news() -> [String]

    /// Adds an entry.
    func append(_ entry: String)
}
