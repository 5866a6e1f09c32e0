-- Stores a value and ends the lease, regardless of its holder.
-- KEYS  see cache-generation.lua
-- ARGV  value, lifetime in ms or '' for no expiry (only for keys of RedisService), the channel for ends of leases, a
--       text that is unique for each call, the lifetime for the stamp, the channel for changes (both not for keys of
--       RedisService), the tags (only with cache-tags.lua)
-- reply {1}
if ARGV[2] == '' then
  call('SET', KEYS[1], ARGV[1])
else
  keep_generation(longest(ARGV[2], ARGV[5]) + 1000, ARGV[4])
  store(ARGV[1], ARGV[2], ARGV[5])
end
end_lease(ARGV[3])
changed(ARGV[6])
return {1}
