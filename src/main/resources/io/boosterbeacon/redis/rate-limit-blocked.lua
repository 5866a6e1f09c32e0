-- A counter that is blocked is the string "blocked" instead of a hash. It expires when the block ends.

-- Reads fields of a counter. Returns nil and the ms until the block ends if it is blocked.
local function read(key, ...)
  local fields = redis.pcall('HMGET', key, ...)
  if fields.err then
    if redis.pcall('GET', key) ~= 'blocked' then
      error('REFUSED HMGET ' .. fields.err, 0)
    end
    return nil, math.max(call('PTTL', key), 1)
  end
  return fields
end
