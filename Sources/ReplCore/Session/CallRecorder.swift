internal import ClamatorKit
internal import LineEditing

/// Writes the calls of a session to a file as they are made, until `.record off`.
struct CallRecorder {
    private var file: RecordingFile
    private var tracker = CommandBetweenCalls.Tracker()

    /// Begins a file, which must not be there yet.
    init(to path: String) throws(FileError) { file = try RecordingFile(path) }

    /// The file.
    var path: String { file.path }
    /// How many calls it has.
    var count: Int { file.count }

    /// Takes in a command that came between the calls.
    mutating func note(_ command: CommandBetweenCalls) { tracker.note(command) }

    /// Writes a call.
    ///
    /// - Parameters:
    ///   - exchange: The call, and the outcome.
    ///   - catalogue: The services.
    ///   - callBuilder: Says which notifications were dropped.
    /// - Returns: What a batch would not repeat before this line.
    /// - Throws: `FileError` where it cannot be written.
    mutating func append(
        _ exchange: Exchange, _ catalogue: ServiceCatalogue, _ callBuilder: CallBuilder
    ) throws(FileError) -> [StyledText] {
        guard let request = exchange.request,
            let call = exchange.recorded(asLine: count + 1, catalogue, callBuilder)
        else { return [] }
        try file.append(call)
        return tracker.noteCall(of: request.service).map { $0.warning(ofLine: count, in: path) }
    }
}

extension Exchange {
    /// The call as a line of a batch; nil where the line that was sent was no request.
    ///
    /// - Parameters:
    ///   - number: The number of the line, which is the id of a call that was typed by name: it had another one each
    ///     time.
    ///   - catalogue: The services.
    ///   - callBuilder: Says which notifications were dropped.
    /// - Returns: The call.
    func recorded(
        asLine number: Int, _ catalogue: ServiceCatalogue, _ callBuilder: CallBuilder
    ) -> RecordedCall? {
        request.map { request in
            let typed: JSON? = line == nil ? .none : request.id?.json
            let outcome = recordedOutcome(of: request, callBuilder)
            return RecordedCall(request, id: typed ?? JSON(number), outcome, catalogue)
        }
    }

    private func recordedOutcome(of request: Request, _ callBuilder: CallBuilder) -> RecordedCall.Outcome {
        switch outcome {
        case .success(let reply?): return RecordedCall.Outcome(.success(reply))
        case .failure(let error): return RecordedCall.Outcome(.failure(error))
        case .success(nil):
            let cameToHandler = [.handler, .result, .reply].contains(course.stage)
            return cameToHandler && callBuilder.dropReason(of: request, at: course.stage) == nil
                ? .handedOver : .unknown
        }
    }
}

extension CommandBetweenCalls {
    /// Says that a line of a batch was answered behind the command.
    func warning(ofLine line: Int, in path: String) -> StyledText {
        StyledText(
            Printable.escape("\(path):\(line): answered behind ") + Printable.excerpt(summary)
                + ", which a batch does not run")
    }
}
