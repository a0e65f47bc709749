#include "CSHA256.h"

#if defined(__APPLE__)
#include <CommonCrypto/CommonDigest.h>

void csha256(const uint8_t *bytes, size_t count, uint8_t *digest) {
    CC_SHA256_CTX context;
    CC_SHA256_Init(&context);
    while (count > 0) {
        CC_LONG part = count > UINT32_MAX ? UINT32_MAX : (CC_LONG)count;
        CC_SHA256_Update(&context, bytes, part);
        bytes += part;
        count -= part;
    }
    CC_SHA256_Final(digest, &context);
}
#else
#if !__has_include(<sha2.h>)
#error "libmd is missing: install libmd-dev (Debian, Ubuntu)"
#endif
#include <sys/types.h>
#include <sha2.h>

void csha256(const uint8_t *bytes, size_t count, uint8_t *digest) {
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, bytes, count);
    SHA256Final(digest, &context);
}
#endif
