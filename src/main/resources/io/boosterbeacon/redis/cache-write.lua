-- Stores a value and ends the lease, if the token still holds it.
-- KEYS  see cache-generation.lua
-- ARGV  token, value, how long to keep it in ms, the channel for ends of leases, the lifetime for the stamp, the channel
--       for changes, the tags (only with cache-tags.lua)
-- reply {1} if the value was stored, {0} if not
if not holds_lease(ARGV[1]) then
  return {0}
end
keep_generation(longest(ARGV[3], ARGV[5]) + 1000, ARGV[1])
if store(ARGV[2], ARGV[3], ARGV[5]) == false then
  end_lease(ARGV[4])
  return {0}
end
end_lease(ARGV[4])
changed(ARGV[6])
return {1}
