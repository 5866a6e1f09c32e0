-- A counter may be blocked beside what it counts. Its field "blocked" is the end of the block in ms since 1970. It is a
-- field of the counter, and not a key of its own, so that a decision reads both by one command.

-- Reads fields of a counter, from the second item on. Also returns the ms until the block ends, nil if there is none.
local function read(key, ...)
  local fields = redis.pcall('HMGET', key, 'blocked', ...)
  if fields.err then
    -- Older versions wrote the text "blocked" in place of the counter.
    if redis.pcall('GET', key) ~= 'blocked' then
      error('REFUSED HMGET ' .. fields.err, 0)
    end
    local time, left = call('TIME'), math.max(call('PTTL', key), 1)
    fields = {string.format('%.0f', math.floor(time[1] * 1000 + time[2] / 1000) + left)}
    call('DEL', key)
    call('HSET', key, 'blocked', fields[1])
    call('PEXPIREAT', key, fields[1])
  end
  if fields[1] then
    local time = call('TIME')
    local left = fields[1] - math.floor(time[1] * 1000 + time[2] / 1000)
    if left > 0 then
      return fields, left
    end
  end
  return fields
end
