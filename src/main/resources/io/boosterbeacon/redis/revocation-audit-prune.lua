-- Removes expired entries of the audit, a limited number in a call, so that it does not block the server.
-- KEYS  the streams; see revocation-audit.lua
-- ARGV  retention in ms, maximum number of entries of each stream
-- reply {1 if there may be more, else 0}
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local failed
local last, most, more = string.format('%.0f', now - tonumber(ARGV[1]) - 1), tonumber(ARGV[2]), 0
for _, stream in ipairs(KEYS) do
  local ids, entries = {}, redis.pcall('XRANGE', stream, '-', last, 'COUNT', most)
  if entries.err then
    -- another client has written this one: the others are pruned all the same
    failed, entries = entries, {}
  end
  for _, entry in ipairs(entries) do
    table.insert(ids, entry[1])
  end
  if #ids > 0 then
    call('XDEL', stream, unpack(ids))
  end
  if #ids == most then
    more = 1
  end
end
return more == 0 and failed or {more}
