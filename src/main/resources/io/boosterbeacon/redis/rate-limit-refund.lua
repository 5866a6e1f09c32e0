-- Subtracts from a window, down to 0. With the amount 0 this only reads the window.
-- KEYS  the window
-- ARGV  amount, the id of the window to subtract from (another window is not changed) or '*' for any window
-- reply {count, ms until the window ends}, both 0 if there is no window
local window = call('HMGET', KEYS[1], 'count', 'id')
local count = tonumber(window[1] or 0)
if not count then
  return redis.error_reply('ERR counter is not a number')
end
local left = math.max(call('PTTL', KEYS[1]), 0)
if ARGV[2] ~= '*' and ARGV[2] ~= window[2] then
  return {count, left}
end
local back = math.min(count, tonumber(ARGV[1]))
if back > 0 then
  count = call('HINCRBY', KEYS[1], 'count', string.format('%.0f', -back))
end
return {count, left}
