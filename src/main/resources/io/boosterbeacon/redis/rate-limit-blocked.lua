-- A counter may be blocked beside what it counts. Its field "blocked" is the end of the block in ms since 1970. It is a
-- field of the counter, and not a key of its own, so that a decision reads both by one command.

-- Reads fields of a counter, from the second item on. Also returns the ms until the block ends, nil if there is none.
local function read(key, ...)
  local fields = call('HMGET', key, 'blocked', ...)
  if fields[1] then
    local time = call('TIME')
    local left = fields[1] - math.floor(time[1] * 1000 + time[2] / 1000)
    if left > 0 then
      return fields, left
    end
  end
  return fields
end
