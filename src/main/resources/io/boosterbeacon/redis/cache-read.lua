-- Returns the value, or grants the lease, or says who holds it.
-- KEYS  see cache-generation.lua
-- ARGV  the caller's token, lease in ms, unique text
-- reply {1, value} or {2} (granted) or {3, holder's token}
local value = unmarked(call('GET', KEYS[1]))
if value then
  return {1, value}
end
local holder = unmarked(call('GET', KEYS[2]))
if holder and holder ~= ARGV[1] then
  return {3, holder}
end
keep_generation(tonumber(ARGV[2]) + 1000, ARGV[3])
call('SET', KEYS[2], mark .. ARGV[1], 'PX', ARGV[2])
return {2}
