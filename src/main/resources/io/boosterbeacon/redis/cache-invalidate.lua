-- Deletes a value and ends the lease.
-- KEYS  value, lease
-- ARGV  channel for the end of the lease
-- reply {1} if there was a value, {0} if not
if call('DEL', KEYS[2]) == 1 then
  publish(ARGV[1], KEYS[2])
end
return {call('DEL', KEYS[1])}
