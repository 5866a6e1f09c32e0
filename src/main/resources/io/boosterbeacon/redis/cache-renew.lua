-- Lets the lease last from now on, if the token still holds it.
-- KEYS  see cache-generation.lua
-- ARGV  token, lease in ms
-- reply {1} renewed, {0} not
if not holds_lease(ARGV[1]) then
  return {0}
end
keep_generation(tonumber(ARGV[2]) + 1000, ARGV[1])
call('PEXPIRE', KEYS[2], ARGV[2])
return {1}
