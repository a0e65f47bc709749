import ClamatorJSON
import ECMAPattern

extension Pattern {
    func search(_ text: some Collection<UInt8>) -> PatternVerdict {
        Array(text).withBytes { search($0) }
    }

    func search(_ text: String) -> PatternVerdict {
        search(text.utf8)
    }
}
