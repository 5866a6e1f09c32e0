-- Changes a token bucket (rate-limit-token-bucket.lua), regardless of its burst. KEYS, ARGV and reply are those of
-- rate-limit-fixed-window-adjust.lua; the argument of the algorithm is the burst.
local key, amount, receipt = KEYS[1], tonumber(ARGV[1]), ARGV[2]
local limit, length, burst = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local level, now, per, units = read_token_bucket(key, limit, length, burst)
if not level then
  local blocked = now
  return blocked and {burst, blocked} or redis.error_reply('ERR counter is not a number')
end
local change = amount * per
if receipt ~= '' and amount < 0 then
  -- What has accrued since the permits were taken may have been theirs: it is not given back a second time. So the level
  -- never falls below what it were without them.
  local elapsed = math.max(0, in_units(now_micros(), units) - in_units(tonumber(receipt), units))
  change = math.min(0, change + elapsed * limit)
elseif receipt ~= '' then
  change = math.max(0, math.min(change, burst * per - level))
end
level = math.min(math.max(0, level + change), 2 ^ 52)
if level == 0 then
  call('DEL', key)
  return {0, 0}
end
if change == 0 then
  return {math.ceil(level / per), math.ceil(level / limit / units)}
end
return {write_token_bucket(key, limit, level, now, per, units)}
