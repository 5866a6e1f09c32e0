-- Takes back from a counter, down to 0. Taking back nothing reads it.
-- KEYS  the counter
-- ARGV  amount, and the most that may be left of the window in ms: more is left of a later one, which owes nothing; or ''
-- reply count, ms until the window ends; both 0 without a window
local count = tonumber(redis.call('GET', KEYS[1]) or 0)
if not count then
  return redis.error_reply('ERR counter is not a number')
end
local left = math.max(redis.call('PTTL', KEYS[1]), 0)
if ARGV[2] ~= '' and left > tonumber(ARGV[2]) then
  return {count, left}
end
local back = math.min(count, tonumber(ARGV[1]))
if back > 0 then
  count = redis.call('DECRBY', KEYS[1], string.format('%.0f', back))
end
return {count, left}
