/// What libFuzzer calls for each input: the target that the command line names with `--target=NAME`, which libFuzzer
/// itself passes over.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    target.test(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}

private let target: Target = {
    let flag = "--target="
    let name = CommandLine.arguments.first { $0.hasPrefix(flag) }?.dropFirst(flag.count) ?? ""
    guard let target = Target(rawValue: String(name)) else {
        let names = Target.allCases.map(\.rawValue).joined(separator: ", ")
        fatalError("no target \"\(name)\": give --target=NAME, one of \(names)")
    }
    return target
}()

/// What can be fuzzed. Each target traps where a rule that must hold for any input does not.
enum Target: String, CaseIterable {
    case json, yaml, pattern, format, schema, mock, expression, contract, batch, recording, prompt, livecheck, keys, url

    func test(_ input: [UInt8]) {
        switch self {
        case .json: testJSON(input)
        case .yaml: testYAML(input)
        case .pattern: testPattern(input)
        case .format: testFormat(input)
        case .schema: testSchema(input)
        case .mock: testMock(input)
        case .expression: testExpression(input)
        case .contract: testContract(input)
        case .batch: testBatch(input)
        case .recording: testRecording(input)
        case .prompt: testPrompt(input)
        case .livecheck: testLiveCheck(input)
        case .keys: testKeys(input)
        case .url: testURL(input)
        }
    }
}

/// Traps, for libFuzzer to keep the input, unless a rule holds.
func require(_ rule: Bool, _ broken: @autoclosure () -> String) {
    if !rule { fatalError(broken()) }
}

/// The parts of an input for targets that take several: what stands between lines of three dashes.
func parts(of input: [UInt8]) -> [[UInt8]] {
    input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        .split(omittingEmptySubsequences: false) { $0.elementsEqual("---".utf8) }
        .map { Array($0.joined(separator: "\n".utf8)) }
}
