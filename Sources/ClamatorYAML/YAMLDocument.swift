package import ClamatorJSON

/// A YAML text as JSON: one document of YAML 1.2 in the core schema (§10.3), whose keys are strings.
///
/// Numbers keep their spelling where that is JSON. What an alias stands for is written out, within one budget for the
/// whole text. What JSON cannot hold is an error: tags, keys of other kinds, keys that stand twice, infinity.
package struct YAMLDocument {
    /// The value.
    package let root: JSON
    /// Where its parts stand in the text.
    package let positions: YAMLPositions

    /// Parses a text.
    package init(parsing text: [UInt8]) throws(YAMLError) {
        var reader = try YAMLReader(text)
        root = try reader.read()
        positions = reader.positions
    }
}

/// Writes what a YAML text says as JSON.
private struct YAMLReader: ~Copyable {
    private var events: YAMLEvents
    private(set) var positions = YAMLPositions()
    private var anchors: [ExactString: Anchor] = [:]
    /// What aliases may cost: values and bytes that are written again.
    private var budget = WorkBudget(steps: 1 << 20)

    /// A value with a name.
    private enum Anchor {
        /// One that is not at its end yet.
        case open
        /// What was written of it, and which of the positions are its values'.
        case closed(text: Range<Int>, entries: Range<Int>)
    }

    /// How many directives for tags may stand in a text. libyaml compares each with each, and tags are not read anyway.
    private static let mostTagDirectives = 100

    init(_ text: [UInt8]) throws(YAMLError) {
        if Self.tagDirectives(in: text) > Self.mostTagDirectives {
            throw YAMLError(.tagDirectives(limit: Self.mostTagDirectives), YAMLMark(line: 1, column: 1))
        }
        events = try YAMLEvents(text)
    }

    /// How often `%TAG` stands in a text, wherever, in UTF-8 or UTF-16.
    private static func tagDirectives(in text: [UInt8]) -> Int {
        var (count, last) = (0, 0 as UInt32)
        for byte in text where byte != 0 {
            last = last << 8 | UInt32(byte)
            // The letters in ASCII.
            if last == 0x2554_4147 { count += 1 }
        }
        return count
    }

    mutating func read() throws(YAMLError) -> JSON {
        _ = try events.next()
        let start = try events.next()
        guard case .documentStart = start.kind else { throw YAMLError(.noDocument, start.mark) }
        var writer = JSONWriter()
        try value(try events.next(), at: 0, depth: 0, to: &writer)
        _ = try events.next()
        let end = try events.next()
        guard case .streamEnd = end.kind else { throw YAMLError(.secondDocument, end.mark) }
        do throws(JSONError) {
            return try writer.withBytes { (bytes) throws(JSONError) in
                var parser = JSONParser()
                return try parser.parse(bytes)
            }
        } catch {
            // What aliases stand for may be too deep.
            throw YAMLError(.json(error.reason), positions[error.offset])
        }
    }

    /// Writes a value.
    ///
    /// - Parameters:
    ///   - event: Its first part.
    ///   - offset: Where it begins in what is written.
    ///   - depth: In how many others it stands.
    ///   - writer: What it is written to.
    /// - Throws: `YAMLError` where it is none that JSON can hold.
    private mutating func value(
        _ event: YAMLEvent, at offset: Int, depth: Int, to writer: inout JSONWriter
    ) throws(YAMLError) {
        guard depth <= JSONParser.maximumDepth else {
            throw YAMLError(.json(.tooDeep(limit: JSONParser.maximumDepth)), event.mark)
        }
        let properties: YAMLEvent.Properties
        switch event.kind {
        case .alias(let name): return try alias(name, event, at: offset, to: &writer)
        case .scalar(_, isPlain: _, isQuoted: _, let its), .sequenceStart(let its), .mappingStart(let its):
            properties = its
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            // libyaml has a scalar where a value is missing.
            throw YAMLError(.noDocument, event.mark)
        }
        if let tag = properties.tag { throw YAMLError(.tag(tag), event.mark) }
        if let name = properties.anchor { anchors[name] = .open }
        let firstEntry = positions.entries.count
        note(event, at: offset)
        switch event.kind {
        case .scalar(let text, let isPlain, isQuoted: _, _): try scalar(text, isPlain, event.mark, to: &writer)
        case .sequenceStart: try sequence(depth: depth, to: &writer)
        default: try mapping(depth: depth, to: &writer)
        }
        if let name = properties.anchor {
            anchors[name] = .closed(
                text: offset..<writer.byteCount, entries: firstEntry..<positions.entries.count)
        }
    }

    private mutating func scalar(
        _ text: [UInt8], _ isPlain: Bool, _ mark: YAMLMark, to writer: inout JSONWriter
    ) throws(YAMLError) {
        guard isPlain else { return text.withBytes { writer.string(utf8: $0) } }
        switch CoreSchema.meaning(of: text) {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .string: text.withBytes { writer.string(utf8: $0) }
        case .number(let number):
            writer.beginValue()
            number.withBytes { writer.append($0) }
        case .notFinite: throw YAMLError(.notFinite(String(decoding: text, as: UTF8.self)), mark)
        case .longInteger: throw YAMLError(.longInteger, mark)
        }
    }

    private mutating func sequence(depth: Int, to writer: inout JSONWriter) throws(YAMLError) {
        try writer.array { (writer) throws(YAMLError) in
            var separator = 0
            while true {
                let event = try events.next()
                if case .sequenceEnd = event.kind { return }
                try value(event, at: writer.byteCount + separator, depth: depth + 1, to: &writer)
                separator = 1
            }
        }
    }

    private mutating func mapping(depth: Int, to writer: inout JSONWriter) throws(YAMLError) {
        try writer.object { (writer) throws(YAMLError) in
            var keys: Set<ExactString> = []
            while true {
                let event = try events.next()
                if case .mappingEnd = event.kind { return }
                let (key, anchor) = try key(event)
                let start = writer.byteCount + (keys.isEmpty ? 0 : 1)
                guard keys.insert(key).inserted else { throw YAMLError(.repeatedKey(key), event.mark) }
                writer.name(key.string)
                if let anchor {
                    note(event, at: start)
                    let last = positions.entries.count - 1
                    anchors[anchor] = .closed(text: start..<writer.byteCount - 1, entries: last..<last + 1)
                }
                try value(try events.next(), at: writer.byteCount, depth: depth + 1, to: &writer)
            }
        }
    }

    /// The name that a part is, and its anchor.
    private func key(_ event: YAMLEvent) throws(YAMLError) -> (name: ExactString, anchor: ExactString?) {
        guard case .scalar(let text, let isPlain, isQuoted: _, let properties) = event.kind else {
            throw YAMLError(.keyOfOtherKind, event.mark)
        }
        if let tag = properties.tag { throw YAMLError(.tag(tag), event.mark) }
        let name = ExactString(String(decoding: text, as: UTF8.self))
        if isPlain {
            guard case .string = CoreSchema.meaning(of: text) else { throw YAMLError(.keyOfOtherKind, event.mark) }
            if name == "<<" { throw YAMLError(.mergeKey, event.mark) }
        }
        return (name, properties.anchor)
    }

    /// Writes again what an alias stands for. Its values stand where they stood.
    private mutating func alias(
        _ name: ExactString, _ event: YAMLEvent, at offset: Int, to writer: inout JSONWriter
    ) throws(YAMLError) {
        switch anchors[name] {
        case nil: throw YAMLError(.unknownAlias(name), event.mark)
        case .open: throw YAMLError(.aliasOfItself(name), event.mark)
        case .closed(let text, let entries):
            if !budget.spend(bytes: text.count) || !budget.spend(steps: entries.count) {
                throw YAMLError(.aliases(LimitReached(budget.reached ?? .bytes)), event.mark)
            }
            writer.beginValue()
            writer.append(copyOf: text)
            // A slice that is held while entries are added would have all of them copied.
            for index in entries {
                var entry = positions.entries[index]
                entry.offset = UInt32(truncatingIfNeeded: Int(entry.offset) + offset - text.lowerBound)
                positions.append(entry)
            }
        }
    }

    private mutating func note(_ event: YAMLEvent, at offset: Int) {
        var quotes: UInt8?
        if case .scalar(let text, let isPlain, let isQuoted, _) = event.kind, isPlain || isQuoted, event.isOnOneLine,
            text.count + (isQuoted ? 2 : 0) == event.length,
            text.allSatisfy({ 0x20..<0x7F ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        {
            quotes = isQuoted ? 1 : 0
        }
        positions.append(
            YAMLPositions.Entry(
                offset: UInt32(truncatingIfNeeded: offset), line: event.mark.line, column: event.mark.column,
                quotes: quotes))
    }
}
