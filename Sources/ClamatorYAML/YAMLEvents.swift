import CYAML
import ClamatorJSON

/// What a YAML text says, part by part (YAML 1.2 §3.2): libyaml's parser.
///
/// Unsafe code. Invariants: the parser and the text live from `init` to `deinit`, at addresses that do not change, and
/// libyaml reads no byte behind the count that it is given. An event's memory is libyaml's; what is handed out is a
/// copy, and the event is deleted before the next is asked for. libyaml ends the texts of anchors, tags and errors with
/// a zero, and gives scalars their length.
@safe
struct YAMLEvents: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>

    /// Begins to read a text.
    init(_ bytes: [UInt8]) throws(YAMLError) {
        unsafe text = .allocate(capacity: bytes.count)
        _ = unsafe text.initialize(from: bytes)
        unsafe parser = .allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) != 0 else {
            unsafe parser.deallocate()
            unsafe text.deallocate()
            throw YAMLError(.syntax("there is not enough memory"), YAMLMark(line: 1, column: 1))
        }
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe text.deallocate()
    }

    /// The next part.
    mutating func next() throws(YAMLError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) != 0 else { throw error }
        defer { unsafe yaml_event_delete(&event) }
        let (start, end) = unsafe (event.start_mark, event.end_mark)
        return YAMLEvent(
            kind: unsafe Self.kind(of: event), mark: YAMLMark(start),
            isOnOneLine: start.line == end.line, length: end.index &- start.index)
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        let data = unsafe event.data
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(unsafe string(data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe data.scalar
            return .scalar(
                unsafe Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length)),
                isPlain: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE,
                isQuoted: unsafe scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE
                    || scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE,
                unsafe properties(scalar.anchor, scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            return .sequenceStart(unsafe properties(data.sequence_start.anchor, data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            return .mappingStart(unsafe properties(data.mapping_start.anchor, data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: return .streamEnd
        }
    }

    private static func properties(
        _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?
    ) -> YAMLEvent.Properties {
        YAMLEvent.Properties(anchor: unsafe string(anchor), tag: unsafe string(tag))
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> ExactString? {
        unsafe text.map { unsafe ExactString(String(cString: $0)) }
    }

    /// Why there is no next part.
    private var error: YAMLError {
        let state = unsafe parser.pointee
        var reason = unsafe state.problem.map { unsafe String(cString: $0) } ?? "there is not enough memory"
        if unsafe state.error == YAML_READER_ERROR {
            // Of bytes that are no text only the offset is known.
            let position = unsafe TextPosition(offset: state.problem_offset, in: UnsafeBufferPointer(text).span)
            return YAMLError(.syntax(reason), YAMLMark(line: position.line, column: position.column))
        }
        if unsafe state.error == YAML_SCANNER_ERROR, isTab(at: unsafe state.problem_mark.index) {
            reason += ", a tab (YAML is indented with spaces)"
        }
        if let context = unsafe state.context {
            reason += unsafe ", \(String(cString: context)) from line \(state.context_mark.line + 1) on"
        }
        return YAMLError(.syntax(reason), unsafe YAMLMark(state.problem_mark))
    }

    /// Whether a character of the text, which is UTF-8 but for rare ones, is a tab.
    private func isTab(at index: Int) -> Bool {
        let starts = unsafe UnsafeBufferPointer(text).lazy.filter { $0 & 0xC0 != 0x80 }
        return unsafe starts.dropFirst(index).first == 0x09
    }
}

extension YAMLMark {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(
            line: UInt32(truncatingIfNeeded: mark.line + 1), column: UInt32(truncatingIfNeeded: mark.column + 1))
    }
}
