-- Functions for the revocation scripts; this file is put before each of them.
-- KEYS[1] verified tokens by expiry, KEYS[2] users by expiry, KEYS[3] all of them by time of revocation, KEYS[4]
-- unverified tokens by expiry. Members are 't:' or 'u:' and a hash.
-- KEYS[5] the epoch: "<id> <number of changes> <time of the loss in ms, or 0>".
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Removes at most `limit` expired members of an index. Returns whether there may be more.
local function prune(index, limit)
  local expired = call('ZRANGEBYSCORE', index, '-inf', now, 'LIMIT', 0, limit)
  if #expired > 0 then
    call('ZREM', index, unpack(expired))
    call('ZREM', KEYS[3], unpack(expired))
  end
  return #expired == limit
end

-- Formats milliseconds as text. tostring() would round them.
local function millis(number)
  return string.format('%.0f', number)
end

-- The later one of this clock's time and a node's time, but at most an hour after this clock's time.
local function latest_now(node)
  return math.max(now, math.min(tonumber(node), now + 3600000))
end

-- Adds a member to its index and to that of all members, and extends their lifetimes. Each call also removes more
-- expired members than it adds.
local function remember(index, member, revoked_at, expires_at)
  call('ZADD', index, millis(expires_at), member)
  call('ZADD', KEYS[3], millis(revoked_at), member)
  for _, key in ipairs({index, KEYS[3]}) do
    if call('PTTL', key) < expires_at - now then
      call('PEXPIREAT', key, millis(expires_at + 1))
    end
  end
  prune(index, 16)
end

-- Returns id, number of changes and time of the loss; nothing if there is no valid epoch.
local function read_epoch()
  return string.match(call('GET', KEYS[5]) or '', '^(%S+) (%d+) (%d+)$')
end

-- Counts a revocation in the epoch, so that nodes notice if the store loses it. Returns the epoch, '' if there is none.
local function count_change()
  local id, changes, lost_at = read_epoch()
  if not id then
    return ''
  end
  local epoch = id .. ' ' .. millis(changes + 1) .. ' ' .. lost_at
  call('SET', KEYS[5], epoch, 'PX', millis(math.max(call('PTTL', KEYS[5]), 60000)))
  return epoch
end
