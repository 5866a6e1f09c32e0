-- Grants the lease although there may be a value, unless another token holds the lease, or there is another value than
-- the one that the caller has seen. A caller that wants neither takes it.
-- KEYS  see cache-generation.lua
-- ARGV  the caller's token, lifetime of the lease in ms, a text that is unique for each call, the time in the stamp of the
--       value that the caller has seen, or '' for any value, or '*' to take the lease
--       from its holder, too, unless that begins with '!'
-- reply as cache-read.lua
local holder, overtaken = unmarked(read('GET', KEYS[2]))
if holder and holder ~= ARGV[1] and (ARGV[4] ~= '*' or string.sub(holder, 1, 1) == '!') then
  return {3, holder, overtaken}
end
if #ARGV[4] == 8 then
  local value = unmarked(read('GET', KEYS[1]))
  if value and string.sub(value, 1, 8) ~= ARGV[4] then
    return {1, value}
  end
end
grant(ARGV[1], ARGV[2], ARGV[3])
return {2}
