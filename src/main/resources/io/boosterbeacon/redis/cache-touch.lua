-- Extends the life of a value that has been read: to the life that its stamp says, from now on, but not beyond the end
-- of its freshness. A value that lives longer already is left alone.
-- KEYS  see cache-generation.lua
-- reply {1} if the life was extended, {0} if not
local value = unmarked(call('GET', KEYS[1]))
local time = redis.pcall('TIME')
if not value or #value < 32 or time.err then
  return {0}
end
local written, total, fresh = struct.unpack('>I8I8I8', value)
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ms = math.min(total, written + fresh - now)
if ms <= call('PTTL', KEYS[1]) then
  return {0}
end
call('PEXPIRE', KEYS[1], ms)
return {1}
