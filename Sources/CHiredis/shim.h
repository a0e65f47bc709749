// hiredis, which speaks Redis' protocol: what ClamatorRedis calls of it is in Connection/RedisSocket.swift alone.
#include <hiredis/hiredis.h>
#include <stdlib.h>

/// How many elements an array of an answer may have. Without that, a few bytes of a peer have hiredis ask for 16 GB, and
/// look at each of their words when it gives them back.
#define CHIREDIS_MOST_ELEMENTS 4194304

#if defined(REDIS_READER_MAX_ARRAY_ELEMENTS)

static inline redisReplyObjectFunctions *chiredis_limit_arrays(redisReader *reader) {
    reader->maxelements = CHIREDIS_MOST_ELEMENTS;
    return NULL;
}

#else

// Versions before 1.1, of which those before 1.0 count by int.
#if HIREDIS_MAJOR >= 1
typedef size_t chiredis_count;
#else
typedef int chiredis_count;
#endif

static inline void *chiredis_make_array(const redisReadTask *task, chiredis_count count) {
    const redisReplyObjectFunctions *functions = (const redisReplyObjectFunctions *)task->privdata;
    return count > CHIREDIS_MOST_ELEMENTS ? NULL : functions->createArray(task, count);
}

/// Has a reader refuse larger arrays as if there were no memory for them.
///
/// - Returns: What is to be freed after the reader; NULL for nothing.
static inline redisReplyObjectFunctions *chiredis_limit_arrays(redisReader *reader) {
    redisReplyObjectFunctions *functions = (redisReplyObjectFunctions *)malloc(sizeof *functions);
    if (functions == NULL || reader == NULL) return functions;
    *functions = *reader->fn;
    functions->createArray = chiredis_make_array;
    reader->privdata = reader->fn;
    reader->fn = functions;
    return functions;
}

#endif
