@testable import ClamatorKit
@testable import ClamatorRedis

/// A Redis URL with a password: read, or refused in words, and the password is shown in neither case.
func testURL(_ input: [UInt8]) {
    let parts = parts(of: input).map { String(decoding: $0, as: UTF8.self) }
    let secret = "a4e1c8f07b92"
    // Where the input itself holds it, which the fuzzer learns to write, it may be shown for another reason; a scheme
    // in small letters.
    if parts.contains(where: { $0.lowercased().contains(secret) }) { return }
    guard parts.count > 1 else { return check(parts[0], without: secret) }
    check("redis://\(parts[0]):\(secret)@\(parts[1])", without: secret)
    check("unix://\(parts[0]):\(secret)@/\(parts[1])", without: secret)
}

private func check(_ text: String, without secret: String) {
    do throws(ClamatorTransportError) {
        let url = try RedisURL(text)
        require(url.database >= 0, "the database \(url.database)")
        if case .tcp(_, let port) = url.address { require(port > 0, "the port 0") }
        // Behind an @ the password is none: the last one ends it.
        if url.password == secret { require(!url.description.contains(secret), "shows the password: \(url)") }
    } catch {
        require(!error.message.isEmpty && !error.message.contains(secret), "refuses with: \(error.message)")
    }
}
