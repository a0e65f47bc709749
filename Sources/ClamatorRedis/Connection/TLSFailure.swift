private import ClamatorKit

/// Why TLS with a server failed.
struct TLSFailure: Error {
    /// What failed. A text is OpenSSL's.
    enum Kind: Equatable {
        /// The system lacks the library of this name.
        case noLibrary(String)
        case memory
        case caFile(String)
        case certificateFile(String)
        case keyFile(String)
        case keyIsEncrypted
        case keyMismatch
        case host(String)
        /// The server's certificate is not valid at this time.
        case notYetValid(from: String)
        case expired(at: String)
        /// The server's certificate is for other names and addresses.
        case wrongHost(names: String)
        case untrusted
        case certificate(String)
        /// The server sent an alert (RFC 8446 §6).
        case alert(Int, String)
        /// What the server sends is no TLS.
        case noTLS
        /// The server asked for a renegotiation.
        case renegotiation
        /// The server ended the session in good order.
        case closed
        case other(String)
    }

    let kind: Kind

    init(_ kind: Kind) { self.kind = kind }

    /// Whether a file that the user named is wrong.
    var isOfFile: Bool {
        switch kind {
        case .caFile, .certificateFile, .keyFile, .keyIsEncrypted, .keyMismatch: true
        default: false
        }
    }

    /// What failed, and what to do, for people.
    ///
    /// - Parameter url: What the session was made for.
    /// - Returns: The message.
    func message(for url: RedisURL) -> String {
        let host = if case .tcp(let host, _) = url.address { host } else { "" }
        return Printable.escape(text(host, url.access))
    }

    private func text(_ host: String, _ access: RedisAccess) -> String {
        switch kind {
        case .noLibrary(let name): "TLS needs OpenSSL, and \(name) is not installed (Debian: libssl3)"
        case .memory: "out of memory"
        case .caFile(let reason): "\(access.caFile ?? "the system's authorities"): no certificates in PEM: \(reason)"
        case .certificateFile(let reason): "\(access.certificateFile ?? ""): no certificate in PEM: \(reason)"
        case .keyFile(let reason): "\(access.keyFile ?? ""): no private key in PEM: \(reason)"
        case .keyIsEncrypted:
            "\(access.keyFile ?? ""): the key has a pass phrase; write one without it by openssl pkey -in FILE -out OTHER"
        case .keyMismatch:
            "\(access.keyFile ?? "") is not the key of the certificate in \(access.certificateFile ?? "")"
        case .host(let reason): "\(host) is no host that TLS knows: \(reason)"
        case .notYetValid(let time):
            "the server's certificate is not valid before \(time); is this machine's clock right?"
        case .expired(let time): "the server's certificate expired at \(time); the server needs a new one"
        case .wrongHost(let names):
            "the server's certificate is for \(names.isEmpty ? "no name" : names), and not for \(host); connect by a name "
                + "that it is for"
        case .untrusted: untrusted(access)
        case .certificate(let reason): "the server's certificate is not accepted: \(reason)"
        case .alert(let code, let reason): Self.alert(code, reason, access)
        case .noTLS: "the server speaks no TLS; without it a URL is redis://"
        case .renegotiation:
            "the server asks for a renegotiation of TLS 1.2, which is refused; turn that off there, or let it speak TLS 1.3"
        case .closed: "the server closed the connection"
        case .other(let reason): "TLS failed: \(reason)"
        }
    }

    private func untrusted(_ access: RedisAccess) -> String {
        let start = "the server's certificate is by no authority of "
        guard let file = access.caFile else {
            return start + "this system; name the file of the authority that signed it by --tls-ca FILE"
        }
        return start + "\(file); --tls-ca names the file of the authority that signed it"
    }

    /// What a server says of a client, by the numbers of RFC 8446 §6.2.
    private static func alert(_ code: Int, _ reason: String, _ access: RedisAccess) -> String {
        switch code {
        // handshake_failure, which TLS 1.2 uses for a missing certificate too, and certificate_required.
        case 40 where access.certificateFile == nil, 116:
            "the server refuses the connection (\(reason)); if it asks for a client's certificate, name one by "
                + "--tls-cert FILE and its key by --tls-key FILE"
        // bad_certificate, unsupported_certificate, certificate_revoked, certificate_expired, certificate_unknown,
        // unknown_ca.
        case 42...46, 48: "the server refuses the certificate of \(access.certificateFile ?? "this client"): \(reason)"
        // protocol_version.
        case 70: "the server speaks no version of TLS from 1.2 on: \(reason)"
        // unrecognized_name.
        case 112: "the server does not know itself by this name: \(reason)"
        default: "the server ends TLS: \(reason)"
        }
    }
}
