-- Renews the lease from now on, if the token still holds it.
-- KEYS  see cache-generation.lua
-- ARGV  token, lifetime of the lease in ms
-- reply {1} if the lease was renewed, {0} if not
if not holds_lease(ARGV[1]) then
  return {0}
end
keep_generation(tonumber(ARGV[2]) + 1000, ARGV[1])
call('PEXPIRE', KEYS[2], ARGV[2])
return {1}
