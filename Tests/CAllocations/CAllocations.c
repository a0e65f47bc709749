#include "CAllocations.h"

#if defined(__GLIBC__) || defined(__linux__)
#include <features.h>
#endif

// A sanitizer has an allocator of its own, which must see every call.
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#define IS_SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))

#if defined(__GLIBC__) && !IS_SANITIZED
#include <errno.h>
#include <stddef.h>

// The program's own definitions stand before those of the C library, for every library that it loads.

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

// For each thread, where a file that includes this one has no other counter.
#ifndef ALLOCATION_COUNTER
#define ALLOCATION_COUNTER _Thread_local long
#endif
static ALLOCATION_COUNTER count;

long allocation_count(void) { return count; }

void *malloc(size_t size) {
    count++;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count++;
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    count++;
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    count++;
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}
#else
long allocation_count(void) { return -1; }
#endif
