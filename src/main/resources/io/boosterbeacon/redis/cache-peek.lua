-- Reads a value, and changes nothing.
-- KEYS  see cache-tags.lua
-- reply {1, value with its stamp, its remaining lifetime in ms}, or {0} if there is none
local value = unmarked(read('GET', KEYS[1]))
if value then
  return {1, value, call('PTTL', KEYS[1])}
end
return {0}
