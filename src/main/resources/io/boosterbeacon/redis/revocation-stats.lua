-- Counts what is remembered. Forgets a bounded number of expired members; to be called again while there are more.
-- KEYS  see revocation-index.lua
-- reply more (0 or 1), tokens, users, oldest and newest time of revocation in ms (0 if there is none)
local more_tokens, more_users = prune(KEYS[1], 1000), prune(KEYS[2], 1000)
local oldest = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
local newest = redis.call('ZRANGE', KEYS[3], -1, -1, 'WITHSCORES')
return {
  (more_tokens or more_users) and 1 or 0,
  redis.call('ZCARD', KEYS[1]),
  redis.call('ZCARD', KEYS[2]),
  tonumber(oldest[2] or 0),
  tonumber(newest[2] or 0),
}
