-- Stores a value, whoever holds the lease, and ends the lease.
-- KEYS  see cache-generation.lua
-- ARGV  value, lifetime in ms or '' for ever (keys of users only), channel for the end of the lease, unique text
-- reply {1}
if ARGV[2] == '' then
  call('SET', KEYS[1], ARGV[1])
else
  keep_generation(tonumber(ARGV[2]) + 1000, ARGV[4])
  call('SET', KEYS[1], mark .. ARGV[1], 'PX', ARGV[2])
end
end_lease(ARGV[3])
return {1}
