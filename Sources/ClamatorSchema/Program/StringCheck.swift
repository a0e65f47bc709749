import ClamatorJSON

/// Strings.
extension Validator {
    @inline(never)
    mutating func checkString(_ rule: RulePointer, _ tapeIndex: Int) -> Bool {
        if let values = rule.pointee.values {
            guard spend(1 &+ Int(nodes[tapeIndex].length) &>> 4) else { return false }
            if indexOfName(values.pointee.strings, tapeIndex) < 0 { return false }
        } else {
            guard spend(1) else { return false }
        }
        if let string = rule.pointee.string, !checkString(string, tapeIndex) { return false }
        return rule.pointee.inPlace == nil || checkInPlace(of: rule, tapeIndex)
    }

    @inline(__always)
    private mutating func checkString(_ rule: ArenaPointer<StringRule>, _ tapeIndex: Int) -> Bool {
        let node = nodes[tapeIndex]
        let bytes = Int(node.length)
        if rule.pointee.minimumLength > 0 || bytes > rule.pointee.maximumLength {
            // A text of any bytes has a character, and never more characters than bytes.
            if rule.pointee.minimumLength > 1 || bytes == 0 || bytes > rule.pointee.maximumLength {
                guard spend(bytes &>> 4) else { return false }
                let length = view(tapeIndex).codePointCount
                if length < rule.pointee.minimumLength || length > rule.pointee.maximumLength { return false }
            }
        }
        if let pattern = rule.pointee.pattern {
            guard spend(bytes &>> 4), search(pattern, tapeIndex) else { return false }
        }
        if let text = rule.pointee.text {
            guard spend(text.cost(bytes)) else { return false }
            return view(tapeIndex).withUTF8 { text.accepts($0, spending: &budget) }
        }
        return true
    }
}
