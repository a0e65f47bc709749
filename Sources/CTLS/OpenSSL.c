#define CTLS_LOADS
#include "OpenSSL.h"

#include <pthread.h>

static bool is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

#if defined(CTLS_IS_LINKED)

// The library's own clean-up at exit(3) would take from threads that still run what they use.
static void load(void) { is_loaded = OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, NULL) == 1; }

#else

#include <dlfcn.h>
#include <string.h>

struct ctls_functions ctls_functions;

// libssl brings libcrypto; a search by its handle finds the functions of both. It is never closed.
static void load(void) {
    void *library = dlopen(CTLS_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) return;
    void *found;
#define CTLS_FIND(name) \
    if ((found = dlsym(library, #name)) == NULL) return; \
    memcpy(&ctls_functions.p_##name, &found, sizeof found);
    CTLS_FUNCTIONS(CTLS_FIND)
    is_loaded = ctls_functions.p_OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, NULL) == 1;
}

#endif

bool ctls_load(void) {
    pthread_once(&once, load);
    return is_loaded;
}
