-- Reads several values of a shard, and changes nothing.
-- KEYS  see cache-tags.lua; KEYS[7] and so on: more values
-- reply for each value itself, with its stamp, and its remaining lifetime in ms; null and 0 if there is none
local reply = {}
for at = 1, #KEYS do
  if at == 1 or at > 6 then
    local value = unmarked(read('GET', KEYS[at]))
    reply[#reply + 1] = value or false
    reply[#reply + 1] = value and call('PTTL', KEYS[at]) or 0
  end
end
return reply
