-- Extends the life of a value that has been read: to the life that its stamp says, from now on, but not beyond the end
-- of its freshness. A value that lives nearly as long already is left alone: each extension ends its near copies on all
-- nodes, and each node asks for its own.
-- KEYS  see cache-generation.lua
-- reply {1} if the life was extended, {0} if not
local value = unmarked(read('GET', KEYS[1]))
local time = redis.pcall('TIME')
if not value or #value < 32 or time.err then
  return {0}
end
local written, total, fresh = struct.unpack('>I8I8I8', value)
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ms, left = math.min(total, written + fresh - now), call('PTTL', KEYS[1])
if ms <= left or (ms == total and ms - left < total / 16) then
  return {0}
end
call('PEXPIRE', KEYS[1], ms)
return {1}
