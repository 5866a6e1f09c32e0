-- Calls that are running, an algorithm of rate-limit.lua. The counter is a sorted set of permits; the score of a permit
-- is the moment when it ends unless it is renewed, in ms since 1970. A permit named "blocked" blocks the subject. The
-- receipt is the name of the permit.

-- Nobody knows when a call ends: a denied caller is told to ask again after a second, or after the length of a permit.
local function ask_again(length)
  return math.min(tonumber(length), 1000)
end

-- Returns the calls that run, and the ms until the block of the subject ends, nil if it is not blocked.
local function running_calls(key, now)
  local running = call('ZCOUNT', key, '(' .. whole(now), '+inf')
  local blocked = running > 0 and tonumber(call('ZSCORE', key, 'blocked') or 0) - now or 0
  if blocked > 0 then
    return running - 1, blocked
  end
  return running
end

-- Returns whether one more call may run, the calls that run, and twice the ms after which to ask again. Changes nothing.
local function check_concurrency(key, limit, length)
  local running, blocked = running_calls(key, math.floor(now_micros() / 1000))
  if blocked then
    return false, tonumber(limit), blocked, blocked, ''
  end
  return running < tonumber(limit), running, ask_again(length), ask_again(length), ''
end

-- Adds a permit, and removes those that have ended. Returns the calls that run, nil, and the receipt.
local function commit_concurrency(key, length, new_id)
  local now = math.floor(now_micros() / 1000)
  call('ZREMRANGEBYSCORE', key, '-inf', whole(now))
  call('ZADD', key, whole(now + length), new_id)
  if call('PTTL', key) < tonumber(length) then
    call('PEXPIRE', key, length)
  end
  return call('ZCARD', key), nil, new_id
end
