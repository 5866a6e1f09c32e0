-- Blocks the subject of a policy, unless it is already blocked for longer.
-- KEYS  the counter
-- ARGV  the ms until the block ends
-- reply {1}
local key, left = KEYS[1], tonumber(ARGV[1])
local ends = math.floor(now_micros() / 1000) + left
if ends > (tonumber(call('HGET', key, 'blocked') or 0) or 0) then
  block(key, whole(ends), left)
end
return {1}
