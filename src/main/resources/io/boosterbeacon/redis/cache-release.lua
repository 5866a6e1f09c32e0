-- Ends the lease without a value, if the token still holds it.
-- KEYS  see cache-generation.lua
-- ARGV  token, channel for the end of the lease
-- reply {1} ended, {0} not
if not holds_lease(ARGV[1]) then
  return {0}
end
end_lease(ARGV[2])
return {1}
