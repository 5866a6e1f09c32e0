-- Changes sliding windows (rate-limit-sliding-window.lua), regardless of their limit.
-- KEYS, ARGV and reply are those of rate-limit-fixed-window-adjust.lua.
local key, amount, receipt, limit, length = KEYS[1], tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local window, current, previous, into = read_sliding_window(key, length)
if not window then
  local blocked = current
  return blocked and {limit, blocked} or redis.error_reply('ERR counter is not a number')
end
local count = math.ceil((previous * (length - into) + current * length) / length)
if receipt ~= '' then
  amount = math.min(amount, math.max(0, limit - count))
  if receipt == whole(window - 1) then
    previous = math.max(0, previous + amount)
    amount = 0
  elseif receipt ~= whole(window) then
    amount = 0
  end
end
if amount < 0 then
  -- what is left of a subtraction from the current window is subtracted from the one before
  local rest = math.min(0, current + amount)
  current = math.max(0, current + amount)
  previous = receipt == '' and math.max(0, previous + rest) or previous
else
  current = math.min(current + amount, most_sliding(length))
end
if current == 0 and previous == 0 then
  call('DEL', key)
  return {0, 0}
end
if ARGV[1] == '0' then
  return {count, reset_sliding_window(length, current, previous, into)}
end
return {write_sliding_window(key, length, window, current, previous, into)}
