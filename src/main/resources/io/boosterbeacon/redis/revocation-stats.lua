-- Counts the stored revocations. Removes a limited number of expired members; must be called again while there are
-- more.
-- KEYS  see revocation-index.lua
-- reply {1 if there are more, tokens, users, oldest and newest time of revocation in ms (0 if there is none)}
local more = false
for _, index in ipairs({KEYS[1], KEYS[2], KEYS[4]}) do
  more = prune(index, 1000) or more
end
local oldest = call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
local newest = call('ZRANGE', KEYS[3], -1, -1, 'WITHSCORES')
return {
  more and 1 or 0,
  call('ZCARD', KEYS[1]) + call('ZCARD', KEYS[4]),
  call('ZCARD', KEYS[2]),
  tonumber(oldest[2] or 0),
  tonumber(newest[2] or 0),
}
