-- Changes a fixed window (rate-limit-fixed-window.lua) or a window of a calendar, regardless of its limit. Only receipts
-- change a blocked counter.
-- KEYS  the window
-- ARGV  amount to add, negative to subtract down to 0, 0 to read only; the receipt of a decision, '' for none: then
--       another window is not changed, and the count is not raised beyond the limit; limit; length in ms; an argument
--       of the algorithm; the id of a window that begins here
-- reply {count, ms until it is 0}, both 0 if there is no window
local key, amount, receipt = KEYS[1], tonumber(ARGV[1]), ARGV[2]
local window, blocked = read(key, 'count', 'id')
if blocked and receipt == '' then
  return {tonumber(ARGV[3]), blocked}
end
local count, id = tonumber(window[2] or 0), window[3]
if not count then
  return redis.error_reply('ERR counter is not a number')
elseif call('PTTL', key) == 0 then
  -- Redis keeps a key for one ms after its expiry
  call('DEL', key)
  count, id = 0, nil
end
if receipt ~= '' then
  amount = receipt == id and math.min(amount, math.max(0, ARGV[3] - count)) or 0
end
amount = math.max(-count, math.min(amount, 2 ^ 53 - count))
if amount ~= 0 then
  count = call('HINCRBY', key, 'count', whole(amount))
end
if amount > 0 and not id then
  call('HSETNX', key, 'id', ARGV[6])
  begin(key, ARGV[4], ARGV[5])
end
if blocked then
  return {tonumber(ARGV[3]), blocked}
end
return {count, math.max(call('PTTL', key), 0)}
