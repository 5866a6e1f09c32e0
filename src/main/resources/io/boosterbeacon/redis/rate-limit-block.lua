-- Blocks the subject of a policy, unless it is already blocked for longer.
-- KEYS  the counter
-- ARGV  the ms until the block ends
-- reply {1}
local key, left = KEYS[1], tonumber(ARGV[1])
local _, blocked = read(key)
if left > (blocked or 0) then
  block(key, whole(math.floor(now_micros() / 1000) + left), left)
end
return {1}
