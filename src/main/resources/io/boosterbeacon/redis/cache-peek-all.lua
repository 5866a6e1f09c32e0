-- Reads values of a named cache, and changes nothing; see cache-generation.lua.
-- KEYS  for each shard its generation, and then the values
-- ARGV  for each shard the number of its values
-- reply for each value itself, with its stamp, and its remaining lifetime in ms; null and 0 if there is none
local reply, at = {}, 0
for shard = 1, #ARGV do
  at = at + 1
  local mark = call('GET', KEYS[at])
  for _ = 1, tonumber(ARGV[shard]) do
    at = at + 1
    local stored = mark and call('GET', KEYS[at])
    local valid = stored and string.sub(stored, 1, #mark) == mark
    reply[#reply + 1] = valid and string.sub(stored, #mark + 1) or false
    reply[#reply + 1] = valid and call('PTTL', KEYS[at]) or 0
  end
end
return reply
