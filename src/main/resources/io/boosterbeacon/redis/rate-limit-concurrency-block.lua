-- Blocks the subject of a policy of rate-limit-concurrency.lua, unless it is already blocked for longer. Calls that run
-- keep their permits.
-- KEYS  the permits
-- ARGV  the ms until the block ends
-- reply {1}
local key, left = KEYS[1], tonumber(ARGV[1])
local ends = math.floor(now_micros() / 1000) + left
if ends > tonumber(call('ZSCORE', key, 'blocked') or 0) then
  call('ZADD', key, whole(ends), 'blocked')
  if call('PTTL', key) < left then
    call('PEXPIREAT', key, whole(ends))
  end
end
return {1}
