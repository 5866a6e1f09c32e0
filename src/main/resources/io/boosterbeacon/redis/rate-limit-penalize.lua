-- Adds to a counter whatever its limit, and begins a window if there is none.
-- KEYS  the counter
-- ARGV  amount, window in ms
-- reply count, ms until the window ends
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return {count, left}
