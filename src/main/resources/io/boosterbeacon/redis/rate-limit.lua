-- Decides all policies of one subject: checks all, then counts all, or none.
-- KEYS  the current window of each policy: a hash of its count and its id, whose lifetime is the window's
-- ARGV  the id of windows that begin here, then limit, window in ms, cost of each policy, in the order of KEYS
-- reply admitted (0 or 1), count, ms until the window ends, the window's id ('' without a window), of each policy
local count, id, left, fits, all = {}, {}, {}, {}, true
for i, key in ipairs(KEYS) do
  local limit, length, cost = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
  local window = redis.call('HMGET', key, 'count', 'id')
  count[i] = tonumber(window[1] or 0)
  id[i] = window[2] or ''
  if not count[i] then
    return redis.error_reply('ERR counter is not a number')
  end
  left[i] = redis.call('PTTL', key)
  if left[i] == -1 then -- a counter that lost its end would deny for ever
    redis.call('PEXPIRE', key, ARGV[3 * i])
  end
  if left[i] < 0 then
    left[i] = length
  end
  fits[i] = count[i] + cost <= limit
  all = all and fits[i]
end
local reply = {}
for i, key in ipairs(KEYS) do
  if all then
    if redis.call('HSETNX', key, 'id', ARGV[1]) == 1 then -- an absent window begins here; a present one keeps its end
      redis.call('PEXPIRE', key, ARGV[3 * i])
      id[i] = ARGV[1]
    end
    count[i] = redis.call('HINCRBY', key, 'count', ARGV[3 * i + 1])
  end
  reply[4 * i - 3] = fits[i] and 1 or 0
  reply[4 * i - 2] = count[i]
  reply[4 * i - 1] = left[i]
  reply[4 * i] = id[i]
end
return reply
