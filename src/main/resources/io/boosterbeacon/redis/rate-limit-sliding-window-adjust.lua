-- Changes sliding windows (rate-limit-sliding-window.lua), regardless of their limit. Only receipts change a blocked
-- counter.
-- KEYS, ARGV and reply are those of rate-limit-fixed-window-adjust.lua.
local key, amount, receipt, limit, length = KEYS[1], tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local window, current, previous, into, id, _, blocked, other = read_sliding_window(key, length)
if not window then
  return redis.error_reply('ERR counter is not a number')
elseif blocked and receipt == '' then
  return {limit, blocked}
end
local current_before, previous_before = current, previous
local others, others_reset = count_other(other)
local count = math.ceil(weigh(length, current, previous, into) / length) + others
if receipt ~= '' then
  local taken, of = string.match(receipt, '^(%d+):(.*)$')
  amount = of == id and math.min(amount, math.max(0, limit - count)) or 0
  if taken == whole(window - 1) then
    previous = math.max(0, previous + amount)
    amount = 0
  elseif taken ~= whole(window) then
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
local reset
if current == current_before and previous == previous_before then
  -- not written: another version of the application may still count by another length
  reset = reset_both(length, current, previous, into, others_reset)
else
  local ends = blocked and call('HGET', key, 'blocked')
  if not id or receipt == '' and not other and current_before + previous_before == 0 then
    id = ARGV[6]
  end
  count, reset = write_sliding_window(key, length, window, current, previous, into, id, other)
  if blocked then
    block(key, ends, blocked)
  end
end
if blocked then
  return {limit, blocked}
end
return {count, count > 0 and reset or 0}
