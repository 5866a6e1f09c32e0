-- Blocks the subject of a policy of rate-limit-concurrency.lua. Calls that run keep their permits.
-- KEYS  the permits
-- ARGV  the ms until the block ends
local time = call('TIME')
local ends = math.floor(time[1] * 1000 + time[2] / 1000) + ARGV[1]
call('ZADD', KEYS[1], string.format('%.0f', ends), 'blocked')
if call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then
  call('PEXPIRE', KEYS[1], ARGV[1])
end
return {}
