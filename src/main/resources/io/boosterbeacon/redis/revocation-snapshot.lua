-- Reads a part of the index of all entries by expiry.
-- KEYS  the index; see revocation-index.lua
-- ARGV  the earliest expiry in ms, how many members from that expiry on are left out, the maximum number of members
-- reply {the number of all members; for each member of the part its subject and its expiry in ms}
local members = call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', ARGV[2], ARGV[3])
local reply = {call('ZCARD', KEYS[1])}
for i = 1, #members, 2 do
  table.insert(reply, (string.match(members[i], '^%S*')))
  table.insert(reply, members[i + 1])
end
return reply
