// OpenSSL's functions that are used. Where the library is not linked, each of their names stands for a pointer that
// `ctls_load` sets; so the code calls them as ever, also through OpenSSL's own macros.

#ifndef CTLS_OPENSSL_H
#define CTLS_OPENSSL_H

#if !__has_include(<openssl/ssl.h>)
#error "OpenSSL is missing: install libssl-dev (Debian, Ubuntu) or openssl@3 (Homebrew)"
#endif

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

#if OPENSSL_VERSION_MAJOR < 3
#error "OpenSSL 3 is wanted"
#endif

#define CTLS_TEXT_OF(number) #number
#define CTLS_TEXT(number) CTLS_TEXT_OF(number)
/// The library's file on Linux.
#define CTLS_LIBRARY "libssl.so." CTLS_TEXT(OPENSSL_SHLIB_VERSION)

/// Finds the functions, the first time.
///
/// - Returns: False where the library, or one of them, is not there.
bool ctls_load(void);

#if !defined(CTLS_IS_LINKED)

// A name stands in this list and in the one below: without the first its use does not compile, without the second the
// program is not linked.
#define CTLS_FUNCTIONS(F) \
    F(ASN1_TIME_to_tm) F(ASN1_STRING_get0_data) F(ASN1_STRING_length) \
    F(BIO_ctrl) F(BIO_free) F(BIO_new) F(BIO_read) F(BIO_s_mem) F(BIO_write) \
    F(ERR_clear_error) F(ERR_peek_error) F(ERR_peek_last_error) F(ERR_reason_error_string) \
    F(GENERAL_NAMES_free) \
    F(OPENSSL_init_ssl) F(OPENSSL_sk_num) F(OPENSSL_sk_value) \
    F(SSL_CTX_check_private_key) F(SSL_CTX_ctrl) F(SSL_CTX_free) F(SSL_CTX_load_verify_dir) \
    F(SSL_CTX_load_verify_file) F(SSL_CTX_new) \
    F(SSL_CTX_set_default_passwd_cb) F(SSL_CTX_set_default_passwd_cb_userdata) F(SSL_CTX_set_default_verify_paths) \
    F(SSL_CTX_set_options) F(SSL_CTX_use_PrivateKey_file) F(SSL_CTX_use_certificate_chain_file) \
    F(SSL_ctrl) F(SSL_do_handshake) F(SSL_free) F(SSL_get0_param) F(SSL_get_error) F(SSL_get_ex_data) \
    F(SSL_get_ex_data_X509_STORE_CTX_idx) F(SSL_get_rbio) F(SSL_get_wbio) F(SSL_new) F(SSL_read_ex) F(SSL_set_bio) \
    F(SSL_set_connect_state) F(SSL_set_ex_data) F(SSL_set_info_callback) F(SSL_set_verify) F(SSL_shutdown) F(SSL_write_ex) \
    F(TLS_client_method) \
    F(X509_NAME_get_text_by_NID) F(X509_STORE_CTX_get0_cert) F(X509_STORE_CTX_get_error) F(X509_STORE_CTX_get_ex_data) \
    F(X509_VERIFY_PARAM_set1_host) F(X509_VERIFY_PARAM_set1_ip_asc) F(X509_VERIFY_PARAM_set_hostflags) \
    F(X509_get0_notAfter) F(X509_get0_notBefore) F(X509_get_default_cert_dir) F(X509_get_default_cert_file) \
    F(X509_get_ext_d2i) F(X509_get_subject_name) F(X509_verify_cert_error_string)

/// The functions, as pointers.
struct ctls_functions {
#define CTLS_POINTER(name) __typeof__(name) *p_##name;
    CTLS_FUNCTIONS(CTLS_POINTER)
#undef CTLS_POINTER
};

extern struct ctls_functions ctls_functions;

#if !defined(CTLS_LOADS)
#define ASN1_TIME_to_tm ctls_functions.p_ASN1_TIME_to_tm
#define ASN1_STRING_get0_data ctls_functions.p_ASN1_STRING_get0_data
#define ASN1_STRING_length ctls_functions.p_ASN1_STRING_length
#define BIO_ctrl ctls_functions.p_BIO_ctrl
#define BIO_free ctls_functions.p_BIO_free
#define BIO_new ctls_functions.p_BIO_new
#define BIO_read ctls_functions.p_BIO_read
#define BIO_s_mem ctls_functions.p_BIO_s_mem
#define BIO_write ctls_functions.p_BIO_write
#define ERR_clear_error ctls_functions.p_ERR_clear_error
#define ERR_peek_error ctls_functions.p_ERR_peek_error
#define ERR_peek_last_error ctls_functions.p_ERR_peek_last_error
#define ERR_reason_error_string ctls_functions.p_ERR_reason_error_string
#define GENERAL_NAMES_free ctls_functions.p_GENERAL_NAMES_free
#define OPENSSL_init_ssl ctls_functions.p_OPENSSL_init_ssl
#define OPENSSL_sk_num ctls_functions.p_OPENSSL_sk_num
#define OPENSSL_sk_value ctls_functions.p_OPENSSL_sk_value
#define SSL_CTX_check_private_key ctls_functions.p_SSL_CTX_check_private_key
#define SSL_CTX_ctrl ctls_functions.p_SSL_CTX_ctrl
#define SSL_CTX_free ctls_functions.p_SSL_CTX_free
#define SSL_CTX_load_verify_dir ctls_functions.p_SSL_CTX_load_verify_dir
#define SSL_CTX_load_verify_file ctls_functions.p_SSL_CTX_load_verify_file
#define SSL_CTX_new ctls_functions.p_SSL_CTX_new
#define SSL_CTX_set_default_passwd_cb ctls_functions.p_SSL_CTX_set_default_passwd_cb
#define SSL_CTX_set_default_passwd_cb_userdata ctls_functions.p_SSL_CTX_set_default_passwd_cb_userdata
#define SSL_CTX_set_default_verify_paths ctls_functions.p_SSL_CTX_set_default_verify_paths
#define SSL_CTX_set_options ctls_functions.p_SSL_CTX_set_options
#define SSL_CTX_use_PrivateKey_file ctls_functions.p_SSL_CTX_use_PrivateKey_file
#define SSL_CTX_use_certificate_chain_file ctls_functions.p_SSL_CTX_use_certificate_chain_file
#define SSL_ctrl ctls_functions.p_SSL_ctrl
#define SSL_do_handshake ctls_functions.p_SSL_do_handshake
#define SSL_free ctls_functions.p_SSL_free
#define SSL_get0_param ctls_functions.p_SSL_get0_param
#define SSL_get_error ctls_functions.p_SSL_get_error
#define SSL_get_ex_data ctls_functions.p_SSL_get_ex_data
#define SSL_get_ex_data_X509_STORE_CTX_idx ctls_functions.p_SSL_get_ex_data_X509_STORE_CTX_idx
#define SSL_get_rbio ctls_functions.p_SSL_get_rbio
#define SSL_get_wbio ctls_functions.p_SSL_get_wbio
#define SSL_new ctls_functions.p_SSL_new
#define SSL_read_ex ctls_functions.p_SSL_read_ex
#define SSL_set_bio ctls_functions.p_SSL_set_bio
#define SSL_set_connect_state ctls_functions.p_SSL_set_connect_state
#define SSL_set_ex_data ctls_functions.p_SSL_set_ex_data
#define SSL_set_info_callback ctls_functions.p_SSL_set_info_callback
#define SSL_set_verify ctls_functions.p_SSL_set_verify
#define SSL_shutdown ctls_functions.p_SSL_shutdown
#define SSL_write_ex ctls_functions.p_SSL_write_ex
#define TLS_client_method ctls_functions.p_TLS_client_method
#define X509_NAME_get_text_by_NID ctls_functions.p_X509_NAME_get_text_by_NID
#define X509_STORE_CTX_get0_cert ctls_functions.p_X509_STORE_CTX_get0_cert
#define X509_STORE_CTX_get_error ctls_functions.p_X509_STORE_CTX_get_error
#define X509_STORE_CTX_get_ex_data ctls_functions.p_X509_STORE_CTX_get_ex_data
#define X509_VERIFY_PARAM_set1_host ctls_functions.p_X509_VERIFY_PARAM_set1_host
#define X509_VERIFY_PARAM_set1_ip_asc ctls_functions.p_X509_VERIFY_PARAM_set1_ip_asc
#define X509_VERIFY_PARAM_set_hostflags ctls_functions.p_X509_VERIFY_PARAM_set_hostflags
#define X509_get0_notAfter ctls_functions.p_X509_get0_notAfter
#define X509_get0_notBefore ctls_functions.p_X509_get0_notBefore
#define X509_get_default_cert_dir ctls_functions.p_X509_get_default_cert_dir
#define X509_get_default_cert_file ctls_functions.p_X509_get_default_cert_file
#define X509_get_ext_d2i ctls_functions.p_X509_get_ext_d2i
#define X509_get_subject_name ctls_functions.p_X509_get_subject_name
#define X509_verify_cert_error_string ctls_functions.p_X509_verify_cert_error_string
#endif

#endif

#endif
