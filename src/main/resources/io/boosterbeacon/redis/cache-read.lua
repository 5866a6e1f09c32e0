-- Returns the value, or grants the lease, or returns the token that holds the lease.
-- KEYS  see cache-generation.lua
-- ARGV  the caller's token, lifetime of the lease in ms, a text that is unique for each call
-- reply {1, value with its stamp}, or {2} if the lease is granted, or {3, token of the holder}
local stored = call('GET', KEYS[1])
local value = unmarked(stored)
if value then
  return {1, value}
end
if stored then
  -- a value of a cleared cache; every look-up would read it first, until it expires
  call('DEL', KEYS[1])
end
local holder = unmarked(call('GET', KEYS[2]))
if holder and holder ~= ARGV[1] then
  return {3, holder}
end
keep_generation(tonumber(ARGV[2]) + 1000, ARGV[3])
call('SET', KEYS[2], mark .. ARGV[1], 'PX', ARGV[2])
return {2}
