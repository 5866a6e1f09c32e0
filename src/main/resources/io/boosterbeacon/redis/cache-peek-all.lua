-- Reads values of a named cache, and changes nothing; see cache-generation.lua.
-- KEYS  for each shard its generation, and then the values
-- ARGV  for each shard the number of its values
-- reply for each value itself, with its stamp, and its remaining lifetime in ms; null and 0 if there is none
local reply, at = {}, 0

-- A key that cannot be read counts as missing: the look-up of that key alone, which follows, tells why.
local function peek(key)
  local stored = redis.pcall('GET', key)
  return type(stored) == 'string' and stored
end

for shard = 1, #ARGV do
  at = at + 1
  local mark = peek(KEYS[at])
  for _ = 1, tonumber(ARGV[shard]) do
    at = at + 1
    local stored = mark and peek(KEYS[at])
    local valid = stored and string.sub(stored, 1, #mark) == mark
    reply[#reply + 1] = valid and string.sub(stored, #mark + 1) or false
    reply[#reply + 1] = valid and call('PTTL', KEYS[at]) or 0
  end
end
return reply
