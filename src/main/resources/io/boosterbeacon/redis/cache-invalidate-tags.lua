-- Invalidates tags in one shard. The time depends neither on the number of values nor on that of earlier invalidations:
-- when the current bucket is full, or older than all values, it takes the place of the other one, which is forgotten.
-- KEYS  the generation of the shard, the state of its tags, its two buckets; see cache-tags.lua
-- ARGV  the channel for changes, the maximum number of tags in a bucket, the tags
-- reply {1} if there may be values with tags, {0} if not
local state = read('HMGET', KEYS[2], 'epoch', 'number', 'began', 'bucket', 'at', 'longest') or {}
if state[1] and tonumber(state[2]) > tonumber(state[3])
  and read('HGET', KEYS[2 + state[4]], 'epoch') ~= state[1] then
  -- the current bucket is lost: what was in it must not be forgotten, so all values with tags are
  call('DEL', KEYS[2], KEYS[3], KEYS[4])
  state[1] = false
end
if state[1] then
  local time = redis.pcall('TIME')
  local now = time.err and 0 or time[1] * 1000 + math.floor(time[2] / 1000)
  local number, bucket = tonumber(state[2]), tonumber(state[4])
  local old = now - tonumber(state[5]) > tonumber(state[6]) + 1000
  local size = read('HLEN', KEYS[2 + bucket])
  if not size then
    -- of another program; nothing of this bucket can be lost, because that was looked for above
    call('DEL', KEYS[2 + bucket])
  end
  if old or (size or 0) > tonumber(ARGV[2]) then
    bucket = 3 - bucket
    call('DEL', KEYS[2 + bucket])
    call('HSET', KEYS[2], 'floor', state[3], 'began', number, 'bucket', bucket, 'at', now)
  end
  number = number + 1
  local fields = {'epoch', state[1]}
  for i = 3, #ARGV do
    fields[#fields + 1] = ARGV[i]
    fields[#fields + 1] = number
  end
  call('HSET', KEYS[2 + bucket], unpack(fields))
  call('HSET', KEYS[2], 'number', number)
  call('PEXPIRE', KEYS[2 + bucket], call('PTTL', KEYS[2]))
end
-- ends the near copies of the shard on all nodes: the server reports each change of the generation, also of its lifetime
local left = call('PTTL', KEYS[1])
if left > 0 then
  call('PEXPIRE', KEYS[1], left)
end
publish(ARGV[1], KEYS[1])
return {state[1] and 1 or 0}
