-- Tags, for the scripts of caches whose values have them; this file is put after cache-generation.lua, and replaces some
-- of its functions.
-- KEYS[4] the state of the tags of the shard, a hash:
--   epoch    16 characters, unique for each such hash. What has another epoch is ignored: the values of a lost hash are
--            lost with it, and so are those of a lost bucket
--   number   of the last invalidation of any tag in the shard
--   began    the number when the current bucket began, and at, the time then, in ms
--   bucket   1 or 2, the current bucket
--   floor    the number from which on the buckets know the invalidations. What is older is ignored
--   longest  the longest lifetime of a value or a lease, in ms
-- KEYS[5], KEYS[6] the buckets, hashes: the epoch, and for each invalidated tag the number of its last invalidation
-- A value begins with T, its generation, its epoch, a number of 8 bytes, the length of its tags in 4 bytes, and its tags
-- with spaces between them. A lease begins with L, its generation, its epoch and a number of 8 bytes. The number is that
-- of the last invalidation before the load: the value is valid as long as none of its tags has a larger one.
-- Values and leases of clients that know of no tags begin otherwise, and are ignored: they could have tags here.
local state = read('HMGET', KEYS[4], 'epoch', 'number', 'floor', 'began', 'bucket', 'longest') or {}
local epoch, last, floor = state[1], tonumber(state[2]), tonumber(state[3])
local began, bucket, kept = tonumber(state[4]), tonumber(state[5]), tonumber(state[6])
-- Those of the lease; nil until it was read.
local lease_epoch, lease_number

-- Whether none of the tags was invalidated after this number.
local function survives(of, number, tags)
  if tags == '' then
    return true
  end
  if of ~= epoch or number < floor then
    return false
  end
  if number == last then
    return true
  end
  local fields = {'epoch'}
  for tag in string.gmatch(tags, '%S+') do
    fields[#fields + 1] = tag
  end
  for index = 1, 2 do
    if index == bucket or number < began then
      local numbers = read('HMGET', KEYS[4 + index], unpack(fields))
      if not numbers or numbers[1] ~= epoch then
        return false
      end
      for i = 2, #fields do
        if numbers[i] and tonumber(numbers[i]) > number then
          return false
        end
      end
    end
  end
  return true
end

local unmarked_plain = unmarked
-- Of a value that is no longer valid: nil. Of a lease also whether tags were invalidated since it was granted: 1 or nil.
local function unmarked(stored)
  local kind = stored and string.sub(stored, 1, 1)
  if kind ~= 'T' and kind ~= 'L' then
    return nil
  end
  local found = unmarked_plain(string.sub(stored, 2))
  if not found or #found < (kind == 'L' and 24 or 28) then
    return nil
  end
  local of, number = string.sub(found, 1, 16), struct.unpack('>I8', found, 17)
  if kind == 'L' then
    lease_epoch, lease_number = of, number
    return string.sub(found, 25), (of ~= epoch or number ~= last) and 1 or nil
  end
  local length = struct.unpack('>I4', found, 25)
  if survives(of, number, string.sub(found, 29, 28 + length)) then
    return string.sub(found, 29 + length)
  end
  return nil
end

local function holds_lease(token)
  return unmarked(read('GET', KEYS[2])) == token
end

-- Extends the lifetime of the state to at least this long.
local function keep_tags(ms)
  if kept < ms then
    kept = ms
    call('HSET', KEYS[4], 'longest', ms)
  end
  if call('PTTL', KEYS[4]) < ms then
    for index = 4, 6 do
      call('PEXPIRE', KEYS[index], ms + math.max(ms, 60000))
    end
  end
end

-- Begins the state if there is none. The seed must be unique for each call.
local function begin_tags(ms, seed)
  if epoch then
    return
  end
  local time = redis.pcall('TIME')
  epoch = string.sub(redis.sha1hex(seed .. 'tags'), 1, 16)
  last, floor, began, bucket, kept = 1, 1, 1, 1, ms
  call('DEL', KEYS[4], KEYS[5], KEYS[6])
  call('HSET', KEYS[4], 'epoch', epoch, 'number', 1, 'floor', 1, 'began', 1, 'bucket', 1, 'longest', ms,
    'at', time.err and 0 or time[1] * 1000 + math.floor(time[2] / 1000))
  call('PEXPIRE', KEYS[4], ms + math.max(ms, 60000))
end

local keep_generation_plain = keep_generation
local function keep_generation(ms, seed)
  keep_generation_plain(ms, seed)
  if epoch then
    keep_tags(ms)
  end
end

local function grant(token, ms, seed)
  keep_generation(tonumber(ms) + 1000, seed)
  begin_tags(tonumber(ms) + 1000, seed)
  call('SET', KEYS[2], 'L' .. mark .. epoch .. struct.pack('>I8', last) .. token, 'PX', ms)
end

local store_plain = store
-- Returns false, and stores nothing, if a tag was invalidated since the lease was granted.
local function store(value, ms, lifetime)
  local tags = ARGV[7]
  if not lease_epoch then
    -- a put, which needs no lease
    begin_tags(longest(ms, lifetime) + 1000, ARGV[4])
    lease_epoch, lease_number = epoch, last
  elseif not survives(lease_epoch, lease_number, tags) then
    return false
  end
  mark = 'T' .. mark .. lease_epoch .. struct.pack('>I8I4', lease_number, #tags) .. tags
  store_plain(value, ms, lifetime)
  return true
end
