-- Counts rejected requests, and appends some of them to the audit. A node may send a batch again if it does not know
-- whether it has arrived: it is counted once.
-- KEYS  the stream, the counters, the number of the node's last batch
-- ARGV  number of the batch, number of rejected requests, maximum number of entries, retention in ms, node, and for each
--       entry its subject, the hashes by which it is found, separated by commas, and method and path template
-- reply {1 if the batch was counted now, else 0; why entries were not written, '' if they were}
local DAY = 86400000
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local written, failure = 0, ''
if tonumber(call('GET', KEYS[3]) or 0) >= tonumber(ARGV[1]) then
  return {0, ''}
end

local function try(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    failure = (...) .. ' ' .. reply.err
    return false
  end
  return reply
end

for i = 6, #ARGV, 3 do
  if try('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'a', 'rejected', 's', ARGV[i], 'f', ARGV[i + 1], 'r', '',
    'w', '', 'n', ARGV[5], 'p', ARGV[i + 2]) then
    written = written + 1
  end
end
if written > 0 then
  -- More expired entries are removed than are added. The id 0-1 does not exist.
  local expired, last = {'0-1'}, string.format('%.0f', now - tonumber(ARGV[4]) - 1)
  for _, entry in ipairs(try('XRANGE', KEYS[1], '-', last, 'COUNT', 32 + written) or {}) do
    table.insert(expired, entry[1])
  end
  try('XDEL', KEYS[1], unpack(expired))
  try('PEXPIRE', KEYS[1], ARGV[4])
end
call('HINCRBY', KEYS[2], 'rejected', ARGV[2])
call('HINCRBY', KEYS[2], 'recorded', written)
call('PEXPIRE', KEYS[2], ARGV[4])
call('SET', KEYS[3], ARGV[1], 'PX', string.format('%.0f', math.min(DAY, tonumber(ARGV[4]))))
return {1, failure}
