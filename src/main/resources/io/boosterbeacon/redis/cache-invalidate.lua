-- Deletes a value and ends the lease.
-- KEYS  value, lease
-- ARGV  the channel for ends of leases, the channel for changes (not for keys of RedisService)
-- reply {1} if there was a value, {0} if not
if call('DEL', KEYS[2]) == 1 then
  publish(ARGV[1], KEYS[2])
end
local existed = call('DEL', KEYS[1])
if ARGV[2] then
  -- also if there was no value: a node may still keep one that was evicted here
  publish(ARGV[2], KEYS[1])
end
return {existed}
