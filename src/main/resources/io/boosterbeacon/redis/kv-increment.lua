-- Adds to a number and ends the lease. The lifetime is set only if this call creates the number.
-- KEYS  value, lease
-- ARGV  amount, lifetime in ms, the channel for ends of leases
-- reply {sum}, as a text, because a Lua number beyond 2^53 would lose its last digits
local created = call('EXISTS', KEYS[1]) == 0
call('INCRBY', KEYS[1], ARGV[1])
if created then
  call('PEXPIRE', KEYS[1], ARGV[2])
end
if call('DEL', KEYS[2]) == 1 then
  publish(ARGV[3], KEYS[2])
end
return {call('GET', KEYS[1])}
