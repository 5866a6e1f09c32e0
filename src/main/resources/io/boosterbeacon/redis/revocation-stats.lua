-- Counts the stored revocations. Removes a limited number of expired members; must be called again while there are
-- more.
-- KEYS  see revocation-index.lua
-- reply {1 if there are more, oldest and newest time of revocation in ms (0 if there is none), the number of kinds, and for
--       each kind its scope, its reason and its number}
local more = prune(500)
local oldest = call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
local newest = call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')
local reply = {more and 1 or 0, tonumber(oldest[2] or 0), tonumber(newest[2] or 0), 0}
local counts = more and {} or call('HGETALL', KEYS[3])
for i = 1, #counts, 2 do
  local scope, reason = string.match(counts[i], '^(%a) (.*)$')
  if scope then
    reply[4] = reply[4] + 1
    table.insert(reply, scope)
    table.insert(reply, reason)
    table.insert(reply, tonumber(counts[i + 1]))
  end
end
return reply
