// hiredis, which speaks Redis' protocol: what ClamatorRedis calls of it is in Connection/RedisSocket.swift alone.
#include <hiredis/hiredis.h>
