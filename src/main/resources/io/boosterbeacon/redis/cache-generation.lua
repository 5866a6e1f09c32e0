-- Functions for the cache scripts; this file is put before each of them.
-- KEYS[1] value, KEYS[2] lease and, only for entries of a named cache, KEYS[3] the generation of the entry's shard.
-- Values and leases of a named cache begin with the 16 characters of their generation, and are ignored under any other
-- generation. Deleting the generation therefore clears the shard, and so does its expiry or eviction. A new generation
-- never makes old values valid again.
-- The generation of a value is followed by its stamp, numbers of 8 bytes: the time of the write in ms since the epoch,
-- and three of its lifetime, which only the clients read.
local generation = KEYS[3] and read('GET', KEYS[3])
local current = not KEYS[3] or generation ~= nil
local mark = generation or ''

-- Extends the lifetime of the generation to at least this long, or begins one if there is none. The seed must be unique
-- for each call: a caller that uses its token again must not make cleared values valid again. It is extended by far more
-- than this, because each change of the generation ends the near copies of the whole shard on all nodes.
local function keep_generation(ms, seed)
  if not KEYS[3] then
    return
  end
  if not current then
    mark = string.sub(redis.sha1hex(seed), 1, 16)
    call('SET', KEYS[3], mark, 'PX', ms + math.max(ms, 60000))
    current = true
  elseif call('PTTL', KEYS[3]) < ms then
    call('PEXPIRE', KEYS[3], ms + math.max(ms, 60000))
  end
end

-- The longest time that a value may live, in ms: reads may extend its life to the end of its freshness.
local function longest(ms, lifetime)
  return KEYS[3] and math.max(tonumber(ms), (struct.unpack('>I8', lifetime, 9))) or tonumber(ms)
end

-- Returns a stored string without its generation, or nil if it belongs to another generation.
local function unmarked(stored)
  if stored and current and string.sub(stored, 1, #mark) == mark then
    return string.sub(stored, #mark + 1)
  end
  return nil
end

-- Stores a value, with its generation and its stamp if it belongs to a named cache. A user who may not run TIME gets
-- the time 0: nobody could tell when the value becomes stale, so it is kept only as long as it is fresh.
local function store(value, ms, lifetime)
  local stamp = ''
  if KEYS[3] then
    local time, now = redis.pcall('TIME'), 0
    if time.err then
      ms = struct.unpack('>I8', lifetime, 9)
    else
      now = time[1] * 1000 + math.floor(time[2] / 1000)
    end
    stamp = struct.pack('>I8', now) .. lifetime
  end
  call('SET', KEYS[1], mark .. stamp .. value, 'PX', ms)
end

-- Grants the lease.
local function grant(token, ms, seed)
  keep_generation(tonumber(ms) + 1000, seed)
  call('SET', KEYS[2], mark .. token, 'PX', ms)
end

local function holds_lease(token)
  return unmarked(read('GET', KEYS[2])) == token
end

-- Ends the lease, if there is one, and wakes its waiters.
local function end_lease(channel)
  if call('DEL', KEYS[2]) == 1 then
    publish(channel, KEYS[2])
  end
end

-- Tells nodes to which the server does not report changes that the value has changed.
local function changed(channel)
  if KEYS[3] then
    publish(channel, KEYS[1])
  end
end
