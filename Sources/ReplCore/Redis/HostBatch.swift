extension Batch {
    /// Answers every line of a source through a host's client, whatever carries it.
    ///
    /// - Parameters:
    ///   - source: The lines.
    ///   - sink: Gets the replies.
    ///   - client: Calls the services.
    /// - Returns: What came of it.
    /// - Throws: `StreamError` where the source or the sink fails.
    public func run(
        from source: any ByteSource, to sink: any ByteSink, through client: HostClient
    ) async throws(StreamError) -> BatchOutcome {
        switch client {
        case .memory(let client): try await run(from: source, to: sink, through: client)
        case .redis(let client): try await run(from: source, to: sink, through: client)
        }
    }
}
