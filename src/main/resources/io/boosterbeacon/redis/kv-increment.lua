-- Adds to a number, and ends the lease. The lifetime is given only to a number that this call creates.
-- KEYS  value, lease
-- ARGV  amount, lifetime in ms, channel for the end of the lease
-- reply {the sum, as text: a Lua number would lose its last digits beyond 2^53}
local created = call('EXISTS', KEYS[1]) == 0
call('INCRBY', KEYS[1], ARGV[1])
if created then
  call('PEXPIRE', KEYS[1], ARGV[2])
end
if call('DEL', KEYS[2]) == 1 then
  publish(ARGV[3], KEYS[2])
end
return {call('GET', KEYS[1])}
