-- Shared by the cache scripts, in front of each.
-- KEYS[1] value, KEYS[2] lease and, for entries of a named cache only, KEYS[3] the generation of the entry's shard.
-- Values and leases of a named cache begin with their generation, 16 characters; under another one they count for nothing.
-- So deleting the generation clears the shard; its expiry or eviction does the same, and never brings anything back.
local generation = KEYS[3] and (call('GET', KEYS[3]) or nil)
local current = not KEYS[3] or generation ~= nil
local mark = generation or ''

-- Lets the generation live for at least this long, and begins one if there is none. The seed is another one at each call: a
-- caller that uses its token again must not revive what was cleared meanwhile.
local function keep_generation(ms, seed)
  if not KEYS[3] then
    return
  end
  if not current then
    mark = string.sub(redis.sha1hex(seed), 1, 16)
    call('SET', KEYS[3], mark, 'PX', ms)
    current = true
  elseif call('PTTL', KEYS[3]) < ms then
    call('PEXPIRE', KEYS[3], ms)
  end
end

-- What a stored string holds under the current generation, or nil.
local function unmarked(stored)
  if stored and current and string.sub(stored, 1, #mark) == mark then
    return string.sub(stored, #mark + 1)
  end
  return nil
end

local function holds_lease(token)
  return unmarked(call('GET', KEYS[2])) == token
end

-- Waiters need no news of a lease that nobody held.
local function end_lease(channel)
  if call('DEL', KEYS[2]) == 1 then
    publish(channel, KEYS[2])
  end
end
