-- Deletes a value and ends the lease.
-- KEYS  value, lease
-- ARGV  the channel for ends of leases
-- reply {1} if there was a value, {0} if not
if call('DEL', KEYS[2]) == 1 then
  publish(ARGV[1], KEYS[2])
end
return {call('DEL', KEYS[1])}
