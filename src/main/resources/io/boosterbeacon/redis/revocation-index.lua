-- Shared by the revocation scripts, in front of each.
-- KEYS[1] tokens by expiry, KEYS[2] users by expiry, KEYS[3] both by time of revocation, members 't:' or 'u:' and a hash.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Forgets at most `limit` expired members of an index; tells whether there may be more.
local function prune(index, limit)
  local expired = redis.call('ZRANGEBYSCORE', index, '-inf', now, 'LIMIT', 0, limit)
  if #expired > 0 then
    redis.call('ZREM', index, unpack(expired))
    redis.call('ZREM', KEYS[3], unpack(expired))
  end
  return #expired == limit
end

-- Whole milliseconds as text: plain tostring() would round them.
local function millis(number)
  return string.format('%.0f', number)
end

-- Enters a member and lets both indexes live at least as long as it does. Each call also forgets more than it adds.
local function remember(index, member, revoked_at, expires_at)
  redis.call('ZADD', index, millis(expires_at), member)
  redis.call('ZADD', KEYS[3], millis(revoked_at), member)
  for _, key in ipairs({index, KEYS[3]}) do
    if redis.call('PTTL', key) < expires_at - now then
      redis.call('PEXPIREAT', key, millis(expires_at + 1))
    end
  end
  prune(index, 16)
end
