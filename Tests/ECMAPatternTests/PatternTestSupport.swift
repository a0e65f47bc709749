@testable import ECMAPattern

extension Pattern {
    func search(_ text: some Collection<UInt8>) -> Verdict {
        Array(text).withUnsafeBufferPointer { search($0) }
    }

    func search(_ text: String) -> Verdict {
        search(text.utf8)
    }
}
