// hiredis, which speaks Redis' protocol: what ClamatorRedis calls of it is in Connection/RedisSocket.swift alone.
#include <hiredis/hiredis.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Versions before 1.0 count elements by int.
#if HIREDIS_MAJOR >= 1
typedef size_t chiredis_count;
#else
typedef int chiredis_count;
#endif

/// What keeps one answer from taking all memory: a few bytes of a peer would have hiredis make an array of 16 GB, and
/// some megabytes of them values that take gigabytes.
typedef struct chiredis_bounds {
    /// What the reader calls, and what that calls.
    redisReplyObjectFunctions functions, *originals;
    /// How much memory an answer may take, and how much the one takes that is being read, in bytes.
    size_t most, taken;
} chiredis_bounds;

/// Counts memory that a value takes.
///
/// - Returns: How the value is made; NULL where the answer takes too much, which hiredis takes for a lack of memory.
static inline const redisReplyObjectFunctions *chiredis_take(const redisReadTask *task, size_t count, size_t size) {
    chiredis_bounds *bounds = (chiredis_bounds *)task->privdata;
    if (task->parent == NULL) bounds->taken = 0;
    if (count > (bounds->most - bounds->taken) / size) return NULL;
    bounds->taken += count * size;
    return bounds->originals;
}

static inline void *chiredis_make_string(const redisReadTask *task, char *text, size_t length) {
    const redisReplyObjectFunctions *functions = chiredis_take(task, length, 1);
    return functions == NULL ? NULL : functions->createString(task, text, length);
}

/// An array's elements count here, whatever they are.
static inline void *chiredis_make_array(const redisReadTask *task, chiredis_count count) {
    const redisReplyObjectFunctions *functions =
        chiredis_take(task, (size_t)count, sizeof(redisReply) + sizeof(redisReply *));
    return functions == NULL ? NULL : functions->createArray(task, count);
}

/// Has a reader refuse answers that take more memory.
///
/// - Returns: What is to be freed after the reader; NULL for nothing.
static inline chiredis_bounds *chiredis_bound(redisReader *reader, size_t most) {
    chiredis_bounds *bounds = (chiredis_bounds *)malloc(sizeof *bounds);
    if (bounds == NULL || reader == NULL) return bounds;
    *bounds = (chiredis_bounds){.functions = *reader->fn, .originals = reader->fn, .most = most};
    bounds->functions.createString = chiredis_make_string;
    bounds->functions.createArray = chiredis_make_array;
    reader->privdata = bounds;
    reader->fn = &bounds->functions;
    return bounds;
}

/// How long a line of an answer may be: the text of an error, a length. hiredis looks for its end from its start whenever
/// something came.
#define CHIREDIS_LONGEST_LINE ((size_t)1 << 20)

/// Whether what a reader holds of a string or a line that is not there as a whole yet is no more than it may be.
static inline bool chiredis_is_within_bounds(const redisReader *reader, size_t most) {
    size_t held = reader->len - reader->pos;
    if (held <= CHIREDIS_LONGEST_LINE) return true;
    // A line would be there as a whole; a string begins with one, its length.
    return held <= most && memchr(reader->buf + reader->pos, '\n', 32) != NULL;
}
