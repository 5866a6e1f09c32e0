-- Decides all policies of one subject: checks all, then counts all, or none.
-- KEYS  one counter a policy
-- ARGV  limit, window in ms, cost of each policy, in the order of KEYS
-- reply admitted (0 or 1), count, ms until the window ends, of each policy
local count, left, fits, all = {}, {}, {}, true
for i, key in ipairs(KEYS) do
  local limit, window, cost = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  count[i] = tonumber(redis.call('GET', key) or 0)
  if not count[i] then
    return redis.error_reply('ERR counter is not a number')
  end
  left[i] = redis.call('PTTL', key)
  if left[i] == -1 then -- a counter that lost its end would deny for ever
    redis.call('PEXPIRE', key, ARGV[3 * i - 1])
  end
  if left[i] < 0 then
    left[i] = window
  end
  fits[i] = count[i] + cost <= limit
  all = all and fits[i]
end
local reply = {}
for i, key in ipairs(KEYS) do
  if all then
    -- An absent counter begins its window here; a present one keeps its end.
    if not redis.call('SET', key, ARGV[3 * i], 'PX', ARGV[3 * i - 1], 'NX') then
      redis.call('INCRBY', key, ARGV[3 * i])
    end
    count[i] = count[i] + tonumber(ARGV[3 * i])
  end
  reply[3 * i - 2] = fits[i] and 1 or 0
  reply[3 * i - 1] = count[i]
  reply[3 * i] = left[i]
end
return reply
