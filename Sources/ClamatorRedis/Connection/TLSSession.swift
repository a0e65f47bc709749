internal import CTLS
private import ClamatorKit

/// The client's side of TLS with one peer: a machine that turns bytes into bytes, and neither reads nor writes a
/// socket.
///
/// Unsafe code. Invariants: the session is what CTLS made, owned by this value alone and freed with it; the library
/// keeps no pointer that it is given. Used by one thread at a time, as is `RedisSocket`, whose channel alone holds it.
@safe
final class TLSSession {
    /// How far a step came.
    enum Step {
        case done
        /// More of the peer's bytes are wanted.
        case wantsInput
        /// The peer ended the session in good order.
        case closed
    }

    private let session: UnsafeMutablePointer<ctls>

    /// Begins a session, by which nothing is sent yet.
    ///
    /// - Parameters:
    ///   - host: The peer's name or IP address.
    ///   - access: Whom to trust, and what to show.
    /// - Throws: `TLSFailure` where a file cannot be used, or the library is missing.
    init(with host: String, _ access: RedisAccess) throws(TLSFailure) {
        var failure = ctls_failure()
        let session = unsafe Self.withText(access.caFile) { caFile in
            unsafe Self.withText(access.certificateFile) { certificateFile in
                unsafe Self.withText(access.keyFile) { keyFile in
                    unsafe host.withCString { host in
                        var settings = unsafe ctls_settings(
                            host: host, ca_file: caFile, certificate_file: certificateFile, key_file: keyFile,
                            verifies: access.verifiesServer)
                        return unsafe ctls_make(&settings, &failure)
                    }
                }
            }
        }
        guard let session = unsafe session else { throw TLSFailure(failure) }
        unsafe self.session = session
    }

    deinit { unsafe ctls_free(session) }

    private static func withText<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
        guard let text else { return body(nil) }
        return unsafe text.withCString(body)
    }

    /// How many encrypted bytes there are for the peer.
    var outputCount: Int { unsafe ctls_output_count(session) }

    /// Appends the encrypted bytes for the peer.
    func takeOutput(into bytes: inout [UInt8]) {
        let count = outputCount
        guard count > 0 else { return }
        let taken = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            initializedCount = unsafe ctls_take_output(session, buffer.baseAddress, count)
        }
        bytes += taken
    }

    /// Takes encrypted bytes that the peer sent.
    ///
    /// - Throws: `TLSFailure` where memory is lacking.
    func put(_ bytes: borrowing Span<UInt8>) throws(TLSFailure) {
        let isTaken = unsafe bytes.withUnsafeBufferPointer { unsafe ctls_put_input(session, $0.baseAddress, $0.count) }
        if !isTaken { throw TLSFailure(.memory) }
    }

    /// Goes on with the handshake.
    ///
    /// - Throws: `TLSFailure` where the two do not agree.
    func handshake() throws(TLSFailure) -> Step { try unsafe step(ctls_handshake(session)) }

    /// Encrypts bytes, all of them or, where the answer is not `done`, none.
    ///
    /// - Throws: `TLSFailure` where the session is broken.
    func encrypt(_ bytes: borrowing Span<UInt8>) throws(TLSFailure) -> Step {
        try unsafe step(bytes.withUnsafeBufferPointer { unsafe ctls_encrypt(session, $0.baseAddress, $0.count) })
    }

    /// Decrypts into a buffer what there is of the peer's bytes, as much as goes into it.
    ///
    /// - Throws: `TLSFailure` where the session is broken.
    func decrypt(into buffer: inout [UInt8], _ count: inout Int) throws(TLSFailure) -> Step {
        let status = unsafe buffer.withUnsafeMutableBufferPointer {
            unsafe ctls_decrypt(session, $0.baseAddress, $0.count, &count)
        }
        return try step(status)
    }

    /// Tells the peer that nothing more comes.
    func close() { unsafe ctls_close(session) }

    private func step(_ status: ctls_status) throws(TLSFailure) -> Step {
        switch status {
        case CTLS_DONE: return .done
        case CTLS_WANTS_INPUT: return .wantsInput
        case CTLS_CLOSED: return .closed
        default:
            var failure = ctls_failure()
            unsafe ctls_get_failure(session, &failure)
            throw TLSFailure(failure)
        }
    }
}

extension TLSFailure {
    fileprivate init(_ failure: ctls_failure) {
        let text = Self.text(of: failure.text)
        kind =
            switch failure.problem {
            case CTLS_NO_LIBRARY: .noLibrary(text)
            case CTLS_NO_MEMORY: .memory
            case CTLS_CA_FILE: .caFile(text)
            case CTLS_CERTIFICATE_FILE: .certificateFile(text)
            case CTLS_KEY_FILE: .keyFile(text)
            case CTLS_KEY_IS_ENCRYPTED: .keyIsEncrypted
            case CTLS_KEY_MISMATCH: .keyMismatch
            case CTLS_HOST: .host(text)
            case CTLS_VERIFICATION:
                switch ctls_refusal_of(failure.code) {
                case CTLS_NOT_YET_VALID: .notYetValid(from: Self.text(of: failure.valid_from))
                case CTLS_EXPIRED: .expired(at: Self.text(of: failure.valid_until))
                case CTLS_WRONG_HOST: .wrongHost(names: Self.text(of: failure.names))
                case CTLS_UNTRUSTED: .untrusted
                default: .certificate(text)
                }
            case CTLS_ALERT: .alert(Int(failure.code), text)
            case CTLS_NO_TLS: .noTLS
            case CTLS_RENEGOTIATION: .renegotiation
            default: .other(text)
            }
    }

    /// The text in an array of C, up to its 0; what is no UTF-8 in it is replaced.
    private static func text<Characters>(of characters: Characters) -> String {
        unsafe withUnsafeBytes(of: characters) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
