-- Changes a token bucket (rate-limit-token-bucket.lua), regardless of its burst. Only receipts change a blocked counter.
-- KEYS, ARGV and reply are those of rate-limit-fixed-window-adjust.lua; the argument of the algorithm is the burst.
local key, amount, receipt = KEYS[1], tonumber(ARGV[1]), ARGV[2]
local limit, length, burst = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local level, now, per, units, id, _, blocked = read_token_bucket(key, limit, length, burst)
if not level then
  return redis.error_reply('ERR counter is not a number')
elseif blocked and receipt == '' then
  return {burst, blocked}
end
local change = amount * per
if receipt ~= '' then
  local taken, of = string.match(receipt, '^(%d+):(.*)$')
  if amount < 0 and (level == 0 or of ~= id) then
    change = 0
  elseif amount < 0 then
    -- What has accrued since the permits were taken may have been theirs: it is not given back a second time. So the
    -- level never falls below what it were without them.
    local elapsed = math.max(0, in_units(now_micros(), units) - in_units(tonumber(taken), units))
    change = math.min(0, change + elapsed * limit)
  else
    change = math.max(0, math.min(change, burst * per - level))
  end
end
local count, reset = math.ceil(level / per), accrual(level, limit, units)
if change ~= 0 then
  local ends = blocked and call('HGET', key, 'blocked')
  id = level > 0 and id or ARGV[6]
  level = math.min(math.max(0, level + change), 2 ^ 52)
  count, reset = write_token_bucket(key, limit, level, now, per, units, id)
  if blocked then
    block(key, ends, blocked)
  end
end
-- else not written: another version of the application may still count by another limit
if blocked then
  return {burst, blocked}
end
return {count, count > 0 and reset or 0}
