#ifndef CSHA256_H
#define CSHA256_H

#include <stddef.h>
#include <stdint.h>

// SHA-256 (FIPS 180-4) of the system: libmd, which comes with libedit's own libraries, or macOS' CommonCrypto. Both are
// loaded anyway, so that it costs no time at the start, as OpenSSL's libcrypto would.

/// Writes the 32 bytes of the digest of some bytes.
void csha256(const uint8_t *bytes, size_t count, uint8_t *digest);

#endif
