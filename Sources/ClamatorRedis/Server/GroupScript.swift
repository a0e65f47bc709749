/// What a server asks of a stream and its group in one step, into which no other server, and no loss of the
/// connection, comes.
///
/// The scripts are Lua, as Redis 6.2 and later run it. They begin by finding how far stream and group are; what follows
/// does nothing where that has changed since the caller looked. Entries stay in Redis, however long they are.
enum GroupScript {
    /// The last id that the stream has given, and the last that the group has handed out; nothing where there is no
    /// group.
    static func standing(of group: String, in stream: String) -> RedisCommand {
        command(
            """
            return {generated, delivered}
            """, group, stream, [])
    }

    /// Sets the group to an id: 1, or 0 where the two do not stand where they did.
    static func setBack(
        _ group: String, in stream: String, endingAt generated: StreamID, from delivered: StreamID, to id: StreamID
    ) -> RedisCommand {
        command(
            """
            if generated ~= ARGV[2] or delivered ~= ARGV[3] then return 0 end
            redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], ARGV[4])
            return 1
            """, group, stream, [generated, delivered, id])
    }

    /// Opens a stream that has given its last id: sets it back to its last entry, without those in its last
    /// millisecond, and the group with it if that has handed out all that is left.
    ///
    /// Gives the id of that entry, and whether the group was set back; one thing alone where more is to be deleted
    /// than should be in one step; nothing where the stream is not full, or entries of its last millisecond were not
    /// handed out, unless they are to be lost.
    static func open(_ stream: String, for group: String, losingUnread: Bool) -> RedisCommand {
        // From Redis 7 on a stream remembers the last id that was deleted, goes behind it only where it is told to
        // forget that, and takes no zero for it.
        command(
            """
            if generated ~= ARGV[2] then return {} end
            local function isRestUnread()
                if delivered == generated then return false end
                return #redis.call('XRANGE', KEYS[1], '(' .. delivered, '+', 'COUNT', 1) > 0
            end
            if not ARGV[4] and isRestUnread() then return {} end
            local budget = 1048576
            while budget > 0 do
                local entry = redis.call('XRANGE', KEYS[1], ARGV[3], '+', 'COUNT', 1)[1]
                if not entry then break end
                redis.call('XDEL', KEYS[1], entry[1])
                budget = budget - 1024
                for _, text in ipairs(entry[2]) do budget = budget - #text end
            end
            if budget <= 0 then return {0} end
            stream = members(redis.call('XINFO', 'STREAM', KEYS[1]))
            local top = stream['last-entry'] and stream['last-entry'][1] or '0-1'
            if stream['max-deleted-entry-id'] then
                redis.call(
                    'XSETID', KEYS[1], generated, 'ENTRIESADDED', stream['entries-added'], 'MAXDELETEDID', '0-1')
            end
            redis.call('XSETID', KEYS[1], top)
            if isRestUnread() then return {top, 0} end
            redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], top)
            return {top, 1}
            """, group, stream, [.last, StreamID(milliseconds: .max, number: 0)] + (losingUnread ? [.last] : []))
    }

    private static func command(
        _ body: String, _ group: String, _ stream: String, _ ids: [StreamID]
    ) -> RedisCommand {
        var command = RedisCommand("EVAL", "\(beginning)\n\(body)", "1", stream, group)
        command.append(contentsOf: ids.map(\.description))
        return command
    }

    private static let beginning = """
        local function members(list)
            local found = {}
            for index = 1, #list, 2 do found[list[index]] = list[index + 1] end
            return found
        end
        local stream, group = members(redis.call('XINFO', 'STREAM', KEYS[1], 'FULL', 'COUNT', 1)), nil
        for _, list in ipairs(stream.groups) do
            local other = members(list)
            if other.name == ARGV[1] then group = other end
        end
        if not group then return {} end
        local generated, delivered = stream['last-generated-id'], group['last-delivered-id']
        """
}
