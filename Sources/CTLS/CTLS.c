#include "CTLS.h"
#include "OpenSSL.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// MARK: Failures

static void set_failure(ctls_failure *failure, ctls_problem problem, int code, const char *text) {
    failure->problem = problem;
    failure->code = code;
    snprintf(failure->text, sizeof failure->text, "%s", text ? text : "");
}

// What OpenSSL notes for the thread.
static void set_noted_failure(ctls_failure *failure, ctls_problem problem) {
    unsigned long noted = ERR_peek_last_error();
    // Of a file that cannot be opened, the first note is the system's reason.
    unsigned long first = ERR_peek_error();
    if (ERR_SYSTEM_ERROR(first)) {
        set_failure(failure, problem, ERR_GET_REASON(first), strerror(ERR_GET_REASON(first)));
    } else {
        set_failure(failure, problem, ERR_GET_REASON(noted), ERR_reason_error_string(noted));
    }
}

// What a step of the session failed with.
static ctls_status fail(ctls *session) {
    // What the verification noted says more than the handshake that it ended.
    if (session->failure.problem != CTLS_NO_FAILURE) return CTLS_FAILED;
    int reason = ERR_GET_REASON(ERR_peek_error());
    if (reason > SSL_AD_REASON_OFFSET && reason <= SSL_AD_REASON_OFFSET + 255) {
        set_failure(
            &session->failure, CTLS_ALERT, reason - SSL_AD_REASON_OFFSET, ERR_reason_error_string(ERR_peek_error()));
        return CTLS_FAILED;
    }
    switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_BAD_RECORD_TYPE:
    case SSL_R_UNEXPECTED_MESSAGE:
        set_noted_failure(&session->failure, CTLS_NO_TLS);
        break;
    default:
        set_noted_failure(&session->failure, CTLS_PROTOCOL);
    }
    return CTLS_FAILED;
}

void ctls_get_failure(const ctls *session, ctls_failure *failure) { *failure = session->failure; }

// MARK: Certificates

static void write_time(char *text, size_t capacity, const ASN1_TIME *time) {
    struct tm parts;
    if (ASN1_TIME_to_tm(time, &parts) != 1 || strftime(text, capacity, "%Y-%m-%d %H:%M:%S UTC", &parts) == 0) *text = 0;
}

// Appends a name, which may hold anything, if it fits.
static void append_name(ctls_failure *failure, const char *name, size_t count) {
    size_t used = strlen(failure->names);
    const char *comma = used > 0 ? ", " : "";
    if (memchr(name, 0, count) != NULL || used + strlen(comma) + count >= sizeof failure->names) return;
    snprintf(failure->names + used, sizeof failure->names - used, "%s%.*s", comma, (int)count, name);
}

static void append_address(ctls_failure *failure, const unsigned char *bytes, int count) {
    char text[40];
    if (count == 4) {
        snprintf(text, sizeof text, "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
    } else if (count == 16) {
        size_t used = 0;
        for (int index = 0; index < 16; index += 2) {
            used += (size_t)snprintf(
                text + used, sizeof text - used, "%s%x", index > 0 ? ":" : "", bytes[index] << 8 | bytes[index + 1]);
        }
    } else {
        return;
    }
    append_name(failure, text, strlen(text));
}

// What the certificate is for: its alternative names (RFC 5280 §4.2.1.6), else its common name.
static void describe(X509 *certificate, ctls_failure *failure) {
    write_time(failure->valid_from, sizeof failure->valid_from, X509_get0_notBefore(certificate));
    write_time(failure->valid_until, sizeof failure->valid_until, X509_get0_notAfter(certificate));
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int index = 0; names != NULL && index < sk_GENERAL_NAME_num(names); index++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
        if (name->type == GEN_DNS) {
            append_name(
                failure, (const char *)ASN1_STRING_get0_data(name->d.dNSName),
                (size_t)ASN1_STRING_length(name->d.dNSName));
        } else if (name->type == GEN_IPADD) {
            append_address(
                failure, ASN1_STRING_get0_data(name->d.iPAddress), ASN1_STRING_length(name->d.iPAddress));
        }
    }
    GENERAL_NAMES_free(names);
    if (failure->names[0] != 0) return;
    char name[256];
    int count = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
    if (count > 0) append_name(failure, name, (size_t)count);
}

// Is asked for every certificate of the chain, and once more where one was refused; the first refusal is kept.
static int verify(int is_accepted, X509_STORE_CTX *context) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx());
    ctls *session = ssl == NULL ? NULL : SSL_get_app_data(ssl);
    if (is_accepted || session == NULL || session->failure.problem != CTLS_NO_FAILURE) return is_accepted;
    int code = X509_STORE_CTX_get_error(context);
    set_failure(&session->failure, CTLS_VERIFICATION, code, X509_verify_cert_error_string(code));
    X509 *certificate = X509_STORE_CTX_get0_cert(context);
    if (certificate != NULL) describe(certificate, &session->failure);
    return 0;
}

// Gets all that the session does. OpenSSL declines a request to renegotiate by an alert, and tells its caller nothing.
static void note(const SSL *ssl, int event, int value) {
    if (event != SSL_CB_WRITE_ALERT || (value & 0xff) != SSL_AD_NO_RENEGOTIATION) return;
    ctls *session = SSL_get_app_data(ssl);
    if (session != NULL) set_failure(&session->failure, CTLS_RENEGOTIATION, 0, "");
}

ctls_refusal ctls_refusal_of(int code) {
    switch (code) {
    case X509_V_ERR_CERT_NOT_YET_VALID: return CTLS_NOT_YET_VALID;
    case X509_V_ERR_CERT_HAS_EXPIRED: return CTLS_EXPIRED;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return CTLS_WRONG_HOST;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE: return CTLS_UNTRUSTED;
    default: return CTLS_OTHER;
    }
}

// MARK: Settings

// Whether certificates in a folder are named by their hash, as those that OpenSSL finds there are.
static bool is_hashed(const char *path) {
    DIR *folder = opendir(path);
    bool is_found = false;
    struct dirent *entry;
    while (folder != NULL && !is_found && (entry = readdir(folder)) != NULL) {
        is_found = strlen(entry->d_name) == 10 && strcmp(entry->d_name + 8, ".0") == 0;
    }
    if (folder != NULL) closedir(folder);
    return is_found;
}

// Where the system keeps its authorities: where the environment says ($SSL_CERT_FILE, $SSL_CERT_DIR) or OpenSSL was
// built to look; else, for a program that came from another system, where one of the others keeps them. A folder is
// asked for the one authority that signed; the file has all of them, and to read it takes 60 ms.
static bool trust_system(SSL_CTX *context) {
    static const char *const bundles[] = {
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
    };
    if (getenv("SSL_CERT_FILE") != NULL || getenv("SSL_CERT_DIR") != NULL) {
        return SSL_CTX_set_default_verify_paths(context) == 1;
    }
    if (is_hashed(X509_get_default_cert_dir())) {
        return SSL_CTX_load_verify_dir(context, X509_get_default_cert_dir()) == 1;
    }
    if (access(X509_get_default_cert_file(), R_OK) == 0) return SSL_CTX_set_default_verify_paths(context) == 1;
    for (size_t index = 0; index < sizeof bundles / sizeof *bundles; index++) {
        if (access(bundles[index], R_OK) == 0) return SSL_CTX_load_verify_file(context, bundles[index]) == 1;
    }
    return true;
}

// Without it OpenSSL would ask at the terminal.
static int refuse_pass_phrase(char *buffer, int capacity, int is_written, void *was_asked) {
    (void)buffer, (void)capacity, (void)is_written;
    *(bool *)was_asked = true;
    return 0;
}

static bool use_certificate(SSL_CTX *context, const ctls_settings *settings, ctls_failure *failure) {
    bool was_asked = false;
    SSL_CTX_set_default_passwd_cb(context, refuse_pass_phrase);
    SSL_CTX_set_default_passwd_cb_userdata(context, &was_asked);
    bool is_used = false;
    if (SSL_CTX_use_certificate_chain_file(context, settings->certificate_file) != 1) {
        set_noted_failure(failure, CTLS_CERTIFICATE_FILE);
    } else if (SSL_CTX_use_PrivateKey_file(context, settings->key_file, SSL_FILETYPE_PEM) != 1) {
        bool is_of_other = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH
            || ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_TYPE_MISMATCH;
        set_noted_failure(
            failure, was_asked ? CTLS_KEY_IS_ENCRYPTED : is_of_other ? CTLS_KEY_MISMATCH : CTLS_KEY_FILE);
    } else if (SSL_CTX_check_private_key(context) != 1) {
        set_noted_failure(failure, CTLS_KEY_MISMATCH);
    } else {
        is_used = true;
    }
    SSL_CTX_set_default_passwd_cb_userdata(context, NULL);
    return is_used;
}

static SSL_CTX *make_context(const ctls_settings *settings, ctls_failure *failure) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (context == NULL) {
        set_noted_failure(failure, CTLS_NO_MEMORY);
        return NULL;
    }
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    bool is_ready = true;
    if (settings->verifies) {
        const char *file = settings->ca_file;
        is_ready = file ? SSL_CTX_load_verify_file(context, file) == 1 : trust_system(context);
        if (!is_ready) set_noted_failure(failure, CTLS_CA_FILE);
    }
    if (is_ready && settings->certificate_file) is_ready = use_certificate(context, settings, failure);
    if (is_ready) return context;
    SSL_CTX_free(context);
    return NULL;
}

// Says which host is meant: to the verification, and a name to the peer as well.
static bool set_host(SSL *ssl, const char *host) {
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_ip_asc(param, host) == 1) return true;
    ERR_clear_error();
    return X509_VERIFY_PARAM_set1_host(param, host, 0) == 1 && SSL_set_tlsext_host_name(ssl, host) == 1;
}

// MARK: Sessions

ctls *ctls_make(const ctls_settings *settings, ctls_failure *failure) {
    memset(failure, 0, sizeof *failure);
    if (!ctls_load()) {
        set_failure(failure, CTLS_NO_LIBRARY, 0, CTLS_LIBRARY);
        return NULL;
    }
    ERR_clear_error();
    SSL_CTX *context = make_context(settings, failure);
    if (context == NULL) return NULL;
    ctls *session = calloc(1, sizeof *session);
    SSL *ssl = SSL_new(context);
    SSL_CTX_free(context);
    BIO *input = BIO_new(BIO_s_mem());
    BIO *output = BIO_new(BIO_s_mem());
    if (session == NULL || ssl == NULL || input == NULL || output == NULL) {
        set_failure(failure, CTLS_NO_MEMORY, 0, "");
        BIO_free(input);
        BIO_free(output);
    } else {
        SSL_set_bio(ssl, input, output);
        SSL_set_app_data(ssl, session);
        SSL_set_verify(ssl, settings->verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, settings->verifies ? verify : NULL);
        SSL_set_info_callback(ssl, note);
        SSL_set_connect_state(ssl);
        session->ssl = ssl;
        if (set_host(ssl, settings->host)) return session;
        set_noted_failure(failure, CTLS_HOST);
    }
    SSL_free(ssl);
    free(session);
    return NULL;
}

void ctls_free(ctls *session) {
    SSL_free(session->ssl);
    free(session);
}

bool ctls_put_input(ctls *session, const uint8_t *bytes, size_t count) {
    return BIO_write(SSL_get_rbio(session->ssl), bytes, (int)count) == (int)count;
}

size_t ctls_output_count(ctls *session) { return (size_t)BIO_pending(SSL_get_wbio(session->ssl)); }

size_t ctls_take_output(ctls *session, uint8_t *buffer, size_t capacity) {
    int count = BIO_read(SSL_get_wbio(session->ssl), buffer, (int)capacity);
    return count > 0 ? (size_t)count : 0;
}

// How far a step came that OpenSSL does not call a success.
static ctls_status status(ctls *session, int result) {
    switch (SSL_get_error(session->ssl, result)) {
    case SSL_ERROR_WANT_READ: return CTLS_WANTS_INPUT;
    case SSL_ERROR_ZERO_RETURN: return CTLS_CLOSED;
    default: return fail(session);
    }
}

ctls_status ctls_handshake(ctls *session) {
    ERR_clear_error();
    int result = SSL_do_handshake(session->ssl);
    return result == 1 ? CTLS_DONE : status(session, result);
}

ctls_status ctls_encrypt(ctls *session, const uint8_t *bytes, size_t count) {
    ERR_clear_error();
    size_t written = 0;
    int result = SSL_write_ex(session->ssl, bytes, count, &written);
    return result == 1 ? CTLS_DONE : status(session, result);
}

ctls_status ctls_decrypt(ctls *session, uint8_t *buffer, size_t capacity, size_t *count) {
    ERR_clear_error();
    *count = 0;
    int result = SSL_read_ex(session->ssl, buffer, capacity, count);
    if (session->failure.problem == CTLS_RENEGOTIATION) return CTLS_FAILED;
    return result == 1 ? CTLS_DONE : status(session, result);
}

void ctls_close(ctls *session) {
    ERR_clear_error();
    SSL_shutdown(session->ssl);
}
