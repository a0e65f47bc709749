@testable import ClamatorJSON

/// Any bytes: the parser agrees with the plain parser of the tests, and what it reads can be written and read again.
func testJSON(_ input: [UInt8]) {
    let expected = PlainParser.parse(input)
    // A used parser takes other ways than a new one: it guesses by what it read before, which is something else, the
    // same, and almost the same.
    var almost = input
    if let middle = almost.indices.dropFirst(input.count / 2).first { almost[middle] ^= 1 }
    var parser = JSONParser()
    for before in [Array(#"{"a": [1, "é"]}"#.utf8), input, almost] {
        _ = try? parser.parse(before)
        switch (Result { () throws(JSONError) in try parser.parse(input) }, expected) {
        case (.success(let json), .success(let value)):
            require(isSame(json, value), "the value is \(json), not \(value)")
        case (.failure(let error), .failure(let failure)):
            require(error.reason == failure.reason && error.offset == failure.offset, "\(error), not \(failure)")
        case (let parsed, _): fatalError("\(parsed), not \(expected)")
        }
    }
    guard let json = try? JSON(parsing: input) else { return }
    for copy in [json.description, rebuilt(json).description] {
        guard let again = try? JSON(parsing: copy) else { fatalError("wrote \(copy)") }
        require(again == json && json == again, "\(again) is not equal to \(json)")
        require(again.hashValue == json.hashValue, "equal values hash differently: \(json)")
    }
    checkNumbers(json)
}

/// The same value, written part by part.
private func rebuilt(_ json: JSON) -> JSON {
    switch json.kind {
    case .array: JSON(json.elements.map(rebuilt))
    case .object: JSON(members: json.members.map { ($0.name, rebuilt($0.value)) })
    case .string: JSON(json.string ?? "")
    default: json
    }
}

/// A double is written so that it is read again (but for the sign of zero, as in JavaScript), and an integer too.
private func checkNumbers(_ json: JSON) {
    json.elements.forEach(checkNumbers)
    json.members.forEach { checkNumbers($0.value) }
    if let double = json.double, double.isFinite {
        let written = try? JSON(double)
        require(written?.double == double, "\(double) is written as \(written ?? "nothing")")
    }
    if let int = json.int { require(JSON(int).int == int && JSON(int) == json, "\(int) is not \(json)") }
}
