-- Ends the lease without a value, if the token still holds it.
-- KEYS  see cache-generation.lua
-- ARGV  token, the channel for ends of leases; to remove the value, too: the channel for changes
-- reply {1} if the lease was ended, {0} if not
if not holds_lease(ARGV[1]) then
  return {0}
end
if ARGV[3] then
  call('DEL', KEYS[1])
  changed(ARGV[3])
end
end_lease(ARGV[2])
return {1}
