/// What servers and clients agree on about a client's reply stream.
enum ReplyStream {
    /// How long, in seconds, Redis keeps a reply stream that nothing is written to any more: longer than anybody waits.
    /// Each writer of a reply sets it anew, so that a late reply leaves nothing behind.
    static let lifetime = 3600
}
