#ifndef CTLS_H
#define CTLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The client's side of TLS, by OpenSSL 3, as a machine that turns bytes into bytes: it has no socket and never waits.
// Who uses it carries what `ctls_take_output` gives to the peer, and what the peer sends to `ctls_put_input`.
//
// OpenSSL, and not swift-nio-ssl: hiredis' reader takes bytes from anywhere, so that TLS is one more step for them,
// where NIO would bring event loops and a second way to read and write; and OpenSSL is the system's, which keeps it
// safe. A program without anything else grew by 8.7 MB with swift-nio-ssl, and each of its starts by 0.9 million
// instructions; with OpenSSL by 4.4 MB and 0.25 million where it is linked statically, as in the tarball of `make
// dist`, and by 3.3 million (2 ms) where it is linked to the system's. So on Linux that is loaded when a session is
// made for the first time, which costs programs nothing that make none. On macOS it is linked.

/// What a session is made with. The texts are not kept.
typedef struct {
    /// A name, which is sent to the peer as well (SNI, RFC 6066 §3), or an IP address.
    const char *host;
    /// A PEM file of the authorities that are trusted; NULL for the system's.
    const char *ca_file;
    /// PEM files of the client's certificate, with the chain behind it, and its key; NULL for none.
    const char *certificate_file;
    const char *key_file;
    /// Whether the peer's certificate must be by a trusted authority and for the host.
    bool verifies;
} ctls_settings;

/// What failed.
typedef enum {
    CTLS_NO_FAILURE,
    /// The library is not installed.
    CTLS_NO_LIBRARY,
    CTLS_NO_MEMORY,
    /// The file of authorities, of the certificate or of the key cannot be used.
    CTLS_CA_FILE,
    CTLS_CERTIFICATE_FILE,
    CTLS_KEY_FILE,
    /// The key's file wants a pass phrase.
    CTLS_KEY_IS_ENCRYPTED,
    /// The key is not the certificate's.
    CTLS_KEY_MISMATCH,
    /// The host's name is too long.
    CTLS_HOST,
    /// The peer's certificate was not accepted: `code` is OpenSSL's `X509_V_ERR_…`.
    CTLS_VERIFICATION,
    /// The peer sent an alert: `code` is its description (RFC 8446 §6).
    CTLS_ALERT,
    /// What the peer sent is no TLS.
    CTLS_NO_TLS,
    /// The peer asked for a renegotiation (RFC 5246 §7.4.1.1), which is refused: it would change keys, and whom one talks
    /// to, in the middle of a session. No Redis asks for one.
    CTLS_RENEGOTIATION,
    /// Anything else: `code` is OpenSSL's reason.
    CTLS_PROTOCOL,
} ctls_problem;

/// Why a session could not be made, or failed.
typedef struct {
    ctls_problem problem;
    int code;
    /// OpenSSL's words; empty where it has none.
    char text[160];
    /// For a certificate that was not accepted: the names and addresses that it is for, with commas; and from when to
    /// when it is valid.
    char names[320];
    char valid_from[32];
    char valid_until[32];
} ctls_failure;

/// A session with one peer. Used by one thread at a time; its parts are its own.
typedef struct {
    void *ssl;
    ctls_failure failure;
} ctls;

/// How far a step came.
typedef enum {
    CTLS_DONE,
    /// More of the peer's bytes are wanted.
    CTLS_WANTS_INPUT,
    /// The peer ended the session in good order (close_notify).
    CTLS_CLOSED,
    CTLS_FAILED,
} ctls_status;

/// Why a certificate was not accepted.
typedef enum {
    CTLS_OTHER,
    /// It is not valid yet, or not any more.
    CTLS_NOT_YET_VALID,
    CTLS_EXPIRED,
    /// It is for other names or addresses.
    CTLS_WRONG_HOST,
    /// No trusted authority signed it.
    CTLS_UNTRUSTED,
} ctls_refusal;

/// What the code of a `CTLS_VERIFICATION` says.
ctls_refusal ctls_refusal_of(int code);

/// Makes a session; NULL where that fails, and then `failure` says why.
ctls *ctls_make(const ctls_settings *settings, ctls_failure *failure);

void ctls_free(ctls *session);

/// Takes bytes that the peer sent.
///
/// - Returns: False where memory is lacking.
bool ctls_put_input(ctls *session, const uint8_t *bytes, size_t count);

/// How many bytes there are for the peer.
size_t ctls_output_count(ctls *session);

/// Moves bytes for the peer into a buffer, and returns how many.
size_t ctls_take_output(ctls *session, uint8_t *buffer, size_t capacity);

/// Goes on with the handshake.
ctls_status ctls_handshake(ctls *session);

/// Encrypts bytes, all or none.
ctls_status ctls_encrypt(ctls *session, const uint8_t *bytes, size_t count);

/// Decrypts what there is of the peer's bytes, as much as goes into a buffer. With `CTLS_DONE` it is one byte at least.
ctls_status ctls_decrypt(ctls *session, uint8_t *buffer, size_t capacity, size_t *count);

/// Tells the peer that nothing more comes.
void ctls_close(ctls *session);

/// Why a step failed.
void ctls_get_failure(const ctls *session, ctls_failure *failure);

#endif
