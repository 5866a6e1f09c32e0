-- Reads a part of the index of all entries by expiry.
-- KEYS  the index; see revocation-index.lua
-- ARGV  the earliest expiry in ms, how many members from that expiry on are left out, the maximum number of members
-- reply {the number of all members that have not expired; for each member of the part its subject and its expiry in ms}
local time = call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local from = tonumber(ARGV[1]) < tonumber(now) and now or ARGV[1]
-- by rank: to leave out members by score would take as long as to read them
local first = call('ZCOUNT', KEYS[1], '-inf', '(' .. from) + ARGV[2]
local members = call('ZRANGE', KEYS[1], first, first + ARGV[3] - 1, 'WITHSCORES')
local reply = {call('ZCOUNT', KEYS[1], now, '+inf')}
for i = 1, #members, 2 do
  table.insert(reply, (string.match(members[i], '^%S*')))
  table.insert(reply, members[i + 1])
end
return reply
