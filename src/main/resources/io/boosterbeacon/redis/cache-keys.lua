-- A function for the scripts that read keys of caches; this file is put before them.

-- Runs a command that reads one key. Where the keys are those of a named cache, which have at least three, a key of
-- another type is of another program, and counts as missing: nil. It is overwritten. A key of RedisService belongs to
-- its user.
local function read(...)
  local reply = redis.pcall(...)
  if type(reply) ~= 'table' or not reply.err then
    return reply or nil
  end
  if KEYS[3] and string.find(reply.err, 'WRONGTYPE', 1, true) then
    return nil
  end
  return call(...)
end
