-- Shared by the revocation scripts, in front of each.
-- KEYS[1] verified tokens by expiry, KEYS[2] users by expiry, KEYS[3] all by time of revocation, KEYS[4] unverified tokens by
-- expiry; members are 't:' or 'u:' and a hash. KEYS[5] the epoch: "<id> <changes> <lost at in ms, or 0>".
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Forgets at most `limit` expired members of an index; tells whether there may be more.
local function prune(index, limit)
  local expired = call('ZRANGEBYSCORE', index, '-inf', now, 'LIMIT', 0, limit)
  if #expired > 0 then
    call('ZREM', index, unpack(expired))
    call('ZREM', KEYS[3], unpack(expired))
  end
  return #expired == limit
end

-- Whole milliseconds as text: plain tostring() would round them.
local function millis(number)
  return string.format('%.0f', number)
end

-- What a node calls now, unless it is behind this clock, or more than an hour ahead of it.
local function latest_now(node)
  return math.max(now, math.min(tonumber(node), now + 3600000))
end

-- Enters a member and lets both indexes live at least as long as it does. Each call also forgets more than it adds.
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

-- Id, changes and time of loss; nothing if there is no epoch of our form.
local function read_epoch()
  return string.match(call('GET', KEYS[5]) or '', '^(%S+) (%d+) (%d+)$')
end

-- Counts a revocation: whoever has seen the number knows a store that has lost it. Returns the epoch, '' if there is none.
local function count_change()
  local id, changes, lost_at = read_epoch()
  if not id then
    return ''
  end
  local epoch = id .. ' ' .. millis(changes + 1) .. ' ' .. lost_at
  call('SET', KEYS[5], epoch, 'PX', millis(math.max(call('PTTL', KEYS[5]), 60000)))
  return epoch
end
