-- Returns the value, or grants the lease, or returns the token that holds the lease.
-- KEYS  see cache-generation.lua
-- ARGV  the caller's token, lifetime of the lease in ms, a text that is unique for each call
-- reply {1, value with its stamp}, or {2} if the lease is granted, or {3, token of the holder}, with 1 at its end if
--       tags were invalidated since the lease was granted
local stored = read('GET', KEYS[1])
local value = unmarked(stored)
if value then
  return {1, value}
end
if stored then
  -- a value of a cleared cache, or of an invalidated tag; every look-up would read it first, until it expires
  call('DEL', KEYS[1])
end
local holder, overtaken = unmarked(read('GET', KEYS[2]))
if holder and holder ~= ARGV[1] then
  return {3, holder, overtaken}
end
grant(ARGV[1], ARGV[2], ARGV[3])
return {2}
