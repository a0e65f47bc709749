@testable import ClamatorKit
@testable import ClamatorSystem
@testable import LineEditing

/// Bytes from a terminal: the same keys come of them however they are cut, and a text typed with them is painted within
/// the width, with no control character but the painter's own.
func testKeys(_ input: [UInt8]) {
    // Every key paints the whole entry.
    let input = Array(input.prefix(256))
    let columns = Int(input.first ?? 10) % 40 + 1
    let keys = decode(input, cut: input.count)
    require(keys == decode(input, cut: 1), "other keys come of single bytes: \(keys)")
    var painter = Painter(size: TerminalSize(columns: columns, rows: 6))
    var buffer = TextBuffer()
    for key in keys {
        press(key, &buffer)
        let frame = frame(buffer)
        check(painter.paint(frame))
        let layout = FrameLayout(frame, width: columns)
        let widest = layout.rows(0..<layout.count).map(\.columns).max() ?? 0
        require(widest <= max(columns, 2), "a row of \(widest) columns where there are \(columns)")
        require((0..<layout.count).contains(layout.cursorRow), "the cursor is on no row")
    }
    painter.resize(to: TerminalSize(columns: columns / 2, rows: 3))
    check(painter.paint(frame(buffer)))
    check(painter.finish(frame(buffer)))
}

/// The keys of bytes that arrive so many at a time, with no pause. A tab or a line end that came with more text is
/// text, which depends on how the bytes are cut: it is taken for the key.
private func decode(_ input: [UInt8], cut: Int) -> [Key] {
    var decoder = KeyDecoder()
    var keys: [Key] = []
    let now = ContinuousClock.now
    func take() {
        while let key = decoder.next() {
            if case .text(let scalar) = key { keys.append(.scalar(scalar)) } else { keys.append(key) }
        }
    }
    var rest = input[...]
    while !rest.isEmpty {
        decoder.feed(rest.prefix(cut), at: now)
        rest = rest.dropFirst(cut)
        take()
    }
    if let deadline = decoder.deadline { decoder.expire(at: deadline) }
    take()
    require(decoder.deadline == nil, "waits after a pause")
    return keys
}

/// What a line editor does with a key, as far as the text is concerned.
private func press(_ key: Key, _ buffer: inout TextBuffer) {
    switch key {
    case .scalar("\u{7F}"): buffer.deleteBackward()
    case .scalar("\r"): buffer.insert("\n")
    case .scalar(let scalar), .text(let scalar): buffer.insert(String(scalar))
    case .paste(let text): buffer.insert(text)
    case .special(.left, _): buffer.moveLeft()
    case .special(.right, _): buffer.moveRight()
    case .special(.up, _): _ = buffer.moveUp()
    case .special(.down, _): _ = buffer.moveDown()
    case .special(.home, _): buffer.moveToLineStart()
    case .special(.end, _): buffer.moveToLineEnd()
    case .special(.delete, _): buffer.deleteForward()
    case .special, .meta, .escape, .unknown: break
    }
}

private func frame(_ buffer: TextBuffer) -> Frame {
    let count = buffer.scalars.count
    return Frame(
        prompt: [StyledRun("> ")], continuation: [StyledRun(". ")], buffer: buffer,
        decoration: Decoration(
            highlights: [Highlight(count / 2..<count, TextStyle(color: .red))], below: [[StyledRun(buffer.text)]]))
}

/// What a terminal gets is text, line ends, and the sequences that the painter knows: cursor moves, erasing, styles.
private func check(_ output: String) {
    var rest = Substring(output).unicodeScalars
    while let scalar = rest.popFirst() {
        if scalar == "\u{1B}" {
            require(rest.popFirst() == "[", "a bare escape: \(output.debugDescription)")
            rest = rest.drop { ("0"..."9").contains($0) || $0 == ";" }
            let end = rest.popFirst()
            require(end.map { "ABCDHJKm".unicodeScalars.contains($0) } ?? false, output.debugDescription)
        } else if scalar != "\r", scalar != "\n" {
            let shown = String(scalar)
            require(Printable.escape(shown) == shown, "paints U+\(String(scalar.value, radix: 16))")
        }
    }
}
